"""What the ladder will do with one complaint, and what a changed one would have done with all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kentongan.complaints.choices import Clock
from kentongan.complaints.escalation import planning
from kentongan.complaints.escalation.planning import Books
from kentongan.complaints.models import ClockRun, Complaint, Firing
from kentongan.deadlines.ladder import Due, Ladder
from kentongan.deadlines.rungs import RungFacts

Pauses = Sequence[tuple[datetime, datetime | None]]
DAYS = 90
MOST = 20_000  # runs in one simulation: some 5,000 complaints, a second or two


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing that will happen if nobody acts."""

    at: datetime
    clock: str
    rung: RungFacts | None  # None: the limit itself
    is_legal: bool = False

    @property
    def clock_label(self) -> str:
        return str(Clock(self.clock).label)


@dataclass(slots=True)
class Change:
    """How often one rung was reached, under the ladder in force and under the changed one."""

    rung: RungFacts
    before: int = 0
    after: int = 0

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer of the simulator."""

    since: datetime
    runs: int
    is_cut: bool
    changes: tuple[Change, ...]


def ahead(complaint: Complaint, *, now: datetime) -> list[Ahead]:
    """In order of time: rungs that have not fired, and the limits of the open clocks."""
    books = Books.current()
    runs = list(complaint.clocks.filter(stopped_at=None))
    known = Firing.objects.filter(complaint=complaint).values_list("run_id", "code")
    fired = set(known)
    pauses = planning.pauses_of([complaint.pk]).get(complaint.pk, ())
    found: list[Ahead] = []
    for run in runs:
        if run.target_at and run.target_at > now:
            found.append(Ahead(run.target_at, run.clock, None))
        if run.legal_at and run.legal_at > now and run.legal_at != run.target_at:
            found.append(Ahead(run.legal_at, run.clock, None, is_legal=True))
        if planning.is_held(run, complaint):
            continue
        course = planning.course_of(run, complaint, books, pauses=pauses, until=now)
        found += [
            Ahead(max(due.at, now), run.clock, due.rung)
            for due in course
            if (run.pk, due.rung.code) not in fired
        ]
    return sorted(found, key=lambda one: (one.at, one.clock))


def replay(
    changed: Ladder, *, clocks: Iterable[str], institution_id: int | None, now: datetime
) -> Replay:
    """Let the clocks of the last ninety days run again under both ladders.

    Each rung is counted that its clock reached before it stopped; a worker that is awake tells
    each of them.
    """
    books = Books.current()
    other = Books(ladder=changed, rules=books.rules)
    since = now - timedelta(days=DAYS)
    rows = ClockRun.objects.filter(clock__in=list(clocks)).select_related(*planning.RELATED)
    if institution_id is not None:
        rows = rows.filter(complaint__institution=institution_id)
    read = list(rows.order_by("-pk")[:MOST])
    runs = [run for run in read if run.started_at >= since]
    pauses = planning.pauses_of({run.complaint_id for run in runs}) if runs else {}
    found: dict[str, Change] = {}
    for run in runs:
        mine = pauses.get(run.complaint_id, ())
        for which, one in ((False, books), (True, other)):
            for due in _reached(run, one, pauses=mine, now=now):
                change = found.setdefault(due.rung.code, Change(due.rung))
                if which:
                    change.after, change.rung = change.after + 1, due.rung
                else:
                    change.before += 1
    ordered = sorted(found.values(), key=lambda one: (one.rung.clock, one.rung.level))
    return Replay(since, len(runs), len(read) == MOST, tuple(ordered))


def _reached(run: ClockRun, books: Books, *, pauses: Pauses, now: datetime) -> Iterable[Due]:
    """What the run came to: the rungs before its end, and those after it."""
    stopped_at = run.stopped_at
    run.stopped_at = None  # a run that has stopped knows only the rungs after its end
    running = planning.course_of(run, run.complaint, books, pauses=pauses, until=now)
    run.stopped_at = stopped_at
    yield from (due for due in running if due.at <= (stopped_at or now))
    if stopped_at is not None and planning.may_follow_up(run.complaint):
        after = planning.course_of(run, run.complaint, books, pauses=pauses, until=now)
        yield from (due for due in after if due.at <= now)
