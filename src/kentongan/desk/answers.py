"""How the page of a complaint is answered: whole, as the pane beside the list, or after a step."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.receipts import ways_of
from kentongan.desk import bulk, paging, queries, rows, saved, undo
from kentongan.desk.casefile import Casefile, casefile, find, recipient
from kentongan.desk.forms.shared import IdentityForm
from kentongan.desk.tabs import tabs_for
from kentongan.officers.access import OfficerRequest
from kentongan.officers.pages import page, part

PANE = "detail"  # the id of the pane that htmx fills


def show(
    request: OfficerRequest,
    case: Casefile,
    *,
    status: int = 200,
    person: PersonalData | None = None,
    identity_form: IdentityForm | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The complaint as it stands."""
    context = {
        "case": case,
        "complaint": case.complaint,
        "sent": [(one, recipient(one, case.complaint)) for one in case.sent],
        "receipt_ways": ways_of(case.complaint, request.actor),
        "person": person,
        "identity_form": identity_form or IdentityForm(),
        "view_code": view_code(request),
        "in_pane": in_pane(request),
        "undo": undo.offer_for(case.complaint, by=request.actor),
        **(extra or {}),
    }
    given = case.refused or next((one for one in case.panels + case.more if one.is_open), None)
    if given and given.form is not None and given.form.is_bound:
        context["form"] = given.form  # the title of the page says that something needs mending
    if in_pane(request):
        return part(request, "desk/_pane.html", context, status=status)
    return page(request, "desk/complaint.html", context, status=status)


def in_pane(request: OfficerRequest) -> bool:
    """The answer goes into the pane beside the list."""
    return bool(request.htmx) and request.htmx.target == PANE


def view_code(request: OfficerRequest) -> str:
    """The view of the list beside the pane."""
    given = request.POST if request.method == "POST" else request.GET
    return given.get("lihat", "")


def done(request: OfficerRequest, complaint: Complaint, words: str, *, key: str) -> HttpResponse:
    """After a step: the complaint as it is now, or the list when it went to another office.

    `key` is where it stood in the list before, so that the pane can offer the next one.
    """
    still_here = Complaint.objects.visible_to(request.actor).filter(pk=complaint.pk).exists()
    if not in_pane(request):
        messages.success(request, words)
        target = complaint.get_absolute_url() if still_here else reverse("desk:inbox")
        return HttpResponseClientRedirect(target) if request.htmx else redirect(target)
    extra = _beside(request, key=key) | {"done_words": words}
    if not still_here:
        gone = {"gone": complaint, **extra}
        return part(request, "desk/_pane_gone.html", gone)
    case = casefile(find(complaint.number, request.actor), request.actor)
    row = rows.rows_for([rows.Listed.of(case.complaint)], now=clock.now())[0]
    picks = {"bulk": bulk.buttons_of(request.actor)}
    return show(request, case, extra=extra | {"row": row} | picks)


def refused(request: OfficerRequest, complaint: Complaint, words: str) -> HttpResponse:
    """A step without a form that was not possible any more: the complaint as it is, and why."""
    messages.warning(request, words)
    current = find(complaint.number, request.actor)
    return show(request, casefile(current, request.actor), status=409)


def _beside(request: OfficerRequest, *, key: str) -> dict[str, Any]:
    """What stands beside the pane and has changed: counters, and the next report of the view."""
    now = clock.now()
    view = queries.view_of(request.actor, view_code(request)) or queries.views_of(request.actor)[0]
    after = paging.read(view, actor=request.actor, now=now, after=key, size=1).rows
    found = after or paging.read(view, actor=request.actor, now=now, size=1).rows
    return {
        "view": view,
        "views": tabs_for(request.actor, view, counts=queries.counts(request.actor, now=now)),
        "saved": saved.entries(request.actor),
        "next": found[0] if found else None,
    }


def moved_on(request: OfficerRequest) -> HttpResponseRedirect:
    """To the list, with a word why."""
    messages.warning(request, _("This report is no longer with your office."))
    return redirect("desk:inbox")
