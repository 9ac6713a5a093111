"""Files are served by these views alone: each asks first who may see the complaint."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.common import ids
from kentongan.complaints import disclosure
from kentongan.complaints.models import Attachment, Complaint
from kentongan.organizations.actor import Actor
from kentongan.portal.access import own

Purpose = Attachment.Purpose


@never_cache
@require_safe
def own_file(request: HttpRequest, number: str, key: UUID) -> FileResponse:
    """A cleaned file of the reporter's own complaint."""
    found = own(request, number)
    if found is None:
        raise Http404
    purposes = (Purpose.EVIDENCE, Purpose.ANSWER)
    response = _file(request, found[0].attachments.filter(purpose__in=purposes), key)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def public_file(request: HttpRequest, number: str, key: UUID) -> FileResponse:
    """A cleaned picture of a published answer; what reporters send is not for the public."""
    shown = Complaint.objects.visible_to(Actor.public())
    complaint = get_object_or_404(shown, number=ids.read_number(number) or "")
    pictures = complaint.attachments.filter(purpose=Purpose.ANSWER, media_type__startswith="image/")
    one = get_object_or_404(pictures.select_related("cover"), state=Attachment.State.READY, key=key)
    stored = disclosure.stored_for_all(one, small="kecil" in request.GET)
    name = disclosure.file_name_for_all(one, disclosure.verdicts_on(complaint))
    return _sent(one, stored, name)


def _file(request: HttpRequest, rows: QuerySet[Attachment], key: UUID) -> FileResponse:
    one = get_object_or_404(rows, state=Attachment.State.READY, key=key)
    stored = one.thumbnail if "kecil" in request.GET and one.thumbnail else one.cleaned
    return _sent(one, stored, one.name)


def _sent(one: Attachment, stored: str, name: str) -> FileResponse:
    try:
        opened = default_storage.open(stored)
    except OSError as error:
        raise Http404 from error
    # Pictures were made anew as JPEG, whatever they came as.
    kind = "image/jpeg" if one.is_image else one.media_type
    response = FileResponse(
        opened, content_type=kind, as_attachment=not one.is_image, filename=name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
