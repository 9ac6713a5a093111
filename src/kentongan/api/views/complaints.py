"""Filing a complaint and asking where it stands, for machines."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.params.functions import Header

from kentongan.accounts.vault import PersonalData
from kentongan.api import files, quotas, tracked
from kentongan.api.problems import Problem, field_problem
from kentongan.api.schemas.complaints import ComplaintIn, ComplaintOut, Filed, ReceiptOut
from kentongan.channels import addressee
from kentongan.common import clock
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.services import submit
from kentongan.complaints.services.submit import Receipt, Submission
from kentongan.organizations.actor import Actor

router = Router(tags=["Reporters"])


@router.post("/complaints", response={201: ReceiptOut}, summary="File a complaint")
def file(
    request: HttpRequest,
    response: HttpResponse,
    payload: ComplaintIn,
    idempotency_key: str = Header(
        "",
        alias="Idempotency-Key",
        description="A random UUID (version 4 or 7) made on the device. The same key again gives "
        "the same receipt; the same key with another content is refused.",
    ),
) -> Status[ReceiptOut]:
    """A complaint, suggestion or information request of a person. Number and PIN in the receipt
    are the only way back to it: show them."""
    response["Cache-Control"] = "no-store"
    quotas.FILED.spend(request)
    began = clock.now()
    submission = submission_of(payload, _read_key(idempotency_key), channel=payload.channel)
    receipt = _with_files(payload, submission) if payload.files else _filed(submission)
    if receipt.submitted_at < began:
        _check_same(receipt, submission)
    return Status(
        201,
        ReceiptOut(
            number=receipt.shown_number,
            pin=receipt.pin,
            submitted_at=receipt.submitted_at,
            forwarded_by=receipt.due_at,
            answered_by=receipt.answer_by,
            legal_by=receipt.legal_by,
            url=f"{settings.PUBLIC_URL}/lacak/{receipt.shown_number}/",
        ),
    )


@router.get("/complaints/{number}", response={200: ComplaintOut}, summary="Where it stands")
def show(
    request: HttpRequest,
    response: HttpResponse,
    number: str,
    pin: str = tracked.PIN,
    if_none_match: str = Header("", alias="If-None-Match", description="The ETag that you have"),
) -> ComplaintOut | HttpResponse:
    """Status, time limits, what the offices wrote, and the steps that the reporter can take now."""
    found = Complaint.objects.select_related("institution", "unit").get(
        pk=tracked.opened(request, number, pin)
    )
    response["Cache-Control"] = "no-store"
    response["ETag"] = tag = tracked.etag(found)
    if if_none_match == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return tracked.shown(found)


def _filed(submission: Submission) -> Receipt:
    return submit(submission, by=Actor.system())


def _with_files(payload: ComplaintIn, submission: Submission) -> Receipt:
    """A repetition finds its files attached already: it must not ask for them again."""
    if Complaint.objects.filter(idempotency_key=submission.idempotency_key).exists():
        return _filed(submission)
    with transaction.atomic():
        return _filed(replace(submission, files=files.read(payload.files)))


def _check_same(receipt: Receipt, submission: Submission) -> None:
    """The key was used before: for this content, or for another?"""
    earlier = Complaint.objects.get(pk=receipt.complaint_id)
    same = (
        earlier.text == submission.text
        and earlier.kind == submission.kind
        and earlier.wish == submission.wish
        and earlier.landmark == submission.landmark
        and earlier.area_id == submission.area_code
    )
    if not same:
        raise Problem(422, _("This Idempotency-Key was used for another request."), code="key_used")


def _read_key(text: str) -> UUID:
    """The sender's key. It makes the PIN, so one that can be guessed is refused."""
    if not text:
        return uuid4()
    try:
        key = UUID(text)
    except ValueError:
        key = None
    if key is None or key.version not in (4, 7):
        detail = _("The Idempotency-Key must be a random UUID (version 4 or 7).")
        raise field_problem("Idempotency-Key", detail)
    return key


def submission_of(given: Filed, key: UUID, *, channel: str) -> Submission:
    try:
        institution = addressee.institution(given.institution)
    except LookupError:
        raise field_problem("institution", _("No institution has this code.")) from None
    category = _category(given.category)
    who = given.contact
    return Submission(
        text=given.text,
        channel=Channel(channel),
        idempotency_key=key,
        kind=given.kind,
        wish=given.wish,
        happened_on=given.happened_on,
        area_code=given.area_code or None,
        landmark=given.landmark,
        lat=given.lat,
        lng=given.lng,
        category_id=category.pk if category else None,
        institution=institution,
        is_anonymous=given.is_anonymous,
        is_secret=given.is_secret or bool(category and category.is_sensitive),
        personal=PersonalData(**who.model_dump()) if who else PersonalData(),
        language=get_language() or "id",
    )


def _category(code: str) -> Category | None:
    if not code:
        return None
    found = Category.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise field_problem("category", _("No subject has this code."))
    return found
