"""One complaint told again from its events alone: what must have been timed, pressed and written.

The workflow table, the table of notices and the shipped ladder are read as the law that they are;
everything that follows from them is worked out here a second time, slowly, and not by the code that
is on trial.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from benchmarks.year import slow
from kentongan.complaints import workflow

PRESSING = ("escalate", "remind")
MACHINE = "system"
ENDED = ("closed", "withdrawn", "archived", "merged", "referred")
SIDES = {
    **dict.fromkeys(("received", "returned"), "national"),
    **dict.fromkeys(("forwarded", "declined", "disputed"), "institution"),
    **dict.fromkeys(("incomplete", "answered"), "reporter"),
}


@dataclass
class Stretch:
    """The time between two steps: nothing but rungs happens in it."""

    at: datetime
    event: Any
    status: str
    unit: int | None
    institution: int | None
    arbiter: int | None
    closed_kind: str
    is_rated: bool
    until: datetime | None = None
    takes_the_last_round: bool = False

    def holds(self, moment: datetime) -> bool:
        """Whether a worker that looks at `moment` finds the complaint like this."""
        if moment < self.at:
            return False
        if self.until is None or moment < self.until:
            return True
        return moment == self.until and self.takes_the_last_round


@dataclass
class Run:
    """One run of one clock, and its dates as they stood after each step that moved them."""

    clock: str
    started_at: datetime
    first: int  # the stretch in which it begins
    dates: list[tuple[int, datetime | None, datetime | None, slow.Breaks]]
    stopped_at: datetime | None = None
    last: int | None = None

    @property
    def key(self) -> tuple[str, datetime]:
        return self.clock, self.started_at

    def at(self, stretch: int) -> tuple[datetime | None, datetime | None, slow.Breaks]:
        held = [one for one in self.dates if one[0] <= stretch]
        return held[-1][1:]


@dataclass(frozen=True)
class Press:
    """A rung that must have been reached in one round of the worker."""

    run: tuple[str, datetime]
    rung: slow.Rung
    due_at: datetime
    fired_at: datetime
    stretch: int

    @property
    def rank(self) -> tuple[bool, int, datetime]:
        return bool(self.rung.action), self.rung.level, self.due_at


@dataclass
class Life:
    """The whole of one complaint."""

    complaint: Any
    classes: frozenset[str]
    stretches: list[Stretch] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    pauses: list[list[Any]] = field(default_factory=list)

    @classmethod
    def told(cls, complaint: Any, events: Sequence[Any], *, urgent: Sequence[str]) -> "Life":
        category = complaint.category.code if complaint.category else ""
        classes = slow.classes_of(complaint.classification, category, urgent=urgent)
        life = cls(complaint, classes)
        for event in events:
            if event.action not in PRESSING:
                life._step(event)
        return life

    def _step(self, event: Any) -> None:
        before = self.stretches[-1] if self.stretches else None
        if before:
            before.until = event.at
            # The promise breaks with its rung; all else is told after the step of the same round.
            by_machine = event.actor_role == MACHINE
            before.takes_the_last_round = by_machine and event.action == "break_promise"
        self.stretches.append(self._after(event, before))
        self._clocks(event, before.status if before else "")

    def _after(self, event: Any, before: Stretch | None) -> Stretch:
        now = Stretch(
            at=event.at,
            event=event,
            status=event.target,
            unit=before.unit if before else None,
            institution=before.institution if before else None,
            arbiter=before.arbiter if before else None,
            closed_kind=before.closed_kind if before else "",
            is_rated=bool(before and before.is_rated) or event.action == "rate",
        )
        facts = event.facts
        if event.action == "submit" and facts.get("institution"):
            now.institution = self.complaint.institution_id
        if event.action == "forward":
            now.institution = facts["institution_id"]
        if event.action in ("dispatch", "redispatch", "decide"):
            now.unit = facts["unit_id"]
        if event.action in ("decline", "return_to_national", "forward"):
            now.unit = None
        if event.action in ("dispute", "decline"):
            now.arbiter = facts.get("arbiter")
        kinds = {"confirm": "confirmed", "close_automatically": "automatic", "close": "by_admin"}
        now.closed_kind = kinds.get(
            event.action, "" if event.target != "closed" else now.closed_kind
        )
        return now

    def _clocks(self, event: Any, before: str) -> None:
        line = line_of(event, before)
        place = len(self.stretches) - 1
        open_runs = [run for run in self.runs if run.stopped_at is None]
        for run in open_runs:
            if run.clock in line.stops:
                run.stopped_at, run.last = event.at, place
        open_runs = [run for run in open_runs if run.stopped_at is None]
        if before == "incomplete" and event.target != "incomplete":
            self.pauses[-1][1] = event.at
            for run in open_runs:
                if run.clock not in ("completion", "promise"):
                    run.dates.append((place, *self._dates(run.clock, run.started_at)))
        for clock in line.starts:
            if clock not in {run.clock for run in open_runs}:
                self.runs.append(self._start(str(clock), event, place))
        if event.target == "incomplete" and before != "incomplete":
            self.pauses.append([event.at, None])

    def _start(self, clock: str, event: Any, place: int) -> Run:
        if clock == "promise":
            day = datetime.fromisoformat(event.facts["promised_on"]).date()
            end = datetime.combine(day, time(23, 59, 59), slow.office().zone)
            return Run(clock, event.at, place, [(place, end, None, ())])
        target, legal = slow.limits(clock, self.complaint.classification, event.at, ())
        return Run(clock, event.at, place, [(place, target, legal, ())])

    def _dates(
        self, clock: str, started_at: datetime
    ) -> tuple[datetime | None, datetime | None, slow.Breaks]:
        breaks = slow.joined([(start, end) for start, end in self.pauses if end], started_at)
        return *slow.limits(clock, self.complaint.classification, started_at, breaks), breaks

    def presses(self, rounds: "Rounds") -> list[Press]:
        """Every rung that must have been reached by the end."""
        return [press for run in self.runs for press in self._presses(run, rounds)]

    def _presses(self, run: Run, rounds: "Rounds") -> Iterator[Press]:
        for rung in slow.ladder(run.clock, self.classes):
            found = (
                self._after_the_end(run, rung, rounds)
                if rung.anchor == "after_stop"
                else self._while_it_runs(run, rung, rounds)
            )
            if found:
                yield found

    def _while_it_runs(self, run: Run, rung: slow.Rung, rounds: "Rounds") -> Press | None:
        until = run.last if run.last is not None else len(self.stretches)
        for place in range(run.first, until):
            stretch = self.stretches[place]
            if stretch.status == "incomplete" and run.clock != "completion":
                continue
            target, _legal, breaks = run.at(place)
            breaks = () if run.clock in slow.NEVER_PAUSED else breaks
            due = slow.moment(rung, run.started_at, target, breaks)
            if due is None:
                continue
            at = rounds.first_from(max(due, stretch.at))
            if at and stretch.holds(at):
                return Press(run.key, rung, due, at, place)
        return None

    def _after_the_end(self, run: Run, rung: slow.Rung, rounds: "Rounds") -> Press | None:
        if run.stopped_at is None:
            return None
        due = slow.moment(rung, run.stopped_at, None, ())
        assert due is not None
        at = rounds.first_from(due)
        if at is None:
            return None
        place, then = next(
            (place, one) for place, one in enumerate(self.stretches) if one.holds(at)
        )
        was_silent = then.status == "closed" and then.closed_kind in ("automatic", "by_admin")
        return Press(run.key, rung, due, at, place) if was_silent and not then.is_rated else None

    def time_by_side(self, now: datetime) -> dict[str, timedelta]:
        """On whose side the time passed, from the statuses alone."""
        found: dict[str, timedelta] = {}
        for one in self.stretches:
            if one.status not in ENDED:
                side = SIDES.get(one.status, "unit")
                found[side] = found.get(side, timedelta()) + ((one.until or now) - one.at)
        return {side: length for side, length in found.items() if length}

    def promises(self) -> Iterator[tuple[int, str]]:
        """Unit and fate of each promised date."""
        since: tuple[int, datetime] | None = None
        for place, one in enumerate(self.stretches):
            action = one.event.action
            line = line_of(one.event, self.stretches[place - 1].status if place else "")
            if since and "promise" in line.stops:
                yield since[0], _fate(action, one.at, since[1])
                since = None
            if "promise" in line.starts and one.unit:
                day = datetime.fromisoformat(one.event.facts["promised_on"]).date()
                since = one.unit, datetime.combine(day, time(23, 59, 59), slow.office().zone)
        if since:
            yield since[0], "open"


@dataclass(frozen=True)
class Rounds:
    """The moments at which the worker looked."""

    begin: datetime
    every: timedelta
    last: datetime

    def first_from(self, moment: datetime) -> datetime | None:
        """The first round at or after `moment`; None after the last."""
        number = max(1, -((self.begin - moment) // self.every))
        at = self.begin + number * self.every
        return at if at <= self.last else None


def line_of(event: Any, before: str) -> workflow.Move:
    """The line of the workflow table that an event stands for."""
    return next(
        line
        for line in workflow.lines_of(event.action)
        if (before in line.sources or not line.sources)
        and event.actor_role in line.by
        and line.target in (event.target, workflow.STAY, workflow.RESUME)
    )


def _fate(action: str, at: datetime, by: datetime) -> str:
    if action in ("answer", "approve"):
        return "kept" if at <= by else "late"
    names = {"keep_promise": "kept", "break_promise": "broken", "postpone": "postponements"}
    return names.get(action, "ended")
