"""Cases of many reports with one cause: the list with figures, one case, its plan and its end."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import SystemicCase, SystemicMember, SystemicStep
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import systemic
from kentongan.desk.forms.systemic import DoneForm, EndCaseForm, OpenCaseForm, PlanForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page
from kentongan.organizations.directory import units_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 100


@FORM
@officer_required
def cases(request: OfficerRequest) -> HttpResponse:
    """All cases that the officer may see, with their figures; the desk opens a new one."""
    actor, form, status = request.actor, None, 200
    if actor.role in systemic.OPENERS and actor.institution_id:
        units = list(units_of(actor.institution_id, clock.today()))
        given = request.POST if request.method == "POST" else None
        initial = {"numbers": request.GET.get("nomor", "")}
        form = OpenCaseForm(given, actor=actor, units=units, initial=initial)
        if form.is_bound:
            made = _opened(form, request)
            if made:
                return redirect("desk:case", pk=made.pk)
            status = 422
    elif request.method == "POST":
        raise Http404
    rows = SystemicCase.objects.visible_to(actor).select_related("owner", "institution")
    inside = Q(members__left_at=None)
    rows = rows.annotate(
        reports=Count("members", filter=inside, distinct=True),
        answered=Count(
            "members",
            filter=inside & Q(members__complaint__status__in=("answered", *ENDED)),
            distinct=True,
        ),
        planned=Count("steps", distinct=True),
        done=Count("steps", filter=Q(steps__done_at__isnull=False), distinct=True),
    )
    context = {
        "cases": rows.order_by("ended_at", "due_on")[:SHOWN],
        "form": form,
        "today": clock.today(),
    }
    return page(request, "desk/cases.html", context, status=status)


def _opened(form: OpenCaseForm, request: OfficerRequest) -> SystemicCase | None:
    if not form.is_valid():
        return None
    given = dict(form.cleaned_data)
    complaints = given.pop("numbers")
    try:
        made = services.open_case(complaints, by=request.actor, **given)
    except Missing as missing:
        form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        return None
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    _said(request, len(complaints))
    return made


@FORM
@officer_required
def case(request: OfficerRequest, pk: int) -> HttpResponse:
    """One case: cause, plan, reports; steps and end for whoever owns it."""
    actor = request.actor
    rows = SystemicCase.objects.visible_to(actor).select_related("owner", "opened_by")
    found = get_object_or_404(rows, pk=pk)
    forms_: dict[str, forms.Form] = {"plan": PlanForm(), "done": DoneForm(), "end": EndCaseForm()}
    status = 200
    if request.method == "POST":
        act = request.POST.get("langkah", "")
        if act not in forms_:
            raise Http404
        forms_[act] = form = type(forms_[act])(request.POST)
        if form.is_valid() and _done(form, lambda: _ACTS[act](found, form.cleaned_data, request)):
            return redirect("desk:case", pk=pk)
        status = 422
    may_act = actor.role in systemic.OWNERS and found.is_open
    context = {
        "case": found,
        "steps": found.steps.all(),
        "members": _members(found, request),
        "count": found.members.filter(left_at=None).count(),
        "forms": forms_,
        "form": next((one for one in forms_.values() if one.is_bound), None),
        "may_act": may_act,
        "today": clock.today(),
    }
    return page(request, "desk/case.html", context, status=status)


def _members(found: SystemicCase, request: OfficerRequest) -> list[SystemicMember]:
    """Reports that the officer may see; the others are counted only."""
    from kentongan.complaints.models import Complaint

    seen = Complaint.objects.visible_to(request.actor).values("pk")
    return list(systemic.members_of(found).filter(complaint__in=seen)[:SHOWN])


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except Missing as missing:
        form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        return False
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _plan(found: SystemicCase, given: dict[str, Any], request: OfficerRequest) -> None:
    services.add_step(found, by=request.actor, **given)


def _finish(found: SystemicCase, given: dict[str, Any], request: OfficerRequest) -> None:
    step = get_object_or_404(SystemicStep.objects.select_related("case__owner"),
                             pk=given["step"], case=found)  # fmt: skip
    _said(request, services.finish_step(step, by=request.actor, note=given["note"]))


def _end(found: SystemicCase, given: dict[str, Any], request: OfficerRequest) -> None:
    told = services.end_case(
        found, by=request.actor, outcome=given["outcome"], solved=given["solved"] == "yes"
    )
    _said(request, told)


_ACTS = {"plan": _plan, "done": _finish, "end": _end}


def _said(request: OfficerRequest, count: int) -> None:
    words = ngettext("%(count)d reporter is told.", "%(count)d reporters are told.", count)
    messages.success(request, words % {"count": count})
