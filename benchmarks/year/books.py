"""The books of the year: every event, date, rung, message and promise, compared one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.year import letters
from benchmarks.year.letters import Directory
from benchmarks.year.lives import PRESSING, Life, Press, Rounds
from kentongan.complaints import history, holders, promises
from kentongan.complaints.models import Category, ClockRun, Complaint, Event, Firing
from kentongan.notifications.models import Message

CHUNK = 250
BY_MACHINE = frozenset({"escalate", "remind", "lapse", "close_automatically", "part_late"})
FATES = ("kept", "late", "broken", "open", "ended", "postponements")


class Unbalanced(AssertionError):
    """A figure that does not add up; the text names the complaint and both sides."""


@dataclass
class Report:
    """What was found, counted from the events."""

    complaints: int = 0
    events: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    clocks: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    sides: dict[str, timedelta] = field(default_factory=dict)
    promises: dict[int, Counter[str]] = field(default_factory=dict)
    sent: int = 0
    sent_again: int = 0

    def lines(self) -> Iterator[tuple[str, object]]:
        whole = sum(self.sides.values(), timedelta()) or timedelta(1)
        fates: Counter[str] = sum(self.promises.values(), Counter())
        yield "complaints", self.complaints
        yield "events", self.events.total()
        yield "steps", dict(self.events.most_common())
        yield "statuses", dict(self.statuses.most_common())
        yield "runs of clocks", dict(self.clocks.most_common())
        yield "rungs told", f"{self.told.total()} {dict(self.told.most_common(6))} ..."
        yield "rungs passed over", self.passed_over
        yield "messages", f"{self.messages.total()} {dict(self.messages.most_common())}"
        yield "e-mails sent", f"{self.sent}, of which after a kill again: {self.sent_again}"
        yield "promises", dict(fates)
        yield "time", {side: f"{100 * (one / whole):.0f} %" for side, one in self.sides.items()}


@dataclass
class Books:
    """`balance` raises `Unbalanced` at the first thing that is not as it must be."""

    rounds: Rounds
    end: datetime
    mailbox: Path | None = None
    kills: int = 0
    report: Report = field(default_factory=Report)

    def balance(self, done: Counter[str], *, progress: Any = lambda rows: rows) -> Report:
        self.directory = Directory.read()
        emergency = Category.objects.filter(classification="emergency")
        self.urgent = list(emergency.values_list("code", flat=True))
        keys = list(Complaint.objects.order_by("pk").values_list("pk", flat=True))
        for start in progress(range(0, len(keys), CHUNK)):
            self._chunk(keys[start : start + CHUNK])
        self._tally(done)
        self._promises()
        self._mail()
        return self.report

    def _chunk(self, keys: Sequence[int]) -> None:
        rows = Complaint.objects.filter(pk__in=keys).select_related("category", "institution")
        complaints = list(rows.prefetch_related("events"))
        _equal("", "the hash chains", history.verify(complaints), [])
        runs, firings, written = (
            _by_complaint(ClockRun.objects.filter(complaint__in=keys), "complaint_id"),
            _by_complaint(Firing.objects.filter(complaint__in=keys), "complaint_id"),
            _by_complaint(Message.objects.filter(about__in=keys), "about"),
        )
        for one in complaints:
            events = sorted(one.events.all(), key=lambda event: event.sequence)
            life = Life.told(one, events, urgent=self.urgent)
            self._one(life, events)
            self._clocks(life, runs.get(one.pk, []))
            presses = life.presses(self.rounds)
            self._rungs(life, presses, runs.get(one.pk, []), firings.get(one.pk, []))
            self._messages(life, presses, firings.get(one.pk, []), written.get(one.pk, []))
            self._time(life)

    def _one(self, life: Life, events: Sequence[Event]) -> None:
        one = life.complaint
        self.report.complaints += 1
        self.report.events.update(event.action for event in events)
        self.report.statuses[one.status] += 1
        _equal(one.number, "the status", one.status, events[-1].target)
        _equal(one.number, "the unit", one.unit_id, life.stretches[-1].unit)

    def _clocks(self, life: Life, runs: Sequence[ClockRun]) -> None:
        """Which clocks ran, from when to when, and both dates, computed day by day."""
        must = {one.key: (one.stopped_at, *one.dates[-1][1:3]) for one in life.runs}
        does = {
            (str(one.clock), one.started_at): (one.stopped_at, one.target_at, one.legal_at)
            for one in runs
        }
        _equal(life.complaint.number, "the clocks", does, must)
        self.report.clocks.update(run.clock for run in life.runs)

    def _rungs(
        self,
        life: Life,
        presses: Sequence[Press],
        runs: Sequence[ClockRun],
        firings: Sequence[Firing],
    ) -> None:
        """Each rung that was due fired once, in its round; the highest of each round was told."""
        number = life.complaint.number
        keys = {one.pk: (str(one.clock), one.started_at) for one in runs}
        does = [(keys[one.run_id], one.code, one.due_at, one.fired_at) for one in firings]
        must = [(one.run, one.rung.code, one.due_at, one.fired_at) for one in presses]
        _equal(number, "the rungs", sorted(does), sorted(must))
        told = Counter(one.event_id for one in firings if one.state == Firing.State.FIRED)
        _equal(number, "one told rung for each telling", set(told.values()) - {1}, set())
        events = {e.pk for e in life.complaint.events.all() if e.action in PRESSING}
        _equal(number, "an event for each telling", events, set(told))
        groups = _groups(presses)
        _equal(number, "the number of tellings", len(told), len(groups))
        levels = sorted((one.fired_at, one.level) for one in firings if one.state == "fired")
        highest = sorted((some[-1].fired_at, some[-1].rung.level) for some in groups.values())
        _equal(number, "the highest rung is told", levels, highest)
        self.report.told.update(one.code for one in firings if one.state == "fired")
        self.report.passed_over += len(firings) - len(told)

    def _messages(
        self,
        life: Life,
        presses: Sequence[Press],
        firings: Sequence[Firing],
        written: Sequence[Message],
    ) -> None:
        """Each message that a step or a rung owes, once; and none that nothing owes."""
        one = life.complaint
        does = Counter(
            (row.event_id, row.purpose, row.transport, row.dedupe.rpartition(":")[2])
            for row in written
        )
        must: Counter[tuple[Any, ...]] = Counter()
        for stretch in life.stretches:
            for letter, count in letters.of_step(one, stretch, self.directory).items():
                must[stretch.event.pk, *letter] += count
        by_code = {(row.code, row.fired_at): row.event_id for row in firings}
        for some in _groups(presses).values():
            told = some[-1]
            event = by_code[told.rung.code, told.fired_at]
            then = life.stretches[told.stretch]
            rungs = [press.rung for press in some]
            for letter in letters.of_rungs(one, told.rung, rungs, then, self.directory):
                must[event, *letter] += 1
        _equal(one.number, "the messages", does, must)
        self.report.messages.update(row.transport for row in written)

    def _time(self, life: Life) -> None:
        """The shares of the holders are the whole, side by side."""
        shares = holders.shares(life.complaint, now=self.end)
        does: dict[str, timedelta] = {}
        for share in shares:
            does[str(share.side)] = does.get(str(share.side), timedelta()) + share.length
        must = life.time_by_side(self.end)
        _equal(life.complaint.number, "the time of the holders", does, must)
        for side, length in must.items():
            self.report.sides[side] = self.report.sides.get(side, timedelta()) + length
        for unit, fate in life.promises():
            self.report.promises.setdefault(unit, Counter())[fate] += 1

    def _tally(self, done: Counter[str]) -> None:
        """The events are what people did, no more and no less, and what the machine owed."""
        by_itself = Event.objects.filter(action="break_promise", actor_role="system").count()
        found = {name: n for name, n in self.report.events.items() if name not in BY_MACHINE}
        found["break_promise"] = found.get("break_promise", 0) - by_itself
        _equal("", "the steps", _without_zero(found), _without_zero(done))
        _equal("", "the complaints", self.report.complaints, done["submit"])
        left = ClockRun.objects.filter(next_rung_at__lte=self.rounds.last).count()
        _equal("", "rungs that are still due", left, 0)

    def _promises(self) -> None:
        since = self.rounds.begin - timedelta(days=1)
        figures = promises.figures(institution_id=None, since=since, until=self.end)
        does = {
            one.unit_id: _without_zero({fate: getattr(one, fate) for fate in FATES})
            for one in figures
        }
        _equal("", "the promises", does, {k: dict(v) for k, v in self.report.promises.items()})

    def _mail(self) -> None:
        """What left is what the rows say; only what was in the hand of a killed worker left twice."""
        if self.mailbox is None:
            return
        _equal("", "messages that still wait", Message.objects.open().count(), 0)
        rows = Message.objects.filter(transport__in=("email", "sms"))
        _equal("", "messages that died", rows.exclude(state="sent").count(), 0)
        left = Counter(line.split("\t")[0] for line in self.mailbox.read_text().splitlines())
        _equal("", "what left", set(left), {f"kentongan-{key}" for key in _keys(rows)})
        self.report.sent = len(left)
        self.report.sent_again = left.total() - len(left)
        if self.report.sent_again > self.kills:
            raise Unbalanced(f"{self.report.sent_again} sent twice after {self.kills} kills")


def _groups(presses: Sequence[Press]) -> dict[tuple[Any, ...], list[Press]]:
    """What is told together: one complaint, one round, one side, one state; the highest last."""
    found: dict[tuple[Any, ...], list[Press]] = {}
    for one in presses:
        key = (one.fired_at, one.stretch, one.rung.is_for_reporter)
        found.setdefault(key, []).append(one)
    return {key: sorted(some, key=lambda one: one.rank) for key, some in found.items()}


def _by_complaint(rows: Any, name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _keys(rows: Any) -> Iterator[int]:
    return rows.order_by().values_list("pk", flat=True).iterator()  # type: ignore[no-any-return]


def _without_zero(figures: Any) -> dict[Any, int]:
    return {name: count for name, count in dict(figures).items() if count}


def _equal(number: str, what: str, does: Any, must: Any) -> None:
    if does == must:
        return
    if isinstance(does, dict) and isinstance(must, dict):
        keys = [key for key in {**does, **must} if does.get(key) != must.get(key)]
        does, must = {k: does.get(k) for k in keys}, {k: must.get(k) for k in keys}
    elif isinstance(does, list) and isinstance(must, list):
        does, must = [x for x in does if x not in must], [x for x in must if x not in does]
    raise Unbalanced(f"{number} {what}: found {does}, but it must be {must}")
