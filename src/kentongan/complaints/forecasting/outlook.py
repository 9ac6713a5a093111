"""Which open clocks will probably pass their target within a week, and who could make the date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.forecasting import history
from kentongan.complaints.forecasting.curves import Curve
from kentongan.complaints.forecasting.history import History
from kentongan.complaints.models import ClockRun, Outlook
from kentongan.complaints.workflow import lines_of
from kentongan.organizations.models import Organization

WEEK = timedelta(days=7)
LEAST = 20  # per cent: what is safer than this is not worth a line
LIKELY = 50
GAIN = 15  # per cent points by which another office must be the safer one
AT_UNITS = frozenset({Clock.ACCEPTANCE, Clock.FIRST_WORD, Clock.ANSWER, Clock.RESPONSE})
MAY_MOVE = frozenset(source for line in lines_of("redispatch") for source in line.sources)
COLUMNS = (
    "pk",
    "complaint_id",
    "started_at",
    "target_at",
    "holder_id",
    "complaint__unit_id",
    "complaint__institution_id",
    "complaint__category_id",
    "complaint__status",
)


@dataclass(slots=True)
class Offers:
    """Which offices know a subject, how fast they answer, and how much more they can take."""

    answers: History
    units: Mapping[int, int]  # office to institution, of those that exist today
    room: dict[int, int] = field(default_factory=dict)
    _known: dict[tuple[int, int], list[tuple[int, Curve]]] = field(default_factory=dict)

    def best(
        self, *, institution: int, subject: int, holder: int, left: timedelta, percent: int
    ) -> tuple[int, int] | None:
        """(office, its chance in per cent to be late); None when no other office is safer."""
        found: tuple[int, int] | None = None
        for key, curve in self._experienced(institution, subject):
            if key == holder or self._is_full(key):
                continue
            late = round(100 * curve.beyond(left, age=timedelta()))
            if late <= percent - GAIN and (found is None or (late, key) < (found[1], found[0])):
                found = key, late
        if found:
            self.room[found[0]] -= 1
        return found

    def _experienced(self, institution: int, subject: int) -> list[tuple[int, Curve]]:
        if (institution, subject) not in self._known:
            here = [key for key, body in self.units.items() if body == institution]
            curves = [(key, self.answers.curve_of(("office", key, subject))) for key in here]
            self._known[institution, subject] = [one for one in curves if one[1].is_enough]
        return self._known[institution, subject]

    def _is_full(self, office: int) -> bool:
        """In one week nobody is offered more than an ordinary week of work."""
        if office not in self.room:
            done = self.answers.curve_of(("office", office)).done
            self.room[office] = max(round(done * WEEK / history.PERIOD), 1)
        return self.room[office] <= 0


def offers(answers: History, *, now: datetime) -> Offers:
    """All offices that could be asked to take something over."""
    units = Organization.objects.valid_on(now.date()).filter(
        level=Organization.Level.UNIT, is_external=False, institution__isnull=False
    )
    return Offers(answers, dict(units.order_by().values_list("pk", "institution_id")))


def foresee(
    clock: str, past: History, *, now: datetime, roots: Mapping[int, int], others: Offers
) -> list[Outlook]:
    """The open runs of one clock that are due within a week, with their chance to be late.

    What has a promise is due on that day alone: see `pledges`.
    """
    wanted = ClockRun.objects.filter(
        clock=clock, stopped_at=None, target_at__gt=now, target_at__lte=now + WEEK
    ).exclude(complaint__status__in=(Status.INCOMPLETE, Status.SCHEDULED))
    rows = list(wanted.order_by("target_at", "pk").values_list(*COLUMNS))
    pauses = history.pauses_since(now - history.PERIOD) if rows else {}
    found = []
    for row in rows:
        waited = history.paused(pauses.get(row[1], ()), since=row[2], until=now)
        made = _one(clock, row, past, now=now, waited=waited, roots=roots)
        if made is not None:
            _offer(made, row, others, roots=roots, now=now)
            found.append(made)
    return found


def _one(
    clock: str,
    row: tuple[Any, ...],
    past: History,
    *,
    now: datetime,
    waited: timedelta,
    roots: Mapping[int, int],
) -> Outlook | None:
    run, complaint, begun, target, held_by, unit, body, category, _status = row
    holder = unit if clock == Clock.CHAIN else held_by
    for basis, key in history.office_keys(holder, body, roots.get(category)):
        curve = past.curve_of(key)
        age = now - begun - waited
        if not (curve.is_enough if basis == Outlook.Basis.ALL else curve.knows(age)):
            continue
        late = curve.beyond(target - begun - waited, age=age)
        percent = round(100 * late)
        if percent < LEAST:
            return None
        return Outlook(
            run_id=run,
            complaint_id=complaint,
            clock=clock,
            holder_id=holder or (body if clock == Clock.CHAIN else None),
            institution_id=body,
            target_at=target,
            percent=percent,
            basis=basis,
            done=curve.done,
            made_at=now,
        )
    return None  # nowhere enough is known: no forecast is better than a guess


def _offer(
    made: Outlook,
    row: tuple[Any, ...],
    others: Offers,
    *,
    roots: Mapping[int, int],
    now: datetime,
) -> None:
    subject, status = roots.get(row[7]), row[8]
    unit, body = made.holder_id, made.institution_id
    if subject is None or unit is None or body is None or made.percent < LIKELY:
        return
    if made.clock not in AT_UNITS or status not in MAY_MOVE:
        return
    best = others.best(
        institution=body,
        subject=subject,
        holder=unit,
        left=made.target_at - now,
        percent=made.percent,
    )
    if best:
        made.proposed_id, made.proposed_percent = best
