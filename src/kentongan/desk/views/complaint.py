"""One complaint: read it, take a step, open a file, open the identity."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.common import ids
from kentongan.complaints import services
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk.access import OfficerRequest, frame, officer_required
from kentongan.desk.casefile import casefile
from kentongan.desk.forms import StepForm
from kentongan.desk.steps import STEPS


@require_safe
@officer_required
def complaint(request: OfficerRequest, number: str) -> HttpResponse:
    """The page of one complaint; a unit's first look is recorded (SOP step 4)."""
    one = _visible(request, number)
    if request.actor.is_of_unit and one.status == "dispatched":
        services.mark_opened(one, by=request.actor)
    return _page(request, one)


@require_POST
@officer_required
def step(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """Take one step. A refusal keeps what was typed and says why."""
    one = _visible(request, number)
    if action not in STEPS:
        raise Http404
    made = STEPS[action]
    form = made.form(request.POST, request.FILES, complaint=one, actor=request.actor, prefix=action)
    status = 422
    if form.is_valid():
        try:
            made.call(one, by=request.actor, **form.cleaned_data)
        except Missing as missing:
            form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        except MoveRefused as refusal:
            status = 409
            form.add_error(None, str(refusal))
            one = _refreshed(request, one, refusal)
        else:
            return _done(request, one, action)
    return _page(request, one, failed={action: form}, status=status)


@require_POST
@officer_required
def identity(request: OfficerRequest, number: str) -> HttpResponse:
    """Who complained: shown once, with a reason that is recorded."""
    one = _visible(request, number)
    try:
        person = services.reveal_identity(
            one, by=request.actor, reason=request.POST.get("reason", "")
        )
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(one)
    context = frame(request) | {"complaint": one, "person": person}
    return render(request, "desk/identity.html", context)


@require_safe
@officer_required
def file(request: OfficerRequest, number: str, key: UUID) -> HttpResponseBase:
    """A cleaned file of a complaint that this officer may see."""
    one = _visible(request, number)
    ready = one.attachments.filter(state=Attachment.State.READY)
    found = get_object_or_404(ready, key=key)
    name = found.thumbnail if "kecil" in request.GET and found.thumbnail else found.cleaned
    try:
        opened = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    kind = "image/jpeg" if found.is_image else found.media_type
    response = FileResponse(opened, content_type=kind, as_attachment=not found.is_image)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _visible(request: OfficerRequest, number: str) -> Complaint:
    rows = Complaint.objects.visible_to(request.actor).select_related(
        "area__parent", "unit", "institution", "category", "external_body", "master", "handler",
        "arbiter",
    )  # fmt: skip
    found: Complaint = get_object_or_404(rows, number=ids.read_number(number) or "")
    return found


def _refreshed(request: OfficerRequest, one: Complaint, refusal: MoveRefused) -> Complaint:
    """After a lost race the page shows what it is now, if the officer may still see it."""
    if not isinstance(refusal, Changed):
        return one
    rows = Complaint.objects.visible_to(request.actor)
    return rows.filter(pk=one.pk).first() or one


def _done(request: OfficerRequest, one: Complaint, action: str) -> HttpResponse:
    words = _("%(number)s: %(step)s – done.")
    step_name = ACTION_LABELS[action]
    messages.success(request, words % {"number": one.shown_number, "step": step_name})
    visible = Complaint.objects.visible_to(request.actor).filter(pk=one.pk).exists()
    return redirect(one) if visible else redirect("desk:inbox")


def _page(
    request: OfficerRequest,
    one: Complaint,
    *,
    failed: dict[str, StepForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(request) | casefile(one, request.actor, failed=failed)
    shown = (failed or {}).values()
    context["form"] = next(iter(shown), None)
    return render(request, "desk/complaint.html", context, status=status)
