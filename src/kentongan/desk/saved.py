"""Saved views as the side bar shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kentongan.complaints.services import saved_views
from kentongan.desk.listing import KEPT
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the side bar."""

    pk: int
    name: str
    url: str
    is_shared: bool
    is_current: bool
    may_forget: bool


def entries(actor: Actor, *, current: str = "") -> list[Entry]:
    """The saved views of this person in this role, with those that the office shares."""
    address = reverse("desk:inbox")
    return [
        Entry(
            pk=one.pk,
            name=one.name,
            url=f"{address}?{one.query}&{KEPT}={one.pk}",
            is_shared=one.is_shared,
            is_current=str(one.pk) == current,
            may_forget=saved_views.may_forget(one, by=actor),
        )
        for one in saved_views.of(actor)
    ]


def context(actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    """For the side bar, and the one that is open now."""
    known = entries(actor, current=str(asked.get(KEPT, "")))
    return {"saved": known, "open_saved": next((one for one in known if one.is_current), None)}
