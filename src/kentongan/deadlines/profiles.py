"""Which of two profiles decides a limit. Pure: no clock, no database.

A chosen profile silences the other one wherever it says something itself; where it is silent the
other one goes on, so that no step is left without a limit. Laws and own limits always hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kentongan.deadlines.choices import Profile

if TYPE_CHECKING:
    from kentongan.deadlines.rulebook import Clause


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice with its first day."""

    profile: str
    institution_id: int | None
    valid_from: date
    applies_to_open: bool = False


def in_force(
    choices: Iterable[Chosen], *, institution_id: int | None, on: date, today: date | None
) -> str:
    """The profile for a clock that started on a day: the own choice before that of the nation.

    With `today`, a later choice that says so replaces the one of the first day.
    """
    held = [
        one
        for one in choices
        if one.institution_id in {None, institution_id}
        and (
            one.valid_from <= on
            or (today is not None and one.applies_to_open and one.valid_from <= today)
        )
    ]
    found = max(
        held, key=lambda one: (one.institution_id is not None, one.valid_from), default=None
    )
    return found.profile if found else Profile.STRICTEST.value


def narrowed(held: Sequence["Clause"], profile: str) -> list["Clause"]:
    """The clauses of one clock and class that are left when `profile` is chosen."""
    if profile == Profile.STRICTEST:
        return list(held)
    said = {one.limit.purpose for one in held if one.profile == profile}
    return [one for one in held if one.profile in ("", profile) or one.limit.purpose not in said]
