"""The side bar of the inbox: views of the role with their counters in words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kentongan.common import words
from kentongan.complaints.choices import Status
from kentongan.desk import queries
from kentongan.desk.queries import Counts, View
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


def tabs_for(actor: Actor, current: View, *, counts: Counts) -> list[Tab]:
    """All views of this role."""
    address = reverse("desk:inbox")
    return [
        Tab(
            code=view.code,
            label=view.label,
            url=f"{address}?lihat={view.code}",
            count=count_words(counts.views.get(view.code)),
            current=view is current,
            late=view.is_late and bool(counts.views.get(view.code)),
        )
        for view in queries.views_of(actor)
    ]


@dataclass(frozen=True, slots=True)
class StatusTab:
    """One status beside the list: its badge, how many are in it, and the list of them."""

    status: Status
    url: str
    count: str


def statuses_for(actor: Actor, *, counts: Counts) -> list[StatusTab]:
    """Every status of the workflow; those that have ended are not counted."""
    if "all" not in queries.OF_ROLE[actor.role]:
        return []
    address = reverse("desk:inbox")
    return [
        StatusTab(
            status=status,
            url=f"{address}?lihat=all&status={status.value}",
            count=count_words(counts.statuses.get(status.value), most=queries.FEW),
        )
        for status in Status
    ]


def count_words(count: int | None, *, most: int | None = None) -> str:
    """A number in words; one that stopped at its limit gets a plus."""
    most = most or queries.MOST
    if count is None:
        return ""
    return words.whole(count) if count < most else f"{words.whole(most)}+"
