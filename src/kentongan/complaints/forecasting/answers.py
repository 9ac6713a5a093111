"""What pages ask: how long an answer takes here, and what will probably be late this week."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import caches
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from kentongan.complaints.choices import Clock, Kind
from kentongan.complaints.forecasting import history
from kentongan.complaints.forecasting.outlook import LIKELY
from kentongan.complaints.models import Category, Complaint, Outlook, Pace
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Area
from kentongan.organizations.roles import Role

KEPT_SECONDS = 600
_UNKNOWN = "unknown"
_AREA = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")


@dataclass(frozen=True, slots=True)
class Usual:
    """How long reports like one of these took until their answer, in the last year."""

    half: timedelta
    ninth: timedelta | None
    done: int
    area: str
    subject: str


def usual(*, area: str, category_id: int | None, kind: str) -> Usual | None:
    """The narrowest group of reports that is large enough; None while nowhere enough is known.

    Kept for ten minutes in each process: the figures change once a night.
    """
    kind = kind if kind in Kind.values else Kind.COMPLAINT.value
    area = area if _AREA.fullmatch(area) else ""
    key = f"usual:{area[: history.DISTRICT_CODE]}:{category_id}:{kind}:{get_language()}"
    kept = caches["pages"].get(key, _UNKNOWN)
    if kept == _UNKNOWN:
        kept = _read_usual(area, category_id, kind)
        caches["pages"].set(key, kept, KEPT_SECONDS)
    return cast(Usual | None, kept)


def _read_usual(area: str, category_id: int | None, kind: str) -> Usual | None:
    subject: Category | None = None
    if category_id is not None:
        found = Category.objects.select_related("parent").get(pk=category_id)
        subject = found.parent or found
    keys = list(history.place_keys(area, subject.pk if subject else None, kind))
    wanted = Q()
    for place, subject_id, one_kind in keys:
        wanted |= Q(area=place, subject=subject_id, kind=one_kind)
    rows = Pace.objects.filter(wanted, clock=Clock.CHAIN, holder=None, institution=None)
    by_key = {(one.area, one.subject_id, one.kind): one for one in rows if one.half is not None}
    best = next((by_key[key] for key in keys if key in by_key), None)
    if best is None or best.half is None:
        return None
    named = Area.objects.filter(code=best.area).first() if best.area else None
    about = str(subject) if subject and best.subject_id else ""
    return Usual(best.half, best.ninth, best.done, str(named or ""), about)


def usual_for(complaint: Complaint) -> Usual | None:
    """The same for a complaint that is there already."""
    return usual(
        area=complaint.area_id or "", category_id=complaint.category_id, kind=complaint.kind
    )


@dataclass(frozen=True, slots=True)
class OfficeWeek:
    """One office: what will probably be late, and how long it takes to answer otherwise."""

    holder_id: int
    name: str
    likely: int
    possible: int
    done: int
    half: timedelta | None
    ninth: timedelta | None


def ahead(actor: Actor, *, now: datetime) -> "QuerySet[Outlook]":
    """What `actor` may see of the forecast and what still holds, in no order yet.

    A clock that stopped or moved since that night is left out.
    """
    rows = Outlook.objects.filter(
        run__stopped_at=None, run__target_at=F("target_at"), target_at__gt=now
    )
    if actor.is_of_unit:
        rows = rows.filter(holder__path__startswith=actor.path)
    elif actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(institution=actor.institution_id)
    # The door to complaints, too: what is secret is in nobody's forecast who may not read it.
    # One look by key for each row: a list of all that is visible would be read whole.
    seen = Complaint.objects.visible_to(actor).filter(pk=OuterRef("complaint"))
    return rows.filter(Exists(seen))


def offices(actor: Actor, *, now: datetime) -> list[OfficeWeek]:
    """The offices with something ahead, the most burdened first. Two statements."""
    rows = ahead(actor, now=now).exclude(holder=None).order_by()
    counted = rows.values_list("holder", "holder__name").annotate(
        likely=Count("complaint", distinct=True, filter=Q(percent__gte=LIKELY)),
        all=Count("complaint", distinct=True),
    )
    found = list(counted)
    pace = {
        one.holder_id: one
        for one in Pace.objects.filter(clock=Clock.ANSWER, holder__in=[row[0] for row in found])
    }
    made = [
        OfficeWeek(
            holder_id=key,
            name=name,
            likely=likely,
            possible=every - likely,
            done=pace[key].done if key in pace else 0,
            half=pace[key].half if key in pace else None,
            ninth=pace[key].ninth if key in pace else None,
        )
        for key, name, likely, every in found
    ]
    return sorted(made, key=lambda one: (-one.likely, -one.possible, one.name))


def steps(holder_id: int) -> list[Pace]:
    """How long each step takes at one office, in the order of the steps. One statement."""
    order = {clock: place for place, clock in enumerate(history.FORECAST)}
    return sorted(Pace.objects.filter(holder=holder_id), key=lambda one: order[Clock(one.clock)])


def made_at() -> datetime | None:
    """When the forecast was worked out; None before the first night."""
    return Pace.objects.order_by("-made_at").values_list("made_at", flat=True).first()
