"""What anybody may see: start page, published complaints, how it works, privacy, offices."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.common import clock, ids
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Attachment, Complaint
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.portal import pages, words
from kentongan.portal.views.track import SESSION_KEY

PAGE = 20
TEASER = 3


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, the way in, and a look at what others reported."""
    rows = _published().order_by("-published_at", "-id")[:TEASER]
    return render(request, "portal/start.html", {"cards": [_card(one) for one in rows]})


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Published complaints, newest first; the address holds the filter and the place in the list."""
    rows = _published()
    query = request.GET.get("q", "").strip()[:80]
    for word in query.split()[:5]:
        rows = rows.filter(Q(public_text__icontains=word) | Q(public_title__icontains=word))
    if after := _read_cursor(request.GET.get("setelah", "")):
        at, key = after
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=key))
    found = list(rows.order_by("-published_at", "-id")[: PAGE + 1])
    more = _cursor(found[PAGE - 1]) if len(found) > PAGE else ""
    context = {"cards": [_card(one) for one in found[:PAGE]], "query": query, "more": more}
    return render(request, "portal/reports.html", context)


@require_safe
def published(request: HttpRequest, number: str) -> HttpResponse:
    """One published complaint: never a hidden name, an internal word or an original file."""
    complaint = get_object_or_404(_published(), number=ids.read_number(number) or "")
    return render(request, "portal/published.html", pages.published(complaint))


@require_safe
def public_file(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """A cleaned file of a published answer."""
    complaint = get_object_or_404(_published(), number=ids.read_number(number) or "")
    return _file(request, complaint, key, purposes=("answer",))


@never_cache
@require_safe
def own_file(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """A cleaned file of the reporter's own complaint."""
    stored = ids.read_number(number) or ""
    rows = Complaint.objects.filter(number=stored)
    if stored not in request.session.get(SESSION_KEY, []):
        user = request.user
        rows = rows.visible_to(Actor.reporter(user)) if user.is_authenticated else rows.none()
    return _file(request, get_object_or_404(rows), key, purposes=("evidence", "answer"))


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The seven steps and their limits."""
    return render(request, "portal/how.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, and for how long."""
    return render(request, "portal/privacy.html")


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Who is responsible, with address and telephone (UU 25/2009 art. 36)."""
    today = clock.now().date()
    listed = [
        (institution, list(directory.units_of(institution.pk, today)))
        for institution in directory.institutions(today)
    ]
    return render(request, "portal/offices.html", {"listed": listed})


def _published() -> Any:
    shown = Complaint.objects.visible_to(Actor.public())
    return shown.select_related("area__parent", "unit", "institution", "external_body", "master")


def _card(complaint: Complaint) -> dict[str, Any]:
    return {
        "complaint": complaint,
        "label": words.STANDINGS[Status(complaint.status)].label,
        "text": complaint.public_text[:220] + ("…" if len(complaint.public_text) > 220 else ""),
    }


def _file(
    request: HttpRequest, complaint: Complaint, key: UUID, *, purposes: tuple[str, ...]
) -> HttpResponseBase:
    ready = complaint.attachments.filter(state=Attachment.State.READY, purpose__in=purposes)
    one = get_object_or_404(ready, key=key)
    name = one.thumbnail if "kecil" in request.GET and one.thumbnail else one.cleaned
    try:
        opened = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    kind = "image/jpeg" if one.is_image else one.media_type
    response = FileResponse(opened, content_type=kind, as_attachment=not one.is_image)
    if not one.is_image:
        response["Content-Disposition"] = f'attachment; filename="{one.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cursor(complaint: Complaint) -> str:
    at = complaint.published_at.isoformat() if complaint.published_at else ""
    return base64.urlsafe_b64encode(json.dumps([at, complaint.pk]).encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """The place after which the list goes on; a broken one begins at the top."""
    try:
        at, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        moment = datetime.fromisoformat(at)
        return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)), int(key)
    except (ValueError, TypeError):
        return None
