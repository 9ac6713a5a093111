"""Who used up the time: the whole life of a complaint, cut at each change of hands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.utils.translation import gettext as _

from kentongan.common import words
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.querysets import ENDED

AT_NATIONAL = (S.RECEIVED, S.RETURNED)
AT_INSTITUTION = (S.FORWARDED, S.DECLINED, S.DISPUTED)
# While an answer waits for a word of the reporter, or a question for an answer.
AT_REPORTER = (S.INCOMPLETE, S.ANSWERED)


class Side(StrEnum):
    """On whose side the time passed."""

    NATIONAL = auto()
    INSTITUTION = auto()
    UNIT = auto()
    REPORTER = auto()
    EXTERNAL = auto()


@dataclass(frozen=True, slots=True)
class Stretch:
    """One holder for one time without a break. `ended_at` is None for the one who has it now."""

    side: Side
    name: str
    started_at: datetime
    ended_at: datetime | None

    def length(self, now: datetime) -> timedelta:
        return (self.ended_at or now) - self.started_at


@dataclass(frozen=True, slots=True)
class Share:
    """All the time of one holder, and its part of the whole in per cent."""

    side: Side
    name: str
    length: timedelta
    percent: int
    times: int
    has_it_now: bool

    @property
    def words(self) -> str:
        return words.span(self.length)


def stretches(complaint: Complaint, events: Iterable[Event]) -> list[Stretch]:
    """The changes of hands in order; nobody holds a complaint that has ended."""
    body = complaint.institution
    known = {body.code: body.name} if body else {}
    names = {Side.NATIONAL: _("National desk"), Side.REPORTER: _("Reporter")}
    found: list[Stretch] = []
    for event in sorted(events, key=lambda one: one.sequence):
        _learn(names, event, known)
        holder = _holder(S(event.target), names)
        if found and found[-1].ended_at is None:
            last = found[-1]
            if holder == (last.side, last.name):
                continue
            found[-1] = Stretch(last.side, last.name, last.started_at, event.at)
        if holder:
            found.append(Stretch(*holder, event.at, None))
    return [one for one in found if one.ended_at is None or one.ended_at > one.started_at]


def shares(complaint: Complaint, *, now: datetime) -> list[Share]:
    """How long each holder had it in all, the longest first."""
    return _summed(stretches(complaint, complaint.events.all()), now=now)


def totals(complaints: Iterable[Complaint], *, now: datetime) -> list[Share]:
    """The same over many complaints, whose events have been read: for a report."""
    every = [one for item in complaints for one in stretches(item, item.events.all())]
    return _summed(every, now=now)


def _summed(found: Iterable[Stretch], *, now: datetime) -> list[Share]:
    grouped: dict[tuple[Side, str], list[Stretch]] = {}
    for one in found:
        grouped.setdefault((one.side, one.name), []).append(one)
    lengths = {
        key: sum((one.length(now) for one in some), timedelta()) for key, some in grouped.items()
    }
    whole = sum(lengths.values(), timedelta()) or timedelta(1)
    made = [
        Share(
            side=side,
            name=name,
            length=lengths[side, name],
            percent=round(100 * (lengths[side, name] / whole)),
            times=len(some),
            has_it_now=any(one.ended_at is None for one in some),
        )
        for (side, name), some in grouped.items()
    ]
    return sorted(made, key=lambda share: (-share.length, share.name))


def _learn(names: dict[Side, str], event: Event, known: Mapping[str, str]) -> None:
    """Events carry the names of offices as they were on that day."""
    facts = event.facts
    for side, fact in (
        (Side.INSTITUTION, "institution"),
        (Side.UNIT, "unit"),
        (Side.EXTERNAL, "external_body"),
    ):
        name = facts.get(f"{fact}_name") or facts.get(fact)
        if name and event.action not in ("add_unit", "decline"):
            names[side] = known.get(str(name), str(name))
    if event.action in ("take_back", "return_to_national", "forward"):
        names.pop(Side.EXTERNAL, None)


def _holder(status: S, names: dict[Side, str]) -> tuple[Side, str] | None:
    if status in ENDED:
        return None
    side = Side.UNIT
    if status == S.RETURNED and Side.EXTERNAL in names:
        side = Side.EXTERNAL
    elif status in AT_NATIONAL:
        side = Side.NATIONAL
    elif status in AT_INSTITUTION:
        side = Side.INSTITUTION
    elif status in AT_REPORTER:
        side = Side.REPORTER
    return side, names.get(side, _("District desk"))
