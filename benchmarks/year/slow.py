"""Dates worked out day by day from the shipped tables alone; shares no code with the product.

Limits are counted by the program of docs/howto/recompute_dates.py, rungs by the functions below,
from `rules.csv`, `ladder.csv` and `holidays.csv` as they lie in the package. Offices are those of
one district that has entered no hours of its own: Monday to Friday, 8 to 16.
"""

import csv
import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "kentongan" / "deadlines" / "data"
DAY = timedelta(days=1)
OPENS = time(8)
NEVER_PAUSED = {"completion", "promise", "closing"}  # by the ladder
UNCLASSIFIED = "ordinary"
Breaks = tuple[tuple[datetime, datetime], ...]


def _program() -> Any:
    path = ROOT / "docs" / "howto" / "recompute_dates.py"
    spec = importlib.util.spec_from_file_location("recompute_dates", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAM = _program()


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def office(zone: str = "Asia/Jakarta") -> Any:
    return PROGRAM.Office(
        {
            "time_zone": zone,
            "weekdays": [0, 1, 2, 3, 4],
            "closes": "16:00:00",
            "holidays": [{"day": row["tanggal"]} for row in rows("holidays.csv")],
        }
    )


@cache
def rules(clock: str, classification: str) -> list[dict[str, Any]]:
    """The shipped limits of a clock for one class, as the program wants them."""
    wanted = ("", classification or UNCLASSIFIED)
    return [
        {
            "code": row["code"],
            "purpose": row["purpose"],
            "value": int(row["value"]),
            "unit": row["unit"],
            "pauses": row["pauses"] == "true",
        }
        for row in rows("rules.csv")
        if row["clock"] == clock and row["classification"] in wanted
    ]


@cache
def limits(
    clock: str, classification: str, started_at: datetime, breaks: Breaks
) -> tuple[datetime | None, datetime | None]:
    """Target and legal limit of a clock."""
    found: dict[str, datetime] = {}
    for rule in rules(clock, classification):
        mine = breaks if rule["pauses"] else ()
        if rule["unit"] == "hour":
            at = PROGRAM.hours(rule, started_at, mine)
        else:
            at = PROGRAM.days(rule, started_at, mine, office())
        purpose = rule["purpose"]
        found[purpose] = min(at, found.get(purpose, at))
    return found.get("target", found.get("legal")), found.get("legal")


def joined(pauses: Iterable[tuple[datetime, datetime]], since: datetime) -> Breaks:
    """Pauses cut to the time after `since`."""
    return tuple((max(start, since), end) for start, end in pauses if end > since)


@dataclass(frozen=True)
class Rung:
    code: str
    clock: str
    classification: str
    anchor: str
    value: int
    unit: str
    level: int
    audiences: tuple[str, ...]
    transports: tuple[str, ...]
    template: str
    action: str

    @property
    def is_for_reporter(self) -> bool:
        return "reporter" in self.audiences


@cache
def ladder(clock: str, classes: frozenset[str]) -> tuple[Rung, ...]:
    """The shipped rungs of a clock that concern such a complaint."""
    return tuple(
        Rung(
            code=row["code"],
            clock=row["clock"],
            classification=row["classification"],
            anchor=row["anchor"],
            value=int(row["value"]),
            unit=row["unit"],
            level=int(row["level"]),
            audiences=tuple(row["audiences"].split(",")),
            transports=tuple(row["transports"].split(",")),
            template=row["template"],
            action=row["action"],
        )
        for row in rows("ladder.csv")
        if row["clock"] == clock and (not row["classification"] or row["classification"] in classes)
    )


@cache
def moment(
    rung: Rung, started_at: datetime, target_at: datetime | None, breaks: Breaks
) -> datetime | None:
    """When a rung is due. For those after the end, `started_at` is the end."""
    if rung.anchor in ("after_start", "after_stop"):
        return _after(rung, started_at)
    if target_at is None:
        return None
    if rung.anchor == "percent":
        return _share(rung.value, started_at, target_at, breaks)
    day = target_at.astimezone(office().zone).date()
    left = rung.value
    if rung.anchor == "before_due":
        if left == 0:
            return min(target_at, office().end(day, "working_day"))
        while left:
            day -= DAY
            left -= _counts(day, rung.unit)
        return _open(day)
    if left == 0:
        return target_at
    while left:
        day += DAY
        left -= _counts(day, rung.unit)
    closing: datetime = office().end(day, "working_day")
    return closing if rung.unit == "working_day" else max(closing, target_at + rung.value * DAY)


def _after(rung: Rung, since: datetime) -> datetime:
    if rung.value == 0:
        return since
    day = office().received(since, rung.unit)
    left = rung.value
    while left:
        day += DAY
        left -= _counts(day, rung.unit)
    return _open(day)


def _share(percent: int, started_at: datetime, target_at: datetime, breaks: Breaks) -> datetime:
    """Walk along the stretches that count until the share is used up."""
    counting: list[tuple[datetime, datetime]] = []
    since = started_at
    for start, end in breaks:
        if start >= target_at:
            break
        counting.append((since, start))
        since = min(end, target_at)
    counting.append((since, target_at))
    left = sum((end - start for start, end in counting), timedelta()) * percent / 100
    at = target_at
    for start, end in counting:
        if left <= end - start:
            at = start + left
            break
        left -= end - start
    local = at.astimezone(office().zone)
    day = local.date()
    if office().works(day) and OPENS <= local.time() <= office().closes:
        return at
    if not office().works(day) or local.time() > office().closes:
        day += DAY
        while not office().works(day):
            day += DAY
    opening = _open(day)
    return opening if opening < target_at else at


def _counts(day: date, unit: str) -> bool:
    return unit == "calendar_day" or office().works(day)


def _open(day: date) -> datetime:
    return datetime.combine(day, OPENS, office().zone)


def classes_of(classification: str, category: str, *, urgent: Sequence[str]) -> frozenset[str]:
    """Danger to life lies in the class, or in the category."""
    mine = {classification}
    if classification == "emergency" or category in urgent:
        mine.add("emergency")
    return frozenset(mine)
