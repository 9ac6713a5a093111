"""The only place that says when a report counts as filed, arrived and entered.

Three moments, for three questions (docs/decisions, three-moments). Filed: the citizen has done
all that can be asked; the citizen's time counts from then. Arrived: the government could know; the
limits of its offices count from then. Entered: it stood in this system; nothing counts from then, but
nobody can hide how much later it was.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kentongan.common import clock

NOTED = timedelta(minutes=1)  # below: the machine needed it


@dataclass(frozen=True, slots=True)
class Moments:
    """`filed` is None where it is the arrival, as for everything that comes by network."""

    arrived: datetime
    entered: datetime
    filed: datetime | None = None

    @property
    def facts(self) -> dict[str, object]:
        """What the first event keeps, under its hash: the moments that differ from its own."""
        found: dict[str, object] = {}
        if self.filed:
            found["filed_at"] = self.filed.isoformat()
        if self.entered - self.arrived >= NOTED:
            found["entered_at"] = self.entered.isoformat()
        return found


def moments(
    *, arrived_at: datetime | None, received_on: date | None, filed_at: datetime | None
) -> Moments:
    """From what the channel knows: the moment or the day of its arrival, or nothing (it is now).

    What lies ahead is not believed, and nothing arrives before it was filed.
    """
    now = clock.now()
    arrived = arrived_at or (_noon(received_on) if received_on else now)
    arrived = min(arrived, now)
    return Moments(arrived, now, min(filed_at, arrived) if filed_at else None)


def _noon(day: date) -> datetime:
    """A stamp of arrival has no hour; today's letter came when it was typed in, at the latest."""
    if day >= clock.today():
        return clock.now()
    return datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
