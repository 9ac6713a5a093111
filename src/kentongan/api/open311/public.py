"""Complaints as service requests: published ones whose reporter did not ask to be hidden."""

from typing import Any

from django.core import signing
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kentongan.api.open311.reading import Wanted
from kentongan.api.open311.rendering import Fault
from kentongan.common import ids
from kentongan.complaints import disclosure, masking
from kentongan.complaints.models import Answer, Complaint
from kentongan.complaints.querysets import ENDED, ComplaintQuerySet
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

_TOKENS = signing.Signer(salt="kentongan.open311", sep="~")


def shown(institution: Organization | None) -> ComplaintQuerySet:
    """The door: neither anonymous nor secret nor unpublished ones are ever behind it."""
    rows = Complaint.objects.visible_to(Actor.public()).filter(is_anonymous=False)
    if institution is not None:
        rows = rows.filter(institution=institution)
    answers = Answer.objects.filter(state=Answer.State.PUBLISHED).order_by("published_at", "pk")
    return rows.select_related("category", "area__parent", "unit", "institution").prefetch_related(
        Prefetch("answers", queryset=answers, to_attr="published_answers"), "masks"
    )


def listed(wanted: Wanted, institution: Organization | None) -> list[dict[str, Any]]:
    """One page, newest first; ids override all other filters."""
    rows = shown(institution)
    if wanted.ids:
        numbers = [ids.read_number(one) or "" for one in wanted.ids[:MOST_IDS]]
        return [
            row(one) for one in rows.filter(number__in=numbers).order_by("-submitted_at", "-pk")
        ]
    rows = rows.filter(submitted_at__gte=wanted.start, submitted_at__lte=wanted.end)
    if wanted.services:
        rows = rows.filter(category__code__in=wanted.services)
    if wanted.statuses == ("open",):
        rows = rows.open()
    if wanted.statuses == ("closed",):
        rows = rows.filter(status__in=ENDED)
    if wanted.updated_after:
        rows = rows.filter(status_since__gte=wanted.updated_after)
    if wanted.updated_before:
        rows = rows.filter(status_since__lte=wanted.updated_before)
    begin = (wanted.page - 1) * wanted.page_size
    found = rows.order_by("-submitted_at", "-pk")[begin : begin + wanted.page_size]
    return [row(one) for one in found]


MOST_IDS = 200


def one(number: str, institution: Organization | None) -> dict[str, Any]:
    """A single request."""
    found = shown(institution).filter(number=ids.read_number(number) or "").first()
    if found is None:
        raise Fault(404, _("There is no service request with this service_request_id."))
    return row(found)


def row(found: Complaint) -> dict[str, Any]:
    """Everything in it stands on the public page as well; the place is the village's, never exact."""
    place = found.area
    village = f"{place.name}, {place.parent.name}" if place and place.parent else str(place or "")
    last = getattr(found, "published_answers", [])
    return {
        "service_request_id": found.shown_number,
        "status": "closed" if found.status in ENDED else "open",
        "status_notes": masking.masked(last[-1].text, disclosure.verdicts_on(found))
        if last
        else None,
        "service_name": str(found.category) if found.category else None,
        "service_code": found.category.code if found.category else None,
        "description": found.public_text,
        "agency_responsible": str(found.unit or found.institution or "") or None,
        "service_notice": str(found.get_status_display()),
        "requested_datetime": found.submitted_at,
        "updated_datetime": found.status_since,
        "expected_datetime": found.due_at,
        "address": village or None,
        "address_id": found.area_id,
        "zipcode": None,
        "lat": place.lat if place else None,
        "long": place.lng if place else None,
        "media_url": None,
    }


def token_of(number: str) -> str:
    """What POST answers instead of an id: it leads to the id once a desk has published it."""
    return _TOKENS.sign(number)


def from_token(token: str, institution: Organization | None) -> dict[str, Any]:
    """The id behind a token, empty while it is not public."""
    try:
        number = _TOKENS.unsign(token)
    except signing.BadSignature:
        raise Fault(404, _("There is no such token.")) from None
    found = shown(None).filter(number=number).first()
    return {"service_request_id": found.shown_number if found else None, "token": token}
