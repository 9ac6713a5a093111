"""Take one step of the workflow table and record it: the only writer of `status`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.common.statements import Prepared, insert
from kentongan.complaints import clocks, history, moves, notices, workflow
from kentongan.complaints.choices import Status
from kentongan.complaints.models import ClockRun, Complaint, Event
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.complaints.refusals import Changed, MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

TRIES = 5  # a colleague's note between reading and writing is no reason to refuse
# Two people may take these side by side; of any other step the second must know of the first.
SIDE_BY_SIDE = frozenset(
    {"note", "add", "add_unit", "contribute", "file_paper", "open", "rate", "consent_referral"}
)
Changes = Mapping[str, Any] | Callable[[Complaint], Mapping[str, Any]]


def take(
    complaint: Complaint,
    action: str,
    *,
    by: Actor,
    facts: Mapping[str, object] | None = None,
    text: str = "",
    changes: Changes | None = None,
    seen: int | None = None,
    recounted: Sequence[ClockRun] = (),
) -> Event:
    """Move `complaint` along one line: status, event, clocks and messages, or nothing at all.

    `facts` are what the record keeps (JSON), `changes` columns of the complaint (a function, where
    they follow from columns that another step may change), `seen` the version of the page on which
    the actor decided. Raises MoveRefused, Missing, or Changed when somebody else was first; nothing
    was written then. `complaint` is brought up to date.
    """
    facts = dict(facts or {})
    _check_seen(complaint, action, seen)
    given = {"text": text, "reason": text, "question": text, "outcome": text} | facts
    for _attempt in range(TRIES):
        move = moves.find(action, complaint, by=by, facts=given)
        columns = changes(complaint) if callable(changes) else changes or {}
        columns = _without_proposal(move, complaint) | dict(columns)
        event = _write(
            complaint, move, by=by, facts=facts, text=text, changes=columns, recounted=recounted
        )
        if event:
            return event
        _look_again(complaint, action, by)
    raise Changed(_("This complaint is being changed by others just now. Try again."))


# No savepoint: refusals come before the first write, and a fault undoes the caller's work as well.
@transaction.atomic(savepoint=False)
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
    untouched = {"pk": complaint.pk, "status": source, "version": complaint.version}
    if not _guard(by.role).update(written, **untouched, **by.scope):
        for name, value in before.items():
            setattr(complaint, name, value)
        return None
    for name, value in written.items():
        setattr(complaint, name, value)
    insert([event])
    clocks.write(made, complaint=complaint)
    notices.queue(event, complaint)
    return event


@cache
def _guard(role: Role) -> Prepared[Complaint]:
    """The complaint as it was read, if somebody in `role` may change it."""

    def untouched(*, pk: int, status: str, version: int, **who: Any) -> ComplaintQuerySet:
        actor = Actor.within(role, who)
        return Complaint.objects.visible_to(actor).filter(pk=pk, status=status, version=version)

    return Prepared(untouched)


def _without_proposal(move: workflow.Move, complaint: Complaint) -> dict[str, Any]:
    """Whoever goes on with a complaint sets aside the proposal to archive it."""
    if move.stays or move.target == Status.ARCHIVED or complaint.archive_proposed_by_id is None:
        return {}
    return {"archive_proposed_by": None, "archive_reason": ""}


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


def _check_seen(complaint: Complaint, action: str, seen: int | None) -> None:
    if seen is None or complaint.version == seen:
        return
    if event := _in_the_way(complaint, action, since=seen):
        raise Changed(_told(event))


def _in_the_way(complaint: Complaint, action: str, *, since: int) -> Event | None:
    """The last step of somebody else that the actor must know of before taking `action`."""
    events = Event.objects.filter(complaint=complaint.pk, sequence__gt=since)
    for event in events.order_by("-sequence"):
        if event.source != event.target:
            return event
        if event.action == action and action not in SIDE_BY_SIDE:
            return event
    return None


def _look_again(complaint: Complaint, action: str, by: Actor) -> None:
    """After a lost race: go on if only notes came in between, else say who did what."""
    current = Complaint.objects.visible_to(by).filter(pk=complaint.pk).first()
    if current is None or current.status != complaint.status:
        latest = Event.objects.filter(complaint=complaint.pk).order_by("-sequence")
        changing = next((one for one in latest if one.source != one.target), None)
        if changing is None:
            raise MoveRefused(_("This complaint is not with your office."))
        raise Changed(_told(changing))
    if event := _in_the_way(complaint, action, since=complaint.version):
        raise Changed(_told(event))
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
