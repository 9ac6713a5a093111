"""How long something takes, read from what is over and from what still runs. Pure: no database.

Kaplan and Meier's estimate: what still runs, or was taken away, counts for as long as it was seen.
Leaving it out would make every office look faster than it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

FELLOWS = 10  # so many must have come as far for their fate to say something of the next one
ENOUGH = 20  # fewer ends than this say nothing of an office, and may say something of a person
HALF, NINE_OF_TEN = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Curve:
    """After which time which share was still open. `done`: how many ends stand behind it."""

    seconds: tuple[float, ...]
    still_open: tuple[float, ...]
    done: int
    lengths: tuple[float, ...] = ()  # of all, in order: how long each was seen

    @property
    def is_enough(self) -> bool:
        return self.done >= ENOUGH

    def knows(self, age: timedelta) -> bool:
        """Enough of them came to that age."""
        come = len(self.lengths) - bisect_left(self.lengths, age.total_seconds())
        return self.is_enough and come >= FELLOWS

    def share_open(self, after: timedelta) -> float:
        """The share that takes longer than `after`."""
        place = bisect_right(self.seconds, after.total_seconds())
        return self.still_open[place - 1] if place else 1.0

    def beyond(self, limit: timedelta, *, age: timedelta) -> float:
        """The chance that what is `age` old and still open takes longer than `limit`."""
        if limit <= age:
            return 1.0
        left = self.share_open(age)
        # Nobody ever took as long as this one has: there is no ground for hope.
        return self.share_open(limit) / left if left > 0 else 1.0

    def within(self, share: float, *, age: timedelta = timedelta()) -> timedelta | None:
        """The time within which `share` of those that were open at `age` end; None: not seen."""
        wanted = self.share_open(age) * (1 - share) + 1e-12
        for seconds, still_open in zip(self.seconds, self.still_open, strict=True):
            if still_open <= wanted and seconds >= age.total_seconds():
                return timedelta(seconds=seconds)
        return None


def curve(seen: Iterable[tuple[float, bool]]) -> Curve:
    """From pairs (seconds, whether it ended then; otherwise it was seen no longer)."""
    ordered = sorted(seen)
    at_risk, still_open, done = len(ordered), 1.0, 0
    seconds: list[float] = []
    shares: list[float] = []
    for length, has_ended in ordered:
        if has_ended:
            still_open *= 1 - 1 / at_risk
            done += 1
            if seconds and seconds[-1] == length:
                shares[-1] = still_open
            else:
                seconds.append(length)
                shares.append(still_open)
        at_risk -= 1
    return Curve(tuple(seconds), tuple(shares), done, tuple(length for length, _ended in ordered))
