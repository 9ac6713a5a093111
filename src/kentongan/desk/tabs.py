"""The side bar of the inbox: views of the role with their counters in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from kentongan.common import words
from kentongan.desk import queries
from kentongan.desk.queries import View
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Tab:
    """A view in the side bar."""

    code: str
    label: Any
    url: str
    count: str
    current: bool
    late: bool


def tabs_for(actor: Actor, current: View, *, now: datetime) -> list[Tab]:
    """All views of this role; one statement counts them."""
    counts = queries.counts(actor, now=now)
    address = reverse("desk:inbox")
    return [
        Tab(
            code=view.code,
            label=view.label,
            url=f"{address}?lihat={view.code}",
            count=_count_words(counts.get(view.code)),
            current=view is current,
            late=view.is_late and bool(counts.get(view.code)),
        )
        for view in queries.views_of(actor)
    ]


def _count_words(count: int | None) -> str:
    if count is None:
        return ""
    return words.whole(count) if count < queries.MOST else f"{words.whole(queries.MOST)}+"
