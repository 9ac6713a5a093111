"""One complaint: read it, open a file of it, see what was merged into it."""

from typing import cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kentongan.complaints import services
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk import casefile
from kentongan.desk.answers import show
from kentongan.notifications.models import Message
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page
from kentongan.organizations.actor import Actor


@require_safe
@officer_required
def complaint(request: OfficerRequest, number: str) -> HttpResponse:
    """The page of one complaint, or the pane beside the list."""
    found = casefile.find(number, request.actor)
    _note_first_look(found, request.actor)
    if "kabar" in request.GET:  # coming from the bell
        bells = Message.objects.bell_for(request.actor.user_id or 0)
        bells.filter(about=found.pk).mark_read()
    return show(request, casefile.casefile(found, request.actor))


def _note_first_look(found: Complaint, actor: Actor) -> None:
    """The unit has received the notification (SOP step 4)."""
    if found.status != Status.DISPATCHED or not actor.is_of_unit:
        return
    mine = found.dispositions.filter(unit=actor.organization_id, ended_at=None, opened_at=None)
    if mine.exists():
        try:
            services.mark_opened(found, by=actor)
        except MoveRefused:
            return  # a colleague was quicker; that look is the one on record


@require_safe
@officer_required
def merged(request: OfficerRequest, number: str) -> HttpResponse:
    """The reports that were merged into this one."""
    found = casefile.find(number, request.actor)
    children = Complaint.objects.visible_to(request.actor).filter(master=found)
    context = {"complaint": found, "merged": children.only("number", "title", "status")[:200]}
    return page(request, "desk/merged.html", context)


@require_safe
@officer_required
def file(request: OfficerRequest, number: str, key: UUID) -> HttpResponse:
    """A cleaned file of a complaint that this officer may see."""
    found = casefile.find(number, request.actor)
    ready = found.attachments.filter(state=Attachment.State.READY)
    attachment = get_object_or_404(ready, key=key)
    name = attachment.cleaned
    if "kecil" in request.GET and attachment.thumbnail:
        name = attachment.thumbnail
    try:
        opened = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    kind = "image/jpeg" if attachment.is_image else attachment.media_type
    response = FileResponse(
        opened,
        content_type=kind,
        as_attachment=not attachment.is_image,
        filename=attachment.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cast(HttpResponse, response)  # a file is streamed; both are answers
