"""The inbox: views of this role with counters, filters, and pages that begin where one ended."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kentongan.common import clock
from kentongan.desk import bulk, queries, rows, saved
from kentongan.desk.forms.filters import InboxFilter
from kentongan.desk.forms.record import RECORDERS
from kentongan.desk.listing import AFTER, Listing, listing
from kentongan.desk.tabs import statuses_for, tabs_for
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part

_NO_TASK = _("Your role handles no reports. Choose another role in the menu, if you have one.")


@require_safe
@officer_required
def inbox(request: OfficerRequest) -> HttpResponse:
    """What waits for this role; the address holds view, filters and place in the list."""
    now, actor = clock.now(), request.actor
    asked = listing(request.GET, actor=actor)
    found = asked.read(now)
    context = {
        "view": asked.view,
        "rows": rows.rows_for(found.rows, now=now),
        "bulk": bulk.buttons_of(actor),
        "more_url": _url(asked, after=found.after) if found.after else None,
    }
    # The script fetches more rows, or those of this address anew.
    if request.htmx and (request.GET.get(AFTER) or request.htmx.target == "rows"):
        return part(request, "desk/_rows.html", context)
    return page(request, "desk/inbox.html", context | _around(request, asked, now=now))


def _around(request: OfficerRequest, asked: Listing, *, now: datetime) -> dict[str, Any]:
    """What stands around the rows: views, counters, filters."""
    actor, view, form, given = request.actor, asked.view, asked.form, asked.given
    counts = queries.counts(actor, now=now, by_status="all" in queries.OF_ROLE[actor.role])
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
        "is_later": bool(request.GET.get(AFTER)),
        "first_url": _url(asked, after=""),
        "plain_url": f"{reverse('desk:inbox')}?lihat={view.code}",
        "list_query": asked.query,
        **saved.context(actor, asked.asked),
    }


def _url(asked: Listing, *, after: str) -> str:
    query = asked.asked.copy()
    query.pop(AFTER, None)
    if after:
        query[AFTER] = after
    return f"{reverse('desk:inbox')}?{query.urlencode()}"
