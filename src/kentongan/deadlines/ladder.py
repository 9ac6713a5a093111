"""The ladders in force, read once and kept until someone edits them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kentongan.deadlines import rungs
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.ladder_models import LadderRevision, Rung
from kentongan.deadlines.rungs import Course, RungFacts

Key = tuple[str, tuple[str, ...], str, int | None]


@dataclass(frozen=True, slots=True)
class Due:
    """A rung and its moment."""

    at: datetime
    rung: RungFacts


@dataclass(frozen=True)
class Ladder:
    """A frozen copy of the rows."""

    revision: int | None
    rungs: tuple[RungFacts, ...] = ()
    _found: dict[Key, tuple[RungFacts, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def rungs_for(
        self, clock: str, *, classes: Collection[str], category: str, institution_id: int | None
    ) -> tuple[RungFacts, ...]:
        """Every version of every rung for such a clock; an institution's own replace the rest."""
        key = (clock, tuple(sorted(classes)), category, institution_id)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._matching(*key)
        return found

    def course(
        self,
        course: Course,
        *,
        clock: str,
        classes: Collection[str],
        category: str,
        institution_id: int | None,
        calendar: Calendar,
    ) -> list[Due]:
        """The rungs of one run in order of time: each in the version of the day on which it is due."""
        found = []
        for rung in self.rungs_for(
            clock, classes=classes, category=category, institution_id=institution_id
        ):
            at = rungs.moment(rung, course, calendar=calendar)
            if at is not None and rung.holds(at.astimezone(calendar.zone).date()):
                found.append(Due(at, rung))
        return sorted(found, key=lambda one: (one.at, one.rung.level, one.rung.code))

    def _matching(
        self, clock: str, classes: tuple[str, ...], category: str, institution_id: int | None
    ) -> tuple[RungFacts, ...]:
        held = [
            one
            for one in self.rungs
            if one.clock == clock
            and (not one.classification or one.classification in classes)
            and (not one.category or f"{category}.".startswith(f"{one.category}."))
        ]
        own = [one for one in held if one.institution_id == institution_id is not None]
        return tuple(own or [one for one in held if one.institution_id is None])


_kept: Ladder = Ladder(revision=None)


def current() -> Ladder:
    """The ladder in force: one small query while nobody has edited a row."""
    global _kept  # noqa: PLW0603 - one copy for each process; replaced whole, never changed
    number = LadderRevision.objects.values_list("number", flat=True).first()
    book = _kept
    if number is None or book.revision != number:
        book = Ladder(revision=number, rungs=tuple(facts_of(row) for row in Rung.objects.all()))
        if number is not None:
            _kept = book
    return book


def changed(ladder: Ladder, rows: Iterable[RungFacts]) -> Ladder:
    """The same ladder with some rungs replaced by their code: what the simulator asks."""
    new = {one.code: one for one in rows}
    return Ladder(revision=None, rungs=tuple(new.get(one.code, one) for one in ladder.rungs))


def facts_of(row: Rung) -> RungFacts:
    return RungFacts(
        rung_id=row.pk,
        code=row.code,
        name=row.name,
        source=row.source,
        is_confirmed=row.is_confirmed,
        clock=row.clock,
        classification=row.classification,
        category=row.category,
        institution_id=row.institution_id,
        anchor=row.anchor,
        value=row.value,
        unit=row.unit,
        audiences=_split(row.audiences),
        transports=_split(row.transports),
        template=row.template,
        level=row.level,
        action=row.action,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split(",") if one)
