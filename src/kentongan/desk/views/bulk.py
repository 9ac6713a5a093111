"""One step on many reports: look which of them fit, take it, see what became of each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import clock, ids
from kentongan.complaints.models import BulkRun, Complaint, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import bulk as service
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk import bulk, undo
from kentongan.desk.forms.base import StepForm
from kentongan.desk.steps import STEPS
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def many(request: OfficerRequest) -> HttpResponse:
    """GET: the form, and which of the ticked reports it fits. POST: take the step on each."""
    given = request.POST if request.method == "POST" else request.GET
    action, actor = given.get("langkah", ""), request.actor
    actions = bulk.actions_of(actor)
    found = bulk.read(given.getlist("number"), actor=actor)
    if action and action not in actions:
        raise Http404
    context: dict[str, Any] = {
        "view_code": given.get("lihat", ""),
        "complaints": found,
        "actions": [(one, ACTION_LABELS[one]) for one in actions],
    }
    if request.method == "POST" and not found and (key := given.get("kunci")):
        return redirect("desk:bulk_result", _key(key))  # sent twice: all have left this office
    if not action or not found or len(found) > service.MOST:
        context["is_too_many"] = len(found) > service.MOST
        context["most"] = service.MOST
        return page(request, "desk/bulk.html", context)
    choice = bulk.chosen(found, action, actor=actor)
    context |= {"action": action, "label": ACTION_LABELS[action], "choice": choice}
    context |= {"button": STEPS[action].button, "key": given.get("kunci") or uuid4()}
    if request.method == "POST":
        return _take(request, action, found, choice, context)
    if choice.fitting:
        form = bulk.form_for(action, choice.fitting, actor=actor)
        context |= {"form": form, "is_without_text": not getattr(form, "known", True)}
    return page(request, "desk/bulk.html", context)


def _take(
    request: OfficerRequest,
    action: str,
    found: list[Complaint],
    choice: bulk.Choice,
    context: dict[str, Any],
) -> HttpResponse:
    form = bulk.form_for(action, choice.fitting or found, actor=request.actor, data=request.POST)
    key = _key(request.POST.get("kunci", ""))
    if BulkRun.objects.filter(pk=key).exists() or form.is_valid():
        if not form.is_valid():  # sent twice: all that it was about has moved on
            return redirect("desk:bulk_result", key)
        numbers = [ids.read_number(one) or one for one in request.POST.getlist("number")]
        master = form.cleaned_data.get("master")
        numbers = [one for one in numbers if not master or one != master.number]
        try:
            taking = _taking(form, request)
            service.each(key, action, numbers, by=request.actor, take=taking)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:bulk_result", key)
    return page(request, "desk/bulk.html", context | {"form": form}, status=422)


def _taking(form: StepForm, request: OfficerRequest) -> Callable[[Complaint], Event]:
    def take(complaint: Complaint) -> Event:
        seen = request.POST.get(f"seen_{complaint.number}", "")
        return bulk.take(complaint, form, seen=int(seen) if seen.isdecimal() else None)

    return take


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
@officer_required
def take_back(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Undo a run: each complaint that the officer may still take back, told one by one."""
    run = get_object_or_404(BulkRun, pk=key, user=request.actor.user_id)
    back, actor = undo.BACK.get(run.action), request.actor
    if back is None:
        raise Http404
    numbers = list(run.items.filter(is_done=True).values_list("number", flat=True))
    undone = uuid5(run.key, "undo")

    def take(complaint: Complaint) -> Event:
        return undo.take_back(complaint, by=actor)

    service.each(undone, back.action, numbers, by=actor, take=take)
    return redirect("desk:bulk_result", undone)


@require_safe
@officer_required
def result(request: OfficerRequest, key: UUID) -> HttpResponse:
    """What became of each, for the officer who did it."""
    run = get_object_or_404(BulkRun, pk=key, user=request.actor.user_id)
    items = list(run.items.all())
    rows = Complaint.objects.visible_to(request.actor).filter(
        number__in=[one.number for one in items]
    )
    known = {one.number: one for one in rows.only("number", "title", "status")}
    lines = [(one, known.get(one.number), ids.shown(one.number)) for one in items]
    context = {
        "run": run,
        "can_undo": run.action in undo.BACK and clock.now() - run.at <= undo.WITHIN,
        "label": ACTION_LABELS[run.action],
        "done": [line for line in lines if line[0].is_done],
        "refused": [line for line in lines if not line[0].is_done],
        "words": _("%(step)s: %(done)s done, %(refused)s not")
        % {
            "step": ACTION_LABELS[run.action],
            "done": sum(one.is_done for one in items),
            "refused": sum(not one.is_done for one in items),
        },
    }
    return page(request, "desk/bulk_result.html", context)
