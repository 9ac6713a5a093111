"""What stands beside the intake form: what may be the same, who came before, what was entered today."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kentongan.common.phone import read_phone
from kentongan.complaints import services, similar
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.similar import Alike
from kentongan.organizations import places
from kentongan.organizations.actor import Actor

SHOWN = 5
LONGEST = 1000  # lines of one printed list


@dataclass(frozen=True, slots=True)
class Hints:
    """What a clerk should know before the report is recorded."""

    alike: list[Alike]
    earlier: list[Complaint]
    was_asked: bool = True


@dataclass(frozen=True, slots=True)
class Entered:
    """What an officer entered on one day."""

    day: date
    rows: list[Complaint]
    total: int
    totals: list[tuple[Any, int]]  # words of the channel, and how many
    is_cut: bool = False


def hints(typed: dict[str, str], *, actor: Actor) -> Hints:
    """From what is typed so far, whether or not the form is complete."""
    found = places.search(typed.get("area", "").strip()) if typed.get("area") else []
    nik = "".join(one for one in typed.get("nik", "") if one.isdecimal())
    return Hints(
        alike=similar.find(
            typed.get("text", ""), area_code=found[0].code if found else None, actor=actor
        ),
        earlier=services.earlier_of(
            phone=read_phone(typed.get("phone", "")) or "",
            nik=nik if len(nik) == 16 else "",
            by=actor,
        ),
    )


def entered(actor: Actor, *, day: date, channel: str = "", most: int = SHOWN) -> Entered:
    """Newest first, with totals by the way it came."""
    begin = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
    rows = Complaint.objects.visible_to(actor).filter(
        paper__entered_by=actor.user_id,
        paper__entered_at__gte=begin,
        paper__entered_at__lt=begin + timedelta(1),
    )
    counts = Counter(rows.values_list("channel", flat=True))
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    rows = rows.select_related("paper", "area").order_by("-paper__entered_at", "-pk")
    found = list(rows[: most + 1])
    words = dict(Channel.choices)
    return Entered(
        day=day,
        rows=found[:most],
        total=sum(counts.values()),
        totals=[(words.get(name, _("Other")), n) for name, n in sorted(counts.items())],
        is_cut=len(found) > most,
    )
