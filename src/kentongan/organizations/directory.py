"""The only place to ask which offices exist on a day, and which hats a person has. One query each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from kentongan.common.statements import Prepared
from kentongan.organizations.models import Membership, Organization, StandIn

Level = Organization.Level


def held(*, user_id: Any, on: Any) -> QuerySet[Membership]:
    """The roles that a person may wear that day: the own, and those of colleagues on leave."""
    own = Q(user_id=user_id)
    borrowed = StandIn.objects.in_force(on).filter(deputy=user_id).values("membership")
    rows = Membership.objects.valid_on(on).filter(own | Q(pk__in=borrowed))
    return rows.select_related("user", "organization")


_HELD = Prepared(held)


def national_desk() -> Organization:
    """Admin Pusat: where a complaint goes that belongs to nobody yet."""
    return Organization.objects.get(level=Level.NATIONAL)


def institutions(on: date) -> QuerySet[Organization]:
    """Governments and ministries that answer complaints here, by name."""
    return Organization.objects.valid_on(on).filter(level=Level.INSTITUTION, is_external=False)


def institution(code: str) -> Organization | None:
    """The institution with this code."""
    return Organization.objects.filter(level=Level.INSTITUTION, code=code).first()


def external_bodies(on: date) -> QuerySet[Organization]:
    """Bodies outside the system to which a complaint can be handed over, by name."""
    return Organization.objects.valid_on(on).filter(is_external=True)


def units_of(institution_id: int, on: date) -> QuerySet[Organization]:
    """The units of an institution to which it can dispatch, by name."""
    return Organization.objects.valid_on(on).filter(institution=institution_id, level=Level.UNIT)


def subunits_of(organization_id: int, on: date) -> QuerySet[Organization]:
    """What lies directly below a unit or sub-unit, by name."""
    return Organization.objects.valid_on(on).filter(parent=organization_id, level=Level.SUBUNIT)


def memberships_of(user_id: int, on: date) -> list[Membership]:
    """The roles that a person holds on that day, ready for `Actor.of`."""
    return [one for one in hats_of(user_id, on) if one.user_id == user_id]


def hats_of(user_id: int, on: date) -> list[Membership]:
    """The own roles first, then those of colleagues for whom the person stands in that day."""
    return own_first(_HELD.rows(user_id=user_id, on=on), user_id)


def own_first(found: Sequence[Membership], user_id: int) -> list[Membership]:
    """What a person holds, before what is borrowed."""
    return sorted(found, key=lambda one: one.user_id != user_id)


def local_day(moment: datetime, office: Organization | None) -> date:
    """The day of `moment` where the office is: until seven in the morning UTC is a day behind."""
    zone = office.time_zone if office else settings.TIME_ZONE
    return moment.astimezone(ZoneInfo(zone)).date()
