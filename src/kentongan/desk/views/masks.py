"""Before the public reads it: confirm, add or leave what is covered; black boxes on pictures."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.complaints import disclosure, masking, moves, services
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk import casefile, masking_page
from kentongan.desk.forms.masks import NAMES, BoxesForm, WordsForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def masks(request: OfficerRequest, number: str) -> HttpResponse:
    """Every word that the public reads, with what is covered in it; POST decides."""
    found = _found(request, number)
    shown = masking_page.read(found)
    form, status = WordsForm(), 200
    if request.method == "POST":
        form, status = WordsForm(request.POST), 422
        if form.is_valid():
            try:
                _decide(request, found, form, shown["proposals"])
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Recorded. The public reads it so from now on."))
                return redirect("desk:masks", found.shown_number)
    context = {"complaint": found, "form": form, "mask": masking.MASK, **shown}
    return page(request, "desk/masks.html", context, status=status)


def _decide(
    request: OfficerRequest,
    found: Complaint,
    form: WordsForm,
    proposals: list[masking_page.Proposal],
) -> None:
    ticked = {masking.folded(one) for one in request.POST.getlist("cover")}
    seen = {masking.folded(one) for one in request.POST.getlist("seen")}
    cover = {one.words: one.kind for one in proposals if masking.folded(one.words) in ticked}
    left = [one for one in proposals if masking.folded(one.words) in seen - ticked]
    cover |= {words: masking.Kind.OTHER.value for words in form.lines}
    services.mask(
        found,
        by=request.actor,
        reason=form.cleaned_data["reason"],
        cover=cover,
        show={one.words: one.kind for one in left},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def photo(request: OfficerRequest, number: str, key: UUID) -> HttpResponse:
    """One picture and its boxes."""
    found = _found(request, number)
    one = _picture(found, key)
    cover = getattr(one, "cover", None)
    form, status = BoxesForm(boxes=cover.boxes if cover else ()), 200
    if request.method == "POST":
        form, status = BoxesForm(request.POST), 422
        if form.is_valid():
            try:
                services.cover_photo(
                    found,
                    by=request.actor,
                    attachment=one,
                    boxes=form.boxes,
                    reason=form.cleaned_data["reason"],
                )
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Recorded. This is the picture that others see."))
                return redirect("desk:mask_photo", found.shown_number, one.key)
    context = {
        "complaint": found,
        "photo": one,
        "cover": cover,
        "form": form,
        "names": NAMES,
    }
    return page(request, "desk/mask_photo.html", context, status=status)


@require_safe
@officer_required
def covered(request: OfficerRequest, number: str, key: UUID) -> HttpResponse:
    """The picture as others see it."""
    found = _found(request, number)
    one = _picture(found, key)
    try:
        opened = default_storage.open(disclosure.stored_for_all(one, small=False))
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cast(HttpResponse, response)


def _found(request: OfficerRequest, number: str) -> Complaint:
    found = casefile.find(number, request.actor)
    if not moves.is_possible("mask", found, by=request.actor):
        raise PermissionDenied
    return found


def _picture(found: Complaint, key: UUID) -> Attachment:
    pictures = found.attachments.filter(
        media_type__startswith="image/", state=Attachment.State.READY
    )
    return get_object_or_404(pictures.select_related("cover"), key=key)
