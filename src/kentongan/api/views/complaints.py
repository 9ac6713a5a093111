"""Filing a complaint and asking where it stands, for machines."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError
from ninja.params.functions import Header

from kentongan.accounts.vault import PersonalData
from kentongan.api.schemas import ComplaintIn, ComplaintOut, EventOut, ReceiptOut, Refusal
from kentongan.channels import addressee
from kentongan.common import limits
from kentongan.common.limits import Limit
from kentongan.complaints import disclosure, pins
from kentongan.complaints.choices import Channel, Clock
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import submit
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor

router = Router(tags=["complaints"])

FILED = Limit("api-filed", most=600, seconds=600)


@router.post("/complaints", response={201: ReceiptOut, 409: Refusal, 422: Refusal, 429: Refusal})
def file(
    request: HttpRequest,
    response: HttpResponse,
    payload: ComplaintIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Status[ReceiptOut]:
    """File a complaint. The same `Idempotency-Key` again gives the same receipt."""
    response["Cache-Control"] = "no-store"
    if not FILED.spend(limits.address(request)):
        raise HttpError(429, _("Too many reports at once. Wait ten minutes and send it again."))
    try:
        receipt = submit(_submission(payload, _read_key(idempotency_key)), by=Actor.system())
    except MoveRefused as refusal:
        raise HttpError(409, str(refusal)) from refusal
    return Status(
        201,
        ReceiptOut(
            number=receipt.shown_number,
            pin=receipt.pin,
            submitted_at=receipt.submitted_at,
            forwarded_by=receipt.due_at,
            answered_by=receipt.answer_by,
            url=f"{settings.PUBLIC_URL}/lacak/{receipt.shown_number}/",
        ),
    )


@router.get("/complaints/{number}", response={200: ComplaintOut, 404: Refusal, 429: Refusal})
def show(
    request: HttpRequest,
    response: HttpResponse,
    number: str,
    pin: str = Header("", alias="X-Complaint-PIN"),
) -> ComplaintOut:
    """Where a complaint stands, for whoever has its PIN (header `X-Complaint-PIN`)."""
    response["Cache-Control"] = "no-store"
    complaint = Complaint.objects.select_related("institution", "unit").get(
        pk=_opened(request, number, pin)
    )
    events = disclosure.events_for_reporter(complaint).select_related("actor_organization")
    chain = complaint.clocks.filter(clock=Clock.CHAIN, stopped_at=None).first()
    return ComplaintOut(
        number=complaint.shown_number,
        status=complaint.status,
        status_label=complaint.get_status_display(),
        kind=complaint.kind,
        submitted_at=complaint.submitted_at,
        institution=str(complaint.institution or ""),
        unit=str(complaint.unit or ""),
        due_at=complaint.due_at,
        answered_by=chain.target_at if chain else None,
        is_secret=complaint.is_secret,
        is_anonymous=complaint.is_anonymous,
        events=[
            EventOut(
                at=event.at,
                action=event.action,
                status=event.target,
                office=str(event.actor_organization or ""),
                text=disclosure.text_for_reporter(event),
            )
            for event in events
        ],
    )


def _opened(request: HttpRequest, number: str, pin: str) -> int:
    """The complaint that the PIN opens; an unknown number and a wrong PIN answer alike."""
    try:
        found = pins.opens(number, pin, address=limits.address(request))
    except pins.TooManyTries:
        raise HttpError(429, _("Too many tries. Wait fifteen minutes and try again.")) from None
    if found is None:
        raise HttpError(404, _("Code and PIN do not match. Look at your receipt again."))
    return found


def _read_key(text: str) -> UUID:
    """The sender's key. It makes the PIN, so one that can be guessed is refused."""
    if not text:
        return uuid4()
    try:
        key = UUID(text)
    except ValueError:
        key = None
    if key is None or key.version not in (4, 7):
        raise HttpError(422, _("The Idempotency-Key must be a random UUID (version 4 or 7)."))
    return key


def _submission(given: ComplaintIn, key: UUID) -> Submission:
    try:
        institution = addressee.institution(given.institution)
    except LookupError:
        raise HttpError(422, _("No institution has this code.")) from None
    who = given.contact
    return Submission(
        text=given.text,
        channel=Channel.API,
        idempotency_key=key,
        kind=given.kind,
        wish=given.wish,
        happened_on=given.happened_on,
        area_code=given.area_code or None,
        landmark=given.landmark,
        lat=given.lat,
        lng=given.lng,
        institution=institution,
        is_anonymous=given.is_anonymous,
        is_secret=given.is_secret,
        personal=PersonalData(who.name, who.phone, who.email) if who else PersonalData(),
        language=get_language() or "id",
    )
