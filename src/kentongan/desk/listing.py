"""What an address of the inbox asks for: the view, the filters, and the rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict

from kentongan.complaints.search.finding import Search
from kentongan.desk import paging, queries
from kentongan.desk.forms.filters import InboxFilter
from kentongan.desk.queries import View
from kentongan.organizations.actor import Actor

AFTER, KEPT = "setelah", "tersimpan"  # the place in the list; the saved view that is open


@dataclass(frozen=True, slots=True)
class Listing:
    """One list as it was asked for. Without filters it has no form."""

    asked: QueryDict
    actor: Actor
    view: View
    form: InboxFilter | None
    search: Search | None

    @property
    def given(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form else {}

    def read(self, now: datetime, *, after: str | None = None) -> paging.Page:
        """Its rows, from where the address says."""
        return paging.read(
            self.view,
            actor=self.actor,
            now=now,
            narrowed=self.form.condition(now) if self.form else Q(),
            order=self.given.get("sort", ""),
            search=self.search,
            after=self.asked.get(AFTER, "") if after is None else after,
            size=_size(self.asked),
        )

    @property
    def query(self) -> str:
        """The address of its first page, without what is no part of it."""
        kept, known = self.asked.copy(), {*InboxFilter.base_fields, "banyak"}
        known = {*InboxFilter.base_fields, "banyak"}
        for name in list(kept):
            if name not in known or not any(kept.getlist(name)):
                del kept[name]
        kept["lihat"] = self.view.code
        return kept.urlencode()


def listing(asked: QueryDict, *, actor: Actor) -> Listing:
    """Read an address; raises Http404 for a view that this role has not."""
    is_filtered = not asked.keys().isdisjoint(InboxFilter.base_fields)
    form = InboxFilter(asked, actor=actor) if is_filtered else None
    search = form.search if form else None
    view = _view(actor, asked.get("lihat", ""), search=search)
    return Listing(asked, actor, view, form, search)


def _view(actor: Actor, code: str, *, search: Search | None) -> View:
    if not code or (search and search.number):
        known = queries.views_of(actor)
        # Whoever searches does not know in which view it is; a number is found in any.
        return (queries.view_of(actor, "all") if search else None) or known[0]
    view = queries.view_of(actor, code)
    if view is None:
        raise Http404
    return view


def _size(asked: QueryDict) -> int:
    size = asked.get("banyak", "")
    return min(max(int(size), 1), paging.LARGEST) if size.isdecimal() else paging.SIZE
