"""The work list of a role; the address is the state."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kentongan.desk import queries
from kentongan.desk.access import OfficerRequest, frame, officer_required


@require_safe
@officer_required
def inbox(request: OfficerRequest) -> HttpResponse:
    """One page of one view, nearest deadline first."""
    view = queries.find_view(request.actor, request.GET.get("lihat", ""))
    query = request.GET.get("q", "").strip()[:80]
    rows = queries.rows_of(request.actor, view)
    if query:
        rows = queries.searched(queries.rows_of(request.actor, queries.ALL), query)
    is_history = view.is_history or bool(query)
    found, cursor = queries.page(rows, after=request.GET.get("setelah", ""), is_history=is_history)
    keep = {"q": query} if query else {"lihat": view.code}
    context = frame(request) | {
        "view": view,
        "rows": found,
        "more_url": f"?{urlencode(keep | {'setelah': cursor})}" if cursor else "",
        "search_query": query,
        "views": _side(request, view, query),
    }
    return render(request, "desk/inbox.html", context)


def _side(request: OfficerRequest, current: queries.View, query: str) -> list[dict[str, Any]]:
    counted = queries.counts(request.actor)
    return [
        {
            "url": f"{reverse('desk:inbox')}?lihat={view.code}",
            "label": view.label,
            "count": counted.get(view.code),
            "current": view == current and not query,
            "late": view.special == "late" and counted.get(view.code),
        }
        for view in queries.views_for(request.actor)
    ]
