"""Steps of the reporter, one address each, from the table below; and files in parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.params.functions import Header

from kentongan.accounts import contacts
from kentongan.accounts.vault import PersonalData
from kentongan.api import files, quotas, tracked
from kentongan.api.idempotency import once
from kentongan.api.models import Upload
from kentongan.api.problems import Problem
from kentongan.api.schemas.base import In
from kentongan.api.schemas.reporter import (
    AddIn,
    AppealIn,
    ContestIn,
    FollowIn,
    FollowOut,
    Nothing,
    RateIn,
    StepTaken,
    UploadIn,
    UploadOut,
    WithdrawIn,
    WordsIn,
)
from kentongan.common import ids
from kentongan.complaints import services as s
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import joining
from kentongan.complaints.services.joining import Wish
from kentongan.organizations.actor import Actor

router = Router(tags=["Reporters"])
uploads = Router(tags=["Files"])

KEY: str = Header(
    "",
    alias="Idempotency-Key",
    max_length=100,
    description="Anything unique: the same key again takes the step once and answers alike",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the reporter: what is sent, what is called, what it is for."""

    action: str
    schema: type[In]
    service: Callable[..., Event]
    summary: str


# fmt: off
STEPS = (
    Step("complete", WordsIn, s.complete, "Give what an officer asked for; the time limit goes on"),
    Step("add", AddIn, s.add, "Add information or evidence at any time"),
    Step("reply", WordsIn, s.reply, "Write back to the office that answered"),
    Step("contest", ContestIn, s.not_solved, "Not solved: opened again, or the desk decides, by its reason"),
    Step("confirm", Nothing, s.confirm, "It is solved: close it"),
    Step("rate", RateIn, s.rate, "Judge the answer"),
    Step("keep_promise", WithdrawIn, s.keep_promise, "What was promised for today was done"),
    Step("break_promise", WithdrawIn, s.break_promise, "What was promised was not done"),
    Step("reopen", ContestIn, s.not_solved, "A closed complaint is not solved after all"),
    Step("object_to", ContestIn, s.object_to, "Have the desk decide whether it is opened again"),
    Step("appeal", AppealIn, s.appeal, "Object to the archiving"),
    Step("withdraw", WithdrawIn, s.withdraw, "Take the complaint back"),
    Step("restore", Nothing, s.restore, "Have a withdrawn complaint handled after all"),
    Step("consent_referral", Nothing, s.consent_referral,
         "Agree that the Ombudsman gets the file, in the words of `consent_wording`"),
)
# fmt: on


def _add_step(step: Step) -> None:
    def take(
        request: HttpRequest, number: str, payload: Any, pin: str = tracked.PIN, key: str = KEY
    ) -> Any:
        quotas.FILED.spend(request)
        pk = tracked.opened(request, number, pin)

        def act() -> StepTaken:
            found = Complaint.objects.get(pk=pk)
            given = payload.model_dump()
            if given.get("files") is not None:
                given["files"] = files.read(given["files"])
            event = step.service(found, by=Actor.with_pin(pk, door=Channel.API), **given)
            return taken(found, event)

        return once(request, key=key, scope=f"complaint:{pk}", act=act)

    take.__annotations__["payload"] = step.schema
    take.__name__ = f"reporter_{step.action}"
    take.__doc__ = f"{step.summary}. Refused with 409 when the status does not allow it."
    address = f"/complaints/{{number}}/steps/{step.action}"
    router.post(address, response={200: StepTaken}, summary=step.summary)(take)


def taken(complaint: Complaint, event: Event) -> StepTaken:
    """What came of a step."""
    return StepTaken(
        number=complaint.shown_number,
        action=event.action,
        status=event.target,
        version=event.sequence,
    )


for _step in STEPS:
    _add_step(_step)


@router.post(
    "/reports/{number}/followers", response={201: FollowOut}, summary="I have this problem, too"
)
def follow(request: HttpRequest, number: str, payload: FollowIn) -> Status[FollowOut]:
    """Count one more on a published complaint. A contact first gets a question, then the news; it
    can stop at any time. Neither the reporter nor an office learns who it is."""
    quotas.FILED.spend(request)
    found = Complaint.objects.visible_to(Actor.public()).filter(
        number=ids.read_number(number) or ""
    )
    complaint = found.first()
    if complaint is None:
        raise Problem(404, "")
    wish = Wish(
        door=Channel.API,
        personal=contacts.data_of(payload.contact) if payload.contact else PersonalData(),
        agrees=payload.agrees,
    )
    made = joining.join(complaint, by=Actor.public(), wish=wish)
    others = joining.count(complaint) + complaint.merged_count
    asks = bool(made.way) and made.agreed_at is None
    return Status(
        201,
        FollowOut(
            number=complaint.shown_number,
            others=others,
            must_confirm=asks,
            consent_wording=str(joining.CONSENT),
        ),
    )


@uploads.post("/uploads", response={201: UploadOut}, summary="Announce a file")
def upload_begin(
    request: HttpRequest, response: HttpResponse, payload: UploadIn
) -> Status[UploadOut]:
    """Files come in parts of at most 1 MB, so that a broken connection costs one part. The id is
    the only key to the upload; it lives for a day and can be attached once."""
    quotas.UPLOADED.spend(request)
    made = files.begin(name=payload.name, size=payload.size)
    response["Location"] = f"/api/v1/uploads/{made.pk}"
    return Status(201, _out(response, made))


@uploads.get("/uploads/{upload_id}", response={200: UploadOut}, summary="How far a file has come")
def upload_show(request: HttpRequest, response: HttpResponse, upload_id: UUID) -> UploadOut:
    """After a broken connection: where to go on."""
    quotas.READ.spend(request)
    return _out(response, files.find(upload_id))


@uploads.patch(
    "/uploads/{upload_id}",
    response={200: UploadOut},
    summary="Send the next part",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
def upload_append(
    request: HttpRequest,
    response: HttpResponse,
    upload_id: UUID,
    offset: int = Header(..., alias="Upload-Offset", ge=0, description="Where this part begins"),
) -> UploadOut:
    """The bytes from `Upload-Offset` on. 409 says from which byte to go on; 415, at the last part,
    that it is no photo, PDF or clip."""
    quotas.UPLOADED.spend(request)
    upload = files.append(files.find(upload_id), offset=offset, part=request.body)
    return _out(response, upload)


@uploads.delete("/uploads/{upload_id}", response={204: None}, summary="Give an upload up")
def upload_drop(request: HttpRequest, upload_id: UUID) -> Status[None]:
    """Removes what has come so far."""
    quotas.UPLOADED.spend(request)
    files.drop(files.find(upload_id))
    return Status(204, None)


def _out(response: HttpResponse, upload: Upload) -> UploadOut:
    response["Cache-Control"] = "no-store"
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Length"] = str(upload.size)
    return UploadOut(
        id=str(upload.pk),
        size=upload.size,
        offset=upload.received,
        is_complete=upload.is_complete,
    )
