"""The inbox: views of this role with counters, filters, and pages that begin where one ended."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kentongan.common import clock
from kentongan.complaints.search.finding import Search
from kentongan.desk import bulk, paging, queries, rows
from kentongan.desk.forms.filters import InboxFilter
from kentongan.desk.forms.record import RECORDERS
from kentongan.desk.queries import View
from kentongan.desk.tabs import statuses_for, tabs_for
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part
from kentongan.organizations.actor import Actor

_NO_TASK = _("Your role handles no reports. Choose another role in the menu, if you have one.")


@require_safe
@officer_required
def inbox(request: OfficerRequest) -> HttpResponse:
    """What waits for this role; the address holds view, filters and place in the list."""
    now, actor = clock.now(), request.actor
    is_filtered = not request.GET.keys().isdisjoint(InboxFilter.base_fields)
    form = InboxFilter(request.GET, actor=actor) if is_filtered else None
    given = form.cleaned_data if form else {}
    search = form.search if form else None
    view = _view(actor, request.GET.get("lihat", ""), search=search)
    found = paging.read(
        view,
        actor=actor,
        now=now,
        narrowed=form.condition(now) if form else Q(),
        order=given.get("sort", ""),
        search=search,
        after=request.GET.get("setelah", ""),
        size=_size(request),
    )
    context = {
        "view": view,
        "rows": rows.rows_for(found.rows, now=now),
        "bulk": bulk.buttons_of(actor),
        "more_url": _url(request, after=found.after) if found.after else None,
    }
    if request.htmx and request.GET.get("setelah"):
        return part(request, "desk/_rows.html", context)
    return page(request, "desk/inbox.html", context | _around(request, view, form, now=now))


def _around(
    request: OfficerRequest, view: View, form: InboxFilter | None, *, now: datetime
) -> dict[str, Any]:
    """What stands around the rows: views, counters, filters."""
    actor = request.actor
    counts = queries.counts(actor, now=now, by_status="all" in queries.OF_ROLE[actor.role])
    given = form.cleaned_data if form else {}
    return {
        # Without a filter the page keeps its empty fields for a minute and builds no form.
        "filter": form or SimpleLazyObject(lambda: InboxFilter({}, actor=actor)),
        "is_filtered": form is not None,
        "narrowed": form.active if form else 0,
        "chosen_status": given.get("status", ""),
        "view_label": view.label,
        "may_record": actor.role in RECORDERS,
        "nothing_text": "" if queries.OF_ROLE[actor.role] else _NO_TASK,
        "views": tabs_for(actor, view, counts=counts),
        "statuses": statuses_for(actor, counts=counts),
        "search_query": given.get("q", ""),
        "is_later": bool(request.GET.get("setelah")),
        "first_url": _url(request, after=""),
        "plain_url": f"{reverse('desk:inbox')}?lihat={view.code}",
    }


def _view(actor: Actor, code: str, *, search: Search | None) -> View:
    if not code or (search and search.number):
        known = queries.views_of(actor)
        # Whoever searches does not know in which view it is; a number is found in any.
        return (queries.view_of(actor, "all") if search else None) or known[0]
    view = queries.view_of(actor, code)
    if view is None:
        raise Http404
    return view


def _size(request: OfficerRequest) -> int:
    asked = request.GET.get("banyak", "")
    return min(max(int(asked), 1), paging.LARGEST) if asked.isdecimal() else paging.SIZE


def _url(request: OfficerRequest, *, after: str) -> str:
    query = request.GET.copy()
    query.pop("setelah", None)
    if after:
        query["setelah"] = after
    return f"{reverse('desk:inbox')}?{query.urlencode()}"
