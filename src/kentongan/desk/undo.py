"""Which step takes another one back, and the offer of it right after the first was taken.

Nothing is deleted: the second step stands in the history after the first, under its own name. Where a
step cannot be taken back any more, the workflow table says so and nothing is offered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import moves, services
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.organizations.actor import Actor

WITHIN = timedelta(
    minutes=10
)  # afterwards it is a decision like any other, with a reason of its own


@dataclass(frozen=True, slots=True)
class Back:
    """The step that undoes, and in which of its words the reason goes."""

    action: str
    service: Callable[..., Event]
    reason: str = ""
    has_seen: bool = True


BACK = {
    "forward": Back("recall", services.recall),
    "dispatch": Back("recall", services.recall),
    "decide": Back("recall", services.recall),
    "assign": Back("release", services.release),
    "ask": Back("proceed", services.proceed, "reason"),
    "merge": Back("unmerge", services.unmerge, "reason", has_seen=False),
    "propose_archive": Back("refuse_archive", services.refuse_archive, "reason"),
    "archive": Back("reopen", services.reopen, "text", has_seen=False),
    "hand_over": Back("take_back", services.take_back, "reason"),
    "close": Back("reopen", services.reopen, "text", has_seen=False),
    "publish": Back("hide", services.hide, "reason", has_seen=False),
    "hide": Back("publish", services.publish, has_seen=False),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """The button "Undo" beside the words of what was done."""

    url: str
    sequence: int
    step: str


def offer_for(complaint: Complaint, *, by: Actor) -> Offer | None:
    """Whether the actor can take back what happened last; `complaint` comes with its events."""
    events = list(complaint.events.all())
    if not events or not _is_possible(complaint, events[-1], by):
        return None
    url = reverse("desk:undo", args=[complaint.shown_number])
    return Offer(url, events[-1].sequence, str(ACTION_LABELS[events[-1].action]))


def take_back(complaint: Complaint, *, by: Actor, sequence: int | None = None) -> Event:
    """Take the actor's own last step back; refused once anything else has happened since."""
    event = Event.objects.filter(complaint=complaint.pk).order_by("-sequence").first()
    if event is None or (sequence is not None and sequence > event.sequence):
        raise Http404
    is_last = sequence is None or event.sequence == sequence
    if not is_last or not _is_possible(complaint, event, by):
        raise MoveRefused(_("This can no longer be undone: something has happened to it since."))
    back = BACK[event.action]
    given = {back.reason: _("Undone: it was a mistake.")} if back.reason else {}
    seen = {"seen": event.sequence} if back.has_seen else {}
    return back.service(complaint, by=by, **given, **seen)


def _is_possible(complaint: Complaint, event: Event, by: Actor) -> bool:
    back = BACK.get(event.action)
    is_own = event.actor_user_id == by.user_id and clock.now() - event.at <= WITHIN
    return bool(back and is_own and moves.is_possible(back.action, complaint, by=by))
