"""When the next rung of each run is due. Only the worker writes it, and only when it changed.

A step of the workflow does not know the ladder: it starts, stops and moves clocks. A run whose
dates are no longer those for which it was planned is found by a partial index, and planned here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from kentongan.complaints.choices import Classification, Clock, ClosedKind, Status
from kentongan.complaints.models import ClockRun, Complaint, Firing, Pause
from kentongan.complaints.models.clock import STATE
from kentongan.deadlines import ladder, rulebook
from kentongan.deadlines.ladder import Due, Ladder
from kentongan.deadlines.ladder_models import LadderRevision
from kentongan.deadlines.rulebook import RuleBook
from kentongan.deadlines.rungs import Course

BATCH = 500
UNPLANNED = ~Q(planned_for=STATE)
RELATED = ("complaint__institution", "complaint__category")
Pauses = dict[int, list[tuple[datetime, datetime | None]]]


@dataclass(frozen=True, slots=True)
class Books:
    """Ladder and rules of one round."""

    ladder: Ladder
    rules: RuleBook

    @classmethod
    def current(cls) -> "Books":
        return cls(ladder=ladder.current(), rules=rulebook.current())


def is_behind() -> bool:
    """More runs changed than one round can plan: what is due cannot be told together yet."""
    some = ClockRun.objects.filter(UNPLANNED).order_by("pk")[:BATCH]
    return some.count() == BATCH


def plan_changed(books: Books) -> int:
    """Plan the runs that started, moved or stopped since the last round."""
    runs = list(ClockRun.objects.filter(UNPLANNED).select_related(*RELATED).order_by("pk")[:BATCH])
    if not runs:
        return 0
    # After the reporter's answer the rungs that were held back count again.
    resumed = {run.complaint_id for run in runs if run.clock == Clock.COMPLETION and run.stopped_at}
    if resumed:
        waiting = ClockRun.objects.filter(complaint__in=resumed, stopped_at=None)
        known = {run.pk for run in runs}
        runs += [run for run in waiting.select_related(*RELATED) if run.pk not in known]
    _plan(runs, books)
    return len(runs)


def plan_edited(books: Books) -> int:
    """After an edit of the ladder: plan every open run anew, some in each round."""
    row = LadderRevision.objects.filter(replan_from__isnull=False).first()
    if row is None or row.replan_from is None:
        return 0
    open_runs = ClockRun.objects.filter(pk__gt=row.replan_from, stopped_at=None)
    runs = list(open_runs.select_related(*RELATED).order_by("pk")[:BATCH])
    _plan(runs, books)
    done_to = runs[-1].pk if len(runs) == BATCH else None
    LadderRevision.objects.filter(number=row.number, replan_from=row.replan_from).update(
        replan_from=done_to
    )
    return len(runs)


def course_of(
    run: ClockRun,
    complaint: Complaint,
    books: Books,
    *,
    pauses: Sequence[tuple[datetime, datetime | None]],
    until: datetime | None = None,
) -> list[Due]:
    """Every rung of a run with its moment, fired ones too, in order of time."""
    zone = complaint.institution.time_zone if complaint.institution else settings.TIME_ZONE
    on = run.started_at.astimezone(ZoneInfo(zone)).date()
    ended = [(start, end or until or run.started_at) for start, end in pauses]
    breaks = [(max(start, run.started_at), end) for start, end in ended if end > run.started_at]
    stands_still = run.clock not in (Clock.COMPLETION, Clock.PROMISE, Clock.CLOSING)
    return books.ladder.course(
        Course(
            started_at=run.started_at,
            target_at=run.target_at,
            stopped_at=run.stopped_at,
            breaks=sorted(breaks) if stands_still else (),
        ),
        clock=run.clock,
        classes=classes_of(complaint),
        category=complaint.category.code if complaint.category else "",
        institution_id=complaint.institution_id,
        calendar=books.rules.calendar(complaint.institution_id, zone, on=on),
    )


def classes_of(complaint: Complaint) -> frozenset[str]:
    """The class of a complaint; whatever speaks of danger to life makes it an emergency, too."""
    classes = {str(complaint.classification)}
    kinds = {complaint.category.classification} if complaint.category else set()
    if complaint.is_urgent or Classification.EMERGENCY in kinds:
        classes.add(str(Classification.EMERGENCY))
    return frozenset(classes)


def is_held(run: ClockRun, complaint: Complaint) -> bool:
    """The clock stands still while the reporter is asked."""
    return complaint.status == Status.INCOMPLETE and run.clock != Clock.COMPLETION


def may_follow_up(complaint: Complaint) -> bool:
    """Ask whether it is really solved only whom nobody has asked: silence is no confirmation."""
    closed = complaint.status == Status.CLOSED
    return closed and complaint.closed_kind in (ClosedKind.AUTOMATIC, ClosedKind.BY_ADMIN)


def next_at(course: Iterable[Due], fired: Iterable[str]) -> datetime | None:
    """The moment of the first rung that has not fired."""
    done = set(fired)
    return next((due.at for due in course if due.rung.code not in done), None)


def pauses_of(complaint_ids: Iterable[int]) -> Pauses:
    found: Pauses = {}
    for row in Pause.objects.filter(complaint__in=list(complaint_ids)):
        found.setdefault(row.complaint_id, []).append((row.started_at, row.ended_at))
    return found


def _plan(runs: Sequence[ClockRun], books: Books) -> None:
    fired: dict[int, set[str]] = {}
    for run_id, code in Firing.objects.filter(run__in=runs).values_list("run_id", "code"):
        fired.setdefault(run_id, set()).add(code)
    pauses = pauses_of({run.complaint_id for run in runs})
    for run in runs:
        run.planned_for = run.stopped_at or run.target_at or run.started_at
        course = course_of(
            run, run.complaint, books, pauses=pauses.get(run.complaint_id, ()), until=run.started_at
        )
        run.next_rung_at = next_at(course, fired.get(run.pk, ()))
    ClockRun.objects.bulk_update(runs, ["planned_for", "next_rung_at"], batch_size=BATCH)
