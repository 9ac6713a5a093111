"""What pages and programs read of the time spent: by holder, and by state. One statement."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from kentongan.complaints.choices import Status
from kentongan.complaints.models import TimeCounted, TimeSpent
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which months, of which institution and kind; empty: all that the reader may see."""

    begin: date
    end: date
    institution_id: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The time of one holder, or of one state with it."""

    side: str
    holder: str  # empty where the side says enough
    code: str
    status: str
    length: timedelta
    passed_on: int
    percent: int

    @property
    def side_label(self) -> str:
        return str(TimeSpent.Side(self.side).label)

    @property
    def name(self) -> str:
        return self.holder or self.side_label

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label) if self.status else ""

    @property
    def each(self) -> timedelta | None:
        """How long it took until it was passed on, on the average."""
        return self.length / self.passed_on if self.passed_on else None


@dataclass(frozen=True, slots=True)
class Spent:
    """The report: every hour stands once in `holders` and once in `steps`."""

    holders: list[Line]
    steps: list[Line]
    length: timedelta


def spent(actor: Actor, wanted: Wanted) -> Spent:
    """Who used up the time of the reports that `actor` may count, the longest first."""
    rows = TimeSpent.objects.filter(month__gte=wanted.begin, month__lte=wanted.end)
    if actor.is_of_unit:
        rows = rows.filter(holder__path__startswith=actor.path)
    elif actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(institution=actor.institution_id)
    elif wanted.institution_id is not None:
        rows = rows.filter(institution=wanted.institution_id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    summed = rows.order_by().values_list(
        "side", "holder__name", "holder__code", "status"
    ).annotate(length=Sum("seconds"), times=Sum("passed_on"))  # fmt: skip
    read = list(summed)
    whole = sum(row[4] for row in read)
    return Spent(
        holders=_lines((((*row[:3], ""), row[4], row[5]) for row in read), whole=whole),
        steps=_lines(((row[:4], row[4], row[5]) for row in read), whole=whole),
        length=timedelta(seconds=whole),
    )


def counted_until() -> datetime | None:
    """When the log was looked at last; None before the first hour."""
    return TimeCounted.objects.values_list("seen_at", flat=True).first()


def _lines(rows: Iterable[tuple[tuple[Any, ...], int, int]], *, whole: int) -> list[Line]:
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for key, seconds, times in rows:
        sums[key][0] += seconds
        sums[key][1] += times
    made = [
        Line(
            side=side,
            holder=name or "",
            code=code or "",
            status=status,
            length=timedelta(seconds=seconds),
            passed_on=times,
            percent=round(100 * seconds / whole) if whole else 0,
        )
        for (side, name, code, status), (seconds, times) in sums.items()
    ]
    return sorted(made, key=lambda one: (-one.length, one.name, one.status))
