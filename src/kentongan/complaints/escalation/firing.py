"""Fire what is due on some complaints, in one transaction, and never twice.

Three things hold it: the runs are locked until the commit (PostgreSQL by row, SQLite as a whole),
so of two workers one finds nothing left; a constraint allows one row for each rung of each run; and
event, row, messages and the run's next moment are committed together, so that a worker killed at
any moment leaves all of them or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from kentongan.complaints import services
from kentongan.complaints.escalation import planning, telling
from kentongan.complaints.escalation.planning import Books
from kentongan.complaints.models import ClockRun, Complaint, Event, Firing
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.step import take
from kentongan.deadlines.choices import Anchor
from kentongan.deadlines.ladder import Due
from kentongan.notifications import outbox
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations.actor import Actor

LOOK_AGAIN = timedelta(days=1)  # at a clock that stands still, should its end be missed
ACTIONS = {"break_promise": services.system.break_promise}
RELATED = ("institution", "unit", "category")


@dataclass(slots=True)
class Reached:
    """The rungs of one complaint that are due now, for one side."""

    told: tuple[ClockRun, Due]
    passed_over: list[tuple[ClockRun, Due]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """What is read, and then written, once for some complaints together."""

    complaints: dict[int, Complaint]
    runs: dict[int, list[ClockRun]]
    fired: dict[int, set[str]]
    pauses: planning.Pauses
    rows: list[Firing] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)


@transaction.atomic
def fire(
    complaint_ids: Sequence[int], *, now: datetime, books: Books, memory: telling.Memory
) -> int:
    """Fire what is due on these complaints; returns how many rungs were told."""
    group = _read(complaint_ids, now)
    told = 0
    owed: list[tuple[Complaint, Due]] = []
    for key, runs in group.runs.items():
        complaint = group.complaints[key]
        for reached in _by_side(_due(complaint, runs, group, now=now, books=books)):
            _tell(complaint, reached, group, now=now, memory=memory)
            told += 1
            if reached.told[1].rung.action:
                owed.append((complaint, reached.told[1]))
    every = [run for some in group.runs.values() for run in some]
    ClockRun.objects.bulk_update(every, ["next_rung_at"])
    Firing.objects.bulk_create(group.rows)
    if group.outgoing:
        outbox.queue(group.outgoing)
    for complaint, due in owed:
        _act(complaint, due)
    return told


def _read(complaint_ids: Sequence[int], now: datetime) -> Group:
    wanted = ClockRun.objects.filter(complaint__in=complaint_ids, next_rung_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        # What another worker has in hand it will finish: do not queue behind it.
        wanted = wanted.select_for_update(skip_locked=True, of=("self",))
    runs: dict[int, list[ClockRun]] = {}
    for run in wanted.order_by("next_rung_at", "pk"):
        runs.setdefault(run.complaint_id, []).append(run)
    fired: dict[int, set[str]] = {}
    known = Firing.objects.filter(run__in=[run.pk for some in runs.values() for run in some])
    for run_id, code in known.values_list("run_id", "code"):
        fired.setdefault(run_id, set()).add(code)
    complaints = Complaint.objects.select_related(*RELATED).in_bulk(list(runs))
    pauses = planning.pauses_of(runs) if runs else {}
    return Group(complaints=complaints, runs=runs, fired=fired, pauses=pauses)


def _due(
    complaint: Complaint, runs: Sequence[ClockRun], group: Group, *, now: datetime, books: Books
) -> list[tuple[ClockRun, Due]]:
    """The rungs that are due, after moving each run on to its next one."""
    pauses = group.pauses.get(complaint.pk, ())
    due: list[tuple[ClockRun, Due]] = []
    for run in runs:
        if planning.is_held(run, complaint):
            run.next_rung_at = now + LOOK_AGAIN
            continue
        course = planning.course_of(run, complaint, books, pauses=pauses, until=now)
        done = group.fired.setdefault(run.pk, set())
        mine = [one for one in course if one.at <= now and one.rung.code not in done]
        due += [(run, one) for one in mine if _applies(one, complaint)]
        done |= {one.rung.code for one in mine}
        run.next_rung_at = planning.next_at(course, done)
    return due


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


def _tell(
    complaint: Complaint,
    reached: Reached,
    group: Group,
    *,
    now: datetime,
    memory: telling.Memory,
) -> None:
    run, due = reached.told
    event = _record(complaint, run, due, reached)
    group.rows.append(_row(reached.told, event, state=Firing.State.FIRED, now=now))
    group.rows += [
        _row(one, event, state=Firing.State.SKIPPED, now=now) for one in reached.passed_over
    ]
    group.outgoing += telling.messages(
        complaint, run, due, event, passed_over=reached.passed_over, memory=memory
    )


def _act(complaint: Complaint, due: Due) -> None:
    """The step that the system owes with a rung, such as saying that a promise is broken."""
    try:
        with transaction.atomic():
            ACTIONS[due.rung.action](complaint)
    except MoveRefused:  # the office or the reporter acted in between: that step counts
        return


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
