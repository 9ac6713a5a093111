"""What became of the promises of each unit, read from clocks and events: nothing is kept twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from kentongan.complaints.choices import Clock
from kentongan.complaints.models import ClockRun, Event


class Outcome(StrEnum):
    OPEN = auto()
    KEPT = auto()  # answered, or seen by the reporter, no later than the day promised last
    LATE = auto()  # done, but after that day
    BROKEN = auto()  # the reporter said no, or the office said nothing
    POSTPONED = auto()  # another date took its place
    ENDED = auto()  # the reporter wrote back, or the office went on without the promise


DONE = frozenset({"answer", "approve", "keep_promise"})
ACTIONS = DONE | {"postpone", "break_promise", "reply", "resume_work", "redispatch"}


@dataclass(slots=True)
class UnitFigures:
    """The promises that one unit made in a time."""

    unit_id: int
    unit: str
    made: int = 0
    kept: int = 0
    late: int = 0
    broken: int = 0
    open: int = 0
    ended: int = 0
    postponements: int = 0

    @property
    def rate(self) -> int | None:
        """Kept promises in per cent of those that came to an end; None when none did."""
        decided = self.kept + self.late + self.broken
        return round(100 * self.kept / decided) if decided else None


def figures(*, institution_id: int | None, since: datetime, until: datetime) -> list[UnitFigures]:
    """For each unit of an institution (None: all) the promises made in that time, worst first."""
    runs = ClockRun.objects.filter(
        clock=Clock.PROMISE, started_at__gte=since, started_at__lt=until, holder__isnull=False
    ).select_related("holder")
    if institution_id is not None:
        runs = runs.filter(holder__institution=institution_id)
    rows = list(runs)
    ends = _ends(rows)
    found: dict[int, UnitFigures] = {}
    for run in rows:
        assert run.holder is not None
        unit = found.setdefault(run.holder.pk, UnitFigures(run.holder.pk, run.holder.name))
        _count(unit, outcome(run, ends))
    made = list(found.values())
    return sorted(made, key=lambda one: (100 if one.rate is None else one.rate, one.unit))


def outcome(run: ClockRun, ends: dict[tuple[int, datetime], str]) -> Outcome:
    """What became of one promised date."""
    if run.stopped_at is None:
        return Outcome.OPEN
    action = ends.get((run.complaint_id, run.stopped_at), "")
    if action in DONE:
        return Outcome.KEPT if run.was_kept or action == "keep_promise" else Outcome.LATE
    if action == "break_promise":
        return Outcome.BROKEN
    return Outcome.POSTPONED if action == "postpone" else Outcome.ENDED


def _count(unit: UnitFigures, result: Outcome) -> None:
    # A postponed promise goes on in the run that took its place: it is counted there.
    if result == Outcome.POSTPONED:
        unit.postponements += 1
        return
    unit.made += 1
    setattr(unit, result.value, getattr(unit, result.value) + 1)


def _ends(runs: Iterable[ClockRun]) -> dict[tuple[int, datetime], str]:
    stopped = {(run.complaint_id, run.stopped_at) for run in runs if run.stopped_at}
    events = Event.objects.filter(
        complaint__in={key for key, _at in stopped}, action__in=ACTIONS
    ).values_list("complaint_id", "at", "action")
    return {(key, at): action for key, at, action in events if (key, at) in stopped}
