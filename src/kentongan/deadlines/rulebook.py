"""The rules, holidays and office hours in force, read once and kept until someone edits them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kentongan.common.clock import now as clock_now
from kentongan.common.statements import Prepared
from kentongan.deadlines import due, explain, profiles
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.choices import FILING, POSTPONEMENTS, Purpose
from kentongan.deadlines.due import Due, Limit, Pause
from kentongan.deadlines.models import Holiday, OfficeHours, ProfileChoice, Revision, Rule
from kentongan.deadlines.profiles import Chosen

# A complaint that nobody has classified yet is timed as the ordinary case, never without limit.
UNCLASSIFIED = "ordinary"


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of a rule with the conditions under which it holds."""

    limit: Limit
    clock: str
    classification: str
    institution_id: int | None
    valid_from: date
    valid_to: date | None
    applies_to_open: bool = False
    profile: str = ""

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Closure:
    day: date
    name: str
    institution_id: int | None


@dataclass(frozen=True, slots=True)
class Hours:
    """One version of the office hours; `weekdays` counts from 0, Monday, as Python does."""

    calendar: Calendar
    institution_id: int | None
    valid_from: date
    valid_to: date | None

    def hold(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class RuleBook:
    """A frozen copy of the rows. What it works out it remembers: it lives until the next edit."""

    revision: int | None
    clauses: tuple[Clause, ...] = ()
    closures: tuple[Closure, ...] = ()
    hours: tuple[Hours, ...] = ()
    choices: tuple[Chosen, ...] = ()
    _clauses: dict[tuple[str, str, int | None], tuple[Clause, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _calendars: dict[tuple[int | None, str], tuple[Hours, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def limits(
        self,
        clock: str,
        *,
        classification: str,
        institution_id: int | None,
        on: date,
        today: date | None = None,
    ) -> tuple[Limit, ...]:
        """The limits of a clock that starts on a day. An institution's own rows replace general ones.

        With `today`, a later version that says so replaces the one of the first day.
        """
        key = (clock, classification or UNCLASSIFIED, institution_id)
        clauses = self._clauses.get(key)
        if clauses is None:
            clauses = self._clauses[key] = self._matching(*key)
        held = [clause for clause in clauses if clause.holds(on)]
        if today is not None:
            held = _with_later(held, clauses, on=on, today=today)
        if self.choices:
            held = profiles.narrowed(held, self.profile(institution_id, on=on, today=today))
        own = {clause.limit.purpose for clause in held if clause.institution_id is not None}
        return tuple(
            clause.limit
            for clause in held
            if clause.institution_id is not None or clause.limit.purpose not in own
        )

    def profile(self, institution_id: int | None, *, on: date, today: date | None = None) -> str:
        """The profile of limits that an institution has chosen for what starts on a day."""
        return profiles.in_force(self.choices, institution_id=institution_id, on=on, today=today)

    def filing_limit(
        self, happened_on: date, *, institution_id: int | None, time_zone: str
    ) -> datetime | None:
        """Until when a complaint about that day should be filed. Later ones are accepted, too."""
        noon = datetime.combine(happened_on, time(12), ZoneInfo(time_zone))
        found = self.due(
            FILING,
            classification="",
            institution_id=institution_id,
            time_zone=time_zone,
            started_at=noon,
        )
        return found.target_at if found else None

    def most_postponements(
        self, *, classification: str, institution_id: int | None, promised: date, today: date
    ) -> int | None:
        """How often a date promised on that day may be moved; None where no rule says so."""
        limits = self.limits(
            POSTPONEMENTS,
            classification=classification,
            institution_id=institution_id,
            on=promised,
            today=today,
        )
        return min((limit.value for limit in limits), default=None)

    def calendar(
        self, institution_id: int | None, time_zone: str, *, on: date | None = None
    ) -> Calendar:
        """The calendar of a body, with the office hours of the day `on` (None: today)."""
        key = (institution_id, time_zone)
        versions = self._calendars.get(key)
        if versions is None:
            versions = self._calendars[key] = self._versions(*key)
        on = on or clock_now().astimezone(ZoneInfo(time_zone)).date()
        return next(version.calendar for version in versions if version.hold(on))

    def due(
        self,
        clock: str,
        *,
        classification: str,
        institution_id: int | None,
        time_zone: str,
        started_at: datetime,
        pauses: Sequence[Pause] = (),
    ) -> Due | None:
        """Both dates of a clock that started; None where no rule limits it."""
        zone = ZoneInfo(time_zone)
        on = started_at.astimezone(zone).date()
        limits = self.limits(
            clock,
            classification=classification,
            institution_id=institution_id,
            on=on,
            today=clock_now().astimezone(zone).date(),
        )
        return due.dates(
            limits,
            started_at=started_at,
            calendar=self.calendar(institution_id, time_zone, on=on),
            pauses=pauses,
        )

    def explain(
        self,
        clock: str,
        *,
        classification: str,
        institution_id: int | None,
        time_zone: str,
        started_at: datetime,
        pauses: Sequence[Pause] = (),
    ) -> tuple[explain.Explanation, ...]:
        """Why the dates are what they are, day by day, for the page that shows it."""
        zone = ZoneInfo(time_zone)
        on = started_at.astimezone(zone).date()
        limits = self.limits(
            clock,
            classification=classification,
            institution_id=institution_id,
            on=on,
            today=clock_now().astimezone(zone).date(),
        )
        calendar = self.calendar(institution_id, time_zone, on=on)
        found = due.dates(limits, started_at=started_at, calendar=calendar, pauses=pauses)
        if found is None:
            return ()
        return explain.explain(found, started_at=started_at, calendar=calendar, pauses=pauses)

    def _matching(
        self, clock: str, classification: str, institution_id: int | None
    ) -> tuple[Clause, ...]:
        return tuple(
            clause
            for clause in self.clauses
            if clause.clock == clock
            and clause.classification in {"", classification}
            and clause.institution_id in {None, institution_id}
        )

    def _versions(self, institution_id: int | None, time_zone: str) -> tuple[Hours, ...]:
        """Every version of the hours, own before general and new before old, with the holidays."""
        names = {
            closure.day: closure.name
            for closure in self.closures
            if closure.institution_id in {None, institution_id}
        }
        default = Hours(Calendar(frozenset()), None, date.min, None)
        mine = [hours for hours in self.hours if hours.institution_id in {None, institution_id}]
        mine.sort(key=lambda hours: (hours.institution_id is None, -hours.valid_from.toordinal()))
        return tuple(
            Hours(
                calendar=Calendar(
                    holidays=frozenset(names),
                    weekdays=hours.calendar.weekdays,
                    opens=hours.calendar.opens,
                    closes=hours.calendar.closes,
                    zone=ZoneInfo(time_zone),
                    names=names,
                ),
                institution_id=hours.institution_id,
                valid_from=hours.valid_from,
                valid_to=hours.valid_to,
            )
            for hours in (*mine, default)
        )


def _with_later(
    held: list[Clause], clauses: Sequence[Clause], *, on: date, today: date
) -> list[Clause]:
    """Versions that began after `on` and hold for open reports, in place of those of that day."""
    later: dict[tuple[str, int | None], Clause] = {}
    for clause in clauses:
        if clause.applies_to_open and on < clause.valid_from <= today:
            key = (clause.limit.code, clause.institution_id)
            known = later.get(key)
            if known is None or known.valid_from < clause.valid_from:
                later[key] = clause
    kept = [one for one in held if (one.limit.code, one.institution_id) not in later]
    return [*kept, *later.values()]


_REVISION = Prepared(lambda: Revision.objects.values_list("number"))
_kept: RuleBook = RuleBook(revision=None)


def current() -> RuleBook:
    """The rule book in force: one small query while nobody has edited a row."""
    global _kept  # noqa: PLW0603 - one copy for each process; replaced whole, never changed
    number = next((number for (number,) in _REVISION.values()), None)
    book = _kept
    if number is None or book.revision != number:
        book = _read(number)
        if number is not None:
            _kept = book
    return book


def _read(number: int | None) -> RuleBook:
    # The number was read before the rows: if an edit falls between, the next call reads again.
    return RuleBook(
        revision=number,
        clauses=tuple(_clauses(Rule.objects.filter(is_withdrawn=False))),
        closures=tuple(
            Closure(*row)
            for row in Holiday.objects.filter(is_withdrawn=False)
            .order_by("day", "institution_id")
            .values_list("day", "name", "institution_id")
        ),
        hours=tuple(_hours(OfficeHours.objects.all())),
        choices=tuple(
            Chosen(*row)
            for row in ProfileChoice.objects.values_list(
                "profile", "institution_id", "valid_from", "applies_to_open"
            )
        ),
    )


def _clauses(rules: Iterable[Rule]) -> Iterable[Clause]:
    for rule in rules:
        limit = Limit(
            rule_id=rule.pk,
            value=rule.value,
            unit=rule.unit,
            purpose=Purpose(rule.purpose).value,
            pauses=rule.pauses,
            code=rule.code,
            name=rule.name,
            source=rule.source,
            is_confirmed=rule.is_confirmed,
        )
        yield Clause(
            limit=limit,
            clock=rule.clock,
            classification=rule.classification,
            institution_id=rule.institution_id,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            applies_to_open=rule.applies_to_open,
            profile=rule.profile,
        )


def _hours(rows: Iterable[OfficeHours]) -> Iterable[Hours]:
    for row in rows:
        yield Hours(
            calendar=Calendar(
                holidays=frozenset(),
                weekdays=frozenset(int(number) - 1 for number in row.weekdays),
                opens=row.opens,
                closes=row.closes,
            ),
            institution_id=row.institution_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
