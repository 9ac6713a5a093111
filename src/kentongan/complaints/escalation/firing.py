"""Fire what is due on one complaint, in one transaction, and never twice.

Three things hold it: the run's next moment is taken by a guarded UPDATE, so of two workers one
wins; a constraint allows one row for each rung of each run; and event, row and messages are
committed together, so that a worker killed at any moment leaves all of them or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from kentongan.complaints import services
from kentongan.complaints.escalation import planning, telling
from kentongan.complaints.escalation.planning import Books
from kentongan.complaints.models import ClockRun, Complaint, Event, Firing
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.step import take
from kentongan.deadlines.choices import Anchor
from kentongan.deadlines.ladder import Due
from kentongan.organizations.actor import Actor

LOOK_AGAIN = timedelta(days=1)  # at a clock that stands still, should its end be missed
ACTIONS = {"break_promise": services.system.break_promise}
RELATED = ("institution", "unit", "category")


class Lost(Exception):
    """Another worker has taken this complaint meanwhile."""


@dataclass(slots=True)
class Reached:
    """The rungs of one complaint that are due now, for one side."""

    told: tuple[ClockRun, Due]
    passed_over: list[tuple[ClockRun, Due]] = field(default_factory=list)


def fire(complaint_id: int, *, now: datetime, books: Books, memory: telling.Memory) -> int:
    """Fire what is due on this complaint; returns how many rungs were told."""
    try:
        with transaction.atomic():
            return _fire(complaint_id, now=now, books=books, memory=memory)
    except Lost:
        return 0


def _fire(complaint_id: int, *, now: datetime, books: Books, memory: telling.Memory) -> int:
    complaint = Complaint.objects.select_related(*RELATED).get(pk=complaint_id)
    runs = list(ClockRun.objects.filter(complaint=complaint_id, next_rung_at__isnull=False))
    known = Firing.objects.filter(complaint=complaint_id).values_list("run_id", "code")
    fired: dict[int, set[str]] = {}
    for run_id, code in known:
        fired.setdefault(run_id, set()).add(code)
    pauses = planning.pauses_of([complaint_id]).get(complaint_id, ())
    due: list[tuple[ClockRun, Due]] = []
    for run in runs:
        if run.next_rung_at is None or run.next_rung_at > now:
            continue
        if planning.is_held(run, complaint):
            _advance(run, now + LOOK_AGAIN)
            continue
        course = planning.course_of(run, complaint, books, pauses=pauses, until=now)
        done = fired.setdefault(run.pk, set())
        mine = [one for one in course if one.at <= now and one.rung.code not in done]
        due += [(run, one) for one in mine if _applies(one, complaint)]
        done |= {one.rung.code for one in mine}
        _advance(run, planning.next_at(course, done))
    told = 0
    for reached in _by_side(due):
        told += _tell(complaint, reached, now=now, memory=memory)
    return told


def _advance(run: ClockRun, at: datetime | None) -> None:
    mine = ClockRun.objects.filter(pk=run.pk, next_rung_at=run.next_rung_at)
    if not mine.update(next_rung_at=at):
        raise Lost


def _applies(due: Due, complaint: Complaint) -> bool:
    if due.rung.anchor == Anchor.AFTER_STOP:
        return planning.may_follow_up(complaint) and not complaint.ratings.exists()
    if due.rung.template == "offer_ombudsman":
        return not complaint.has_referral_consent
    return True


def _by_side(due: Sequence[tuple[ClockRun, Due]]) -> Iterable[Reached]:
    """For the offices and for the reporter each only the highest: a flood is read by nobody."""
    for is_for_reporter in (False, True):
        side = [one for one in due if one[1].rung.is_for_reporter == is_for_reporter]
        if side:
            # A step that the system owes is not passed over.
            side.sort(key=lambda one: (bool(one[1].rung.action), one[1].rung.level, one[1].at))
            yield Reached(told=side[-1], passed_over=side[:-1])


def _tell(complaint: Complaint, reached: Reached, *, now: datetime, memory: telling.Memory) -> int:
    run, due = reached.told
    event = _record(complaint, run, due, reached)
    rows = [_row(reached.told, event, state=Firing.State.FIRED, now=now)]
    rows += [_row(one, event, state=Firing.State.SKIPPED, now=now) for one in reached.passed_over]
    Firing.objects.bulk_create(rows)
    telling.queue(complaint, run, due, event, passed_over=reached.passed_over, memory=memory)
    if due.rung.action in ACTIONS:
        try:
            with transaction.atomic():
                ACTIONS[due.rung.action](complaint)
        except MoveRefused:  # the office or the reporter acted in between: that step counts
            return 1
    return 1


def _record(complaint: Complaint, run: ClockRun, due: Due, reached: Reached) -> Event:
    facts: dict[str, object] = {
        "rung": due.rung.code,
        "rung_name": due.rung.name,
        "clock": run.clock,
        "level": due.rung.level,
        "due_at": due.at.isoformat(),
        "skipped": [other.rung.code for _run, other in reached.passed_over],
    }
    action = "remind" if due.rung.is_for_reporter else "escalate"
    return take(complaint, action, by=Actor.system(), facts=facts)


def _row(reached: tuple[ClockRun, Due], event: Event, *, state: str, now: datetime) -> Firing:
    run, due = reached
    return Firing(
        complaint_id=run.complaint_id,
        run_id=run.pk,
        code=due.rung.code,
        rung_id=due.rung.rung_id,
        level=due.rung.level,
        is_for_reporter=due.rung.is_for_reporter,
        due_at=due.at,
        fired_at=now,
        state=state,
        event=event,
    )
