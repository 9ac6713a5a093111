"""The status-updates extension: two systems tell each other how it stands, in both directions."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kentongan.api.open311 import public, reading
from kentongan.api.open311.rendering import Fault
from kentongan.common import ids
from kentongan.complaints import disclosure, services
from kentongan.complaints.choices import AnswerKind, Status
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

# Their closed list of words for our statuses.
WORDS = {
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.AWAITING_APPROVAL: "IN_PROGRESS",
    Status.REPLIED: "IN_PROGRESS",
    Status.REOPENED: "INVESTIGATING",
    Status.DISPATCHED: "INVESTIGATING",
    Status.SCHEDULED: "ACTION_SCHEDULED",
    Status.ANSWERED: "FIXED",
    Status.CLOSED: "CLOSED",
    Status.MERGED: "DUPLICATE",
    Status.REFERRED: "INTERNAL_REFERRAL",
}


def _tell(complaint: Complaint, *, by: Actor, text: str) -> Event:
    return services.tell(complaint, by=by, text=text, kind=AnswerKind.COORDINATION)


TAKEN: dict[str, Callable[..., Event]] = {
    "OPEN": _tell,
    "INVESTIGATING": _tell,
    "IN_PROGRESS": _tell,
    "ACTION_SCHEDULED": _tell,
    "FIXED": services.answer,
    "CLOSED": services.answer,
    "NO_FURTHER_ACTION": services.answer,
}


def listed(wanted: reading.Wanted, institution: Organization | None) -> list[dict[str, Any]]:
    """Public steps between the dates, oldest first, of requests that are public."""
    visible = public.shown(institution).prefetch_related(None)
    events = (
        Event.objects.filter(
            audience=Event.Audience.PUBLIC,
            at__gte=wanted.start,
            at__lte=wanted.end,
            complaint__in=visible.values("pk"),
        )
        .select_related("complaint")
        .prefetch_related("complaint__masks")
        .order_by("at", "pk")
    )
    begin = (wanted.page - 1) * wanted.page_size
    return [_row(one) for one in events[begin : begin + wanted.page_size]]


def take(request: HttpRequest, *, by: Actor, update_id: str) -> dict[str, str]:
    """An update from the other system becomes a step of the key's membership."""
    given = request.POST
    faults = [
        _("%(name)s is required.") % {"name": name}
        for name in ("service_request_id", "status", "updated_datetime", "description")
        if not given.get(name, "").strip()
    ]
    status = given.get("status", "")
    if status and status not in TAKEN:
        faults.append(_("This status cannot be taken: %(status)s.") % {"status": status[:40]})
    if faults:
        raise Fault(400, *faults)
    number = ids.read_number(given["service_request_id"]) or ""
    found = Complaint.objects.visible_to(by).filter(number=number).first()
    if found is None:
        raise Fault(404, _("There is no service request with this service_request_id."))
    try:
        event = TAKEN[status](found, by=by, text=given["description"].strip()[:5000])
    except MoveRefused as refusal:
        raise Fault(400, str(refusal)) from refusal
    return {
        "update_id": update_id,
        "service_request_id": found.shown_number,
        "status": event.target,
    }


def digest(update_id: str) -> str:
    """Their id as a key of bounded length."""
    return hashlib.sha256(update_id.encode(errors="replace")).hexdigest()


def _row(event: Event) -> dict[str, Any]:
    return {
        "update_id": str(event.pk),
        "service_request_id": event.complaint.shown_number,
        "status": WORDS.get(Status(event.target), "OPEN"),
        "description": disclosure.text_for_all(event, disclosure.verdicts_on(event.complaint)),
        "updated_datetime": event.at,
        "media_url": None,
    }
