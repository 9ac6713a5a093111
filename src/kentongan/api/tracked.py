"""A complaint as its reporter reads it through the API, and the door with number and PIN."""

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja.params.functions import Header

from kentongan.api.problems import Problem
from kentongan.api.schemas.complaints import (
    ComplaintOut,
    EventOut,
    FileOut,
    PointOut,
    StepOut,
)
from kentongan.common import limits
from kentongan.complaints import disclosure, moves, pins, points
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import Attachment, Complaint
from kentongan.organizations.actor import Actor

PIN: str = Header(
    "",
    alias="X-Complaint-PIN",
    max_length=20,
    description="The six digits of the receipt",
)
HIDDEN = (Attachment.Purpose.INTERNAL, Attachment.Purpose.SIGNED_PAPER)


def opened(request: HttpRequest, number: str, pin: str) -> int:
    """The complaint that the PIN opens; an unknown number and a wrong PIN answer alike."""
    try:
        found = pins.opens(number, pin, address=limits.address(request))
    except pins.TooManyTries:
        detail = _("Too many tries. Wait fifteen minutes and try again.")
        raise Problem(429, detail, headers={"Retry-After": "900"}) from None
    if found is None:
        raise Problem(404, _("Code and PIN do not match. Look at your receipt again."))
    return found


def etag(complaint: Complaint) -> str:
    """Changes with each step, with the language, and when a file was checked."""
    files = "".join(one.state[0] for one in complaint.attachments.all())
    return f'"{complaint.version}-{get_language()}-{files}"'


def shown(complaint: Complaint) -> ComplaintOut:
    """All that the reporter may know."""
    actor = Actor.with_pin(complaint.pk)
    events = disclosure.events_for_reporter(complaint).select_related("actor_organization")
    chain = complaint.clocks.filter(clock=Clock.CHAIN, stopped_at=None).first()
    return ComplaintOut(
        number=complaint.shown_number,
        status=complaint.status,
        status_label=complaint.get_status_display(),
        kind=complaint.kind,
        version=complaint.version,
        submitted_at=complaint.submitted_at,
        filed_at=complaint.filed_at,
        institution=str(complaint.institution or ""),
        unit=str(complaint.unit or ""),
        due_at=complaint.due_at,
        answered_by=chain.target_at if chain else None,
        legal_by=chain.legal_at if chain else None,
        is_secret=complaint.is_secret,
        is_anonymous=complaint.is_anonymous,
        points=points_out(complaint),
        steps=steps(complaint, actor),
        files=[file_out(one) for one in complaint.attachments.all() if one.purpose not in HIDDEN],
        events=[
            EventOut(
                at=event.at,
                action=event.action,
                status=event.target,
                office=str(event.actor_organization or ""),
                text=disclosure.text_for_reporter(event),
                kind=disclosure.kind_of(event),
            )
            for event in events
        ],
    )


def points_out(complaint: Complaint) -> list[PointOut]:
    """What is asked, and what came of it."""
    return [
        PointOut(
            position=one.position,
            text=one.text,
            kind=one.kind,
            words=one.words,
            legal_basis=one.legal_basis,
            promised_on=one.promised_on,
            evidence=one.evidence,
        )
        for one in points.shown(complaint)
    ]


def steps(complaint: Complaint, actor: Actor) -> list[StepOut]:
    """The lines of the workflow table for this actor, with what they need."""
    return [
        StepOut(
            action=one.action,
            label=one.label,
            needs=list(one.move.needs),
            is_possible=one.is_possible,
            why_not=one.why_not,
        )
        for one in moves.options(complaint, actor)
        if one.action != "submit"
    ]


def file_out(one: Attachment) -> FileOut:
    """A file without its content."""
    return FileOut(
        id=str(one.key), name=one.name, media_type=one.media_type, size=one.size, state=one.state
    )
