"""Take one step of the workflow table and record it: the only writer of `status`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import clocks, history, moves, notices, workflow
from kentongan.complaints.choices import Status
from kentongan.complaints.models import ClockRun, Complaint, Event
from kentongan.complaints.refusals import Changed, MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

TRIES = 5  # a colleague's note between reading and writing is no reason to refuse


@transaction.atomic
def take(
    complaint: Complaint,
    action: str,
    *,
    by: Actor,
    facts: Mapping[str, object] | None = None,
    text: str = "",
    changes: Mapping[str, Any] | None = None,
    seen: int | None = None,
    recounted: Sequence[ClockRun] = (),
) -> Event:
    """Move `complaint` along one line: status, event, clocks and messages, or nothing at all.

    `facts` are what the record keeps (JSON), `changes` columns of the complaint, `seen` the version
    of the page on which the actor decided. Raises MoveRefused, Missing, or Changed when somebody
    else was first. `complaint` is brought up to date.
    """
    facts = dict(facts or {})
    _check_seen(complaint, seen)
    given = {"text": text, "reason": text, "question": text, "outcome": text} | facts
    for _attempt in range(TRIES):
        move = moves.find(action, complaint, by=by, facts=given)
        event = _write(
            complaint, move, by=by, facts=facts, text=text, changes=dict(changes or {}),
            recounted=recounted,
        )  # fmt: skip
        if event:
            return event
        _look_again(complaint, by)
    raise Changed(_("This complaint is being changed by others just now. Try again."))


def _write(
    complaint: Complaint,
    move: workflow.Move,
    *,
    by: Actor,
    facts: Mapping[str, object],
    text: str,
    changes: dict[str, Any],
    recounted: Sequence[ClockRun],
) -> Event | None:
    now = clock.now()
    source, target = complaint.status, _target(move, complaint)
    before = {name: getattr(complaint, name) for name in changes}
    for name, value in changes.items():
        setattr(complaint, name, value)
    made = clocks.plan(complaint, move, target=target, at=now, recounted=recounted)
    event = history.build(
        complaint, move, by=by, source=source, target=target, at=now, facts=facts, text=text
    )
    written = changes | _status_columns(source, target, now)
    written |= {"due_at": made.due_at, "legal_at": made.legal_at}
    written |= {"version": event.sequence, "head_hash": event.hash}
    # One guarded UPDATE instead of a row lock: SQLite has no row locks, and this also keeps an
    # officer of another organization out, whatever the caller forgot.
    rows = Complaint.objects.visible_to(by).filter(
        pk=complaint.pk, status=source, version=complaint.version
    )
    if not rows.update(**written):
        for name, value in before.items():
            setattr(complaint, name, value)
        return None
    for name, value in written.items():
        setattr(complaint, name, value)
    event.save(force_insert=True)
    clocks.write(made, complaint=complaint)
    notices.queue(event, complaint)
    return event


def _target(move: workflow.Move, complaint: Complaint) -> str:
    if move.stays:
        return complaint.status
    if move.target == workflow.RESUME:
        return complaint.resume_status
    return str(move.target)


def _status_columns(source: str, target: str, now: datetime) -> dict[str, Any]:
    if source == target:
        return {}
    columns: dict[str, Any] = {"status": target, "status_since": now}
    if target == Status.INCOMPLETE:
        columns["resume_status"] = source
    return columns


def _check_seen(complaint: Complaint, seen: int | None) -> None:
    if seen is None or complaint.version == seen:
        return
    since = complaint.events.filter(sequence__gt=seen).order_by("-sequence")
    for event in since:
        if event.source != event.target:
            raise Changed(_told(event))


def _look_again(complaint: Complaint, by: Actor) -> None:
    """After a lost race: go on if only notes came in between, else say who did what."""
    current = Complaint.objects.visible_to(by).filter(pk=complaint.pk).first()
    if current is None or current.status != complaint.status:
        latest = Event.objects.filter(complaint=complaint.pk).order_by("-sequence")
        changing = next((one for one in latest if one.source != one.target), None)
        if changing is None:
            raise MoveRefused(_("This complaint is not with your office."))
        raise Changed(_told(changing))
    for column in current._meta.concrete_fields:
        setattr(complaint, column.attname, getattr(current, column.attname))


def _told(event: Event) -> str:
    who = event.actor_label or str(Role(event.actor_role).label)
    at = date_format(timezone.localtime(event.at), "TIME_FORMAT")
    return _("%(who)s was first, at %(at)s: %(step)s. Look again before you decide.") % {
        "who": who,
        "at": at,
        "step": ACTION_LABELS[event.action],
    }
