"""When a report was really filed: by the clock of a device that had no network, put right or refused.

The device says when it took the report and what its clock shows while sending. A clock that is wrong
by the same amount all the time is put right by the difference to ours; a time that cannot be true
(to come, before the form was printed, too long ago) is not believed, and the arrival counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

TOLERANCE = timedelta(minutes=5)
LONGEST = timedelta(days=60)


class Verdict(StrEnum):
    """What was thought of the device's time; stands in the event of the report."""

    TAKEN = auto()  # as the device said it
    CORRECTED = auto()  # by what its clock was off
    TO_COME = auto()
    BEFORE_THE_FORM = auto()
    TOO_OLD = auto()
    MISSING = auto()


@dataclass(frozen=True, slots=True)
class Filed:
    """`at` is None when the device's time is not believed."""

    at: datetime | None
    verdict: Verdict
    off: timedelta = timedelta(0)


def judged(
    taken_at: datetime | None, *, sent_at: datetime | None, now: datetime, reserved_at: datetime
) -> Filed:
    """The moment of filing. `reserved_at`: no form is filled in before it was printed."""
    if taken_at is None or sent_at is None:
        return Filed(None, Verdict.MISSING)
    off = now - sent_at
    is_off = abs(off) > TOLERANCE
    at = taken_at + off if is_off else taken_at
    if at > now + TOLERANCE:
        return Filed(None, Verdict.TO_COME, off)
    if at < reserved_at - TOLERANCE:
        return Filed(None, Verdict.BEFORE_THE_FORM, off)
    if at < now - LONGEST:
        return Filed(None, Verdict.TOO_OLD, off)
    verdict = Verdict.CORRECTED if is_off else Verdict.TAKEN
    return Filed(min(at, now), verdict, off)
