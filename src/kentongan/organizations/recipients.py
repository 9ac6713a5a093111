"""The only place to ask whom a notice reaches: holders of a role on a day, and their language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from kentongan.accounts.models import User
from kentongan.common.statements import Prepared
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import Role

# Held for the whole institution, whichever of its offices the decree names.
INSTITUTION_WIDE = frozenset({Role.INSTITUTION_ADMIN, Role.INSPECTORATE, Role.PPID, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Officer:
    """A recipient; where the text goes is looked up when it is sent."""

    user_id: int
    language: str
    has_push: bool = False


def officers(
    roles: Sequence[Role], *, on: date, organization_id: int | None = None
) -> list[Officer]:
    """Holders of one of `roles` on that day; without an organization, anywhere (national roles).

    A role held for the whole institution is found by the institution's id, whichever office its
    holder sits in.
    """
    rows = _HELD.values(roles=tuple(roles), on=on, organization_id=organization_id)
    found = [Officer(*row[:3]) for row in rows]
    # Whoever stands in for one of them on that day hears it, too.
    found += [Officer(*row[3:]) for row in rows if row[3] is not None]
    return sorted(dict.fromkeys(found), key=lambda one: one.user_id)


def holds(user_id: int, roles: Sequence[Role], *, institution_id: int, on: date) -> bool:
    """Whether a person holds one of `roles` anywhere in the institution on that day."""
    held = Membership.objects.valid_on(on).filter(user_id=user_id, role__in=roles)
    return held.filter(organization__institution=institution_id).exists()


def people(user_ids: Iterable[int | None]) -> list[Officer]:
    """These persons, if they are active."""
    keys = tuple(one for one in user_ids if one is not None)
    rows = _PEOPLE.values(keys=keys)
    return [Officer(*row) for row in rows]


_OF_MEMBERSHIP = (
    *("user_id", "user__language", "user__has_push"),
    *("away__deputy_id", "away__deputy__language", "away__deputy__has_push"),
)


def _held(
    *, roles: Sequence[Role], on: date, organization_id: int | None
) -> "QuerySet[Membership, Any]":
    held = Membership.objects.valid_on(on).filter(role__in=roles)
    if organization_id is not None:
        wide = Q(role__in=INSTITUTION_WIDE, organization__institution=organization_id)
        held = held.filter(Q(organization=organization_id) | wide)
    now = Q(stand_ins__valid_from__lte=on, stand_ins__valid_to__gte=on, stand_ins__ended_at=None)
    held = held.annotate(away=FilteredRelation("stand_ins", condition=now))
    return held.order_by("user_id").values_list(*_OF_MEMBERSHIP).distinct()


_HELD = Prepared(_held)
_PEOPLE = Prepared(
    lambda *, keys: User.objects.filter(pk__in=keys, is_active=True).values_list(
        "pk", "language", "has_push"
    )
)


def has_phone(user_id: int) -> bool:
    """Whether a text message can reach this person."""
    return User.objects.filter(pk=user_id).exclude(phone="").exists()
