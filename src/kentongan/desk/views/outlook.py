"""The forecast: which limits will probably pass within a week, at which office, and what helps."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kentongan.common import clock
from kentongan.complaints.forecasting import answers
from kentongan.complaints.forecasting.curves import ENOUGH
from kentongan.desk.outlook import page_of
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part

MOST = 8  # offices that are shown before one asks for the others


@require_safe
@officer_required
def outlook(request: OfficerRequest) -> HttpResponse:
    """Offices with their pace, and below them single limits, the most likely first."""
    if not request.actor.reads_forecast:
        raise PermissionDenied
    now = clock.now()
    given = request.GET.get("kantor", "")
    holder = int(given) if given.isdecimal() and len(given) < 19 else None
    after = request.GET.get("setelah", "")
    found = page_of(request.actor, now=now, holder=holder, after=after)
    query = {"kantor": given} if holder is not None else {}
    more = f"{reverse('desk:outlook')}?{urlencode(query | {'setelah': found.after})}"
    context: dict[str, Any] = {"lines": found.lines, "more_url": more if found.after else None}
    if request.htmx and after:
        return part(request, "desk/_outlook_lines.html", context)
    offices = answers.offices(request.actor, now=now)
    chosen = next((one for one in offices if one.holder_id == holder), None)
    context |= {
        "offices": offices,
        "most": offices[:MOST],
        "others": offices[MOST:],
        "chosen": chosen,
        "steps": answers.steps(chosen.holder_id) if chosen else (),
        "made_at": answers.made_at(),
        "enough": ENOUGH,
    }
    return page(request, "desk/outlook.html", context)
