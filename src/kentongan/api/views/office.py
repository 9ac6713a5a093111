"""For programs of institutions, with a key: read, follow, record, take every step."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.params.functions import Header, Query

from kentongan.api import cases, files, lookups
from kentongan.api.auth import Key, actor_of, key_of
from kentongan.api.idempotency import once
from kentongan.api.officesteps import STEPS, Step
from kentongan.api.problems import Problem, field_problem
from kentongan.api.schemas import office as o
from kentongan.api.schemas.base import AskedDay
from kentongan.api.schemas.intake import RecordIn
from kentongan.api.schemas.reporter import StepTaken
from kentongan.api.views.complaints import submission_of
from kentongan.api.views.reporter import KEY, taken
from kentongan.common import clock
from kentongan.complaints import services, workflow
from kentongan.complaints.choices import Kind
from kentongan.complaints.choices import Status as Standing
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.services.submit import Original
from kentongan.complaints.words import ACTION_LABELS
from kentongan.integrations import scopes
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import Role

router = Router(tags=["Institutions"])
MOST = 200
CURSOR: str = Query("", max_length=200, description="`next` of the page before")
LIMIT: int = Query(50, ge=1, le=MOST)
IF_MATCH: str = Header(
    "",
    alias="If-Match",
    max_length=40,
    description="The ETag that you decided on: 409 says who was first when the status changed",
)


@router.get("/office/me", auth=Key(), response={200: o.MeOut}, summary="As whom this key acts")
def office_me(request: HttpRequest) -> o.MeOut:
    """Use it to test a key."""
    key, actor = key_of(request), actor_of(request)
    here = Organization.objects.select_related("institution").get(pk=actor.organization_id or 0)
    return o.MeOut(
        name=actor.label,
        role=actor.role,
        office=here.code,
        institution=here.institution.code if here.institution else "",
        scopes=sorted(key.scopes),
    )


@router.get(
    "/office/complaints",
    auth=Key(scopes.READ),
    response={200: o.PageOut},
    summary="List complaints, the newest first",
)
def office_listed(  # noqa: PLR0917 - filters of a list
    request: HttpRequest,
    status: list[Standing] = Query([], description="Only these statuses"),  # noqa: B008
    open_only: bool = Query(False, alias="open", description="Only where somebody must act"),
    external_id: str = Query("", max_length=40, description="The number in national LAPOR!"),
    cursor: str = CURSOR,
    limit: int = LIMIT,
) -> o.PageOut:
    """What the membership of the key may see, page by page. To stay in step, read
    `/office/changes` instead of listing again."""
    rows = Complaint.objects.visible_to(actor_of(request))
    if status:
        rows = rows.filter(status__in=status)
    if open_only:
        rows = rows.open()
    if external_id:
        rows = rows.filter(external_id=external_id)
    return cases.page(rows, cursor=cursor, limit=limit)


@router.get(
    "/office/changes",
    auth=Key(scopes.READ),
    response={200: o.ChangesOut},
    summary="What happened since a cursor",
)
def office_changes(request: HttpRequest, cursor: str = CURSOR, limit: int = LIMIT) -> o.ChangesOut:
    """Every step, oldest first, some seconds after it was taken. Keep `next` and ask again; a
    webhook tells you when it is worth asking."""
    return cases.changes(actor_of(request), cursor=cursor, limit=limit)


@router.get(
    "/office/time-spent",
    auth=Key(scopes.READ),
    response={200: o.TimesOut},
    summary="Who used up the time, by holder and state",
)
def office_spent(
    request: HttpRequest,
    begin: AskedDay | None = Query(None, description="A day of the first month; this month"),  # noqa: B008
    end: AskedDay | None = Query(None, description="A day of the last month; this month"),  # noqa: B008
    kind: Kind | None = Query(None),  # noqa: B008
) -> o.TimesOut:
    """Time is counted when something happens to a report, within about an hour."""
    return cases.times(actor_of(request), begin=begin, end=end, kind=kind or "")


@router.get(
    "/office/complaints/{number}",
    auth=Key(scopes.READ),
    response={200: o.CaseOut},
    summary="The whole file of a complaint",
)
def office_show(
    request: HttpRequest,
    response: HttpResponse,
    number: str,
    if_none_match: str = Header("", alias="If-None-Match"),
) -> o.CaseOut | HttpResponse:
    """With its history, its files, and the steps that are possible now or why not."""
    found = cases.find(number, actor_of(request))
    response["ETag"] = tag = f'"{found.version}"'
    response["Cache-Control"] = "no-store"
    if if_none_match == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return cases.case(found, actor_of(request))


@router.get(
    "/office/complaints/{number}/files/{file_id}",
    auth=Key(scopes.READ),
    summary="A file of a complaint",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file, cleaned of place and camera",
                "content": {"application/octet-stream": {"schema": {"type": "string"}}},
            }
        }
    },
)
def office_content(request: HttpRequest, number: str, file_id: str) -> Any:
    """Ready files only; those that are still being checked do not exist yet."""
    found = cases.find(number, actor_of(request))
    ready = found.attachments.filter(state=Attachment.State.READY)
    file = next((one for one in ready if str(one.key) == file_id), None)
    if file is None:
        raise Problem(404, "")
    response = FileResponse(
        default_storage.open(file.cleaned),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post(
    "/office/complaints",
    auth=Key(scopes.FILE),
    response={201: o.RecordedOut},
    summary="Record a complaint that arrived elsewhere",
)
def office_record(request: HttpRequest, payload: RecordIn, key: str = KEY) -> Status[o.RecordedOut]:
    """At the counter, by letter, telephone or social media; or from your own system."""
    actor = actor_of(request)
    if actor.role not in (Role.COUNTER_CLERK, Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN):
        raise Problem(403, _("Your role may not take this step."))

    def act() -> o.RecordedOut:
        _check_not_twice(payload.external_id)
        submission = replace(
            submission_of(payload, uuid4(), channel=payload.channel),
            external_id=payload.external_id,
            original=_original(payload),
            files=files.read(payload.files),
        )
        receipt = services.submit(submission, by=actor)
        return o.RecordedOut(
            number=receipt.shown_number, pin=receipt.pin, submitted_at=receipt.submitted_at
        )

    with transaction.atomic():
        made = once(request, key=key, scope=f"key:{key_of(request).key_id}", act=act)
    return Status(201, made)


@router.get(
    "/office/people",
    auth=Key(scopes.READ),
    response={200: list[o.PersonOut]},
    summary="People who can be named in a step",
)
def office_people(
    request: HttpRequest,
    arbiters: bool = Query(False, description="Who can decide a dispute, instead of colleagues"),
) -> list[o.PersonOut]:
    """Colleagues of the own office, or those who decide disputes in the institution."""
    actor = actor_of(request)
    held = Membership.objects.valid_on(clock.today()).select_related("user")
    if arbiters:
        held = held.filter(
            organization__institution=actor.institution_id,
            role__in=(Role.LEADER, Role.INSTITUTION_ADMIN),
        )
    else:
        held = held.filter(organization=actor.organization_id)
    found = {one.user_id: one.user.full_name for one in held}
    return [o.PersonOut(id=pk, name=name) for pk, name in found.items()]


@router.get(
    "/office/units",
    auth=Key(scopes.READ),
    response={200: list[dict[str, str]]},
    summary="Offices that can be named in a step",
)
def office_units(request: HttpRequest) -> list[dict[str, str]]:
    """Units of the institution, and bodies outside."""
    rows = Organization.objects.valid_on(clock.today())
    mine = rows.filter(institution=actor_of(request).institution_id)
    return [
        {"code": one.code, "name": one.name, "level": one.level, "kind": one.kind}
        for one in (mine | rows.filter(is_external=True)).order_by("name")
    ]


@router.post(
    "/office/complaints/{number}/identity",
    auth=Key(scopes.IDENTITY),
    response={200: o.IdentityOut},
    summary="Open who reported",
)
def office_identity(
    request: HttpRequest, response: HttpResponse, number: str, payload: o.ReasonIn
) -> o.IdentityOut:
    """Needs a reason; each opening is recorded and the inspectorate reads the record."""
    response["Cache-Control"] = "no-store"
    found = cases.find(number, actor_of(request))
    person = services.reveal_identity(found, by=actor_of(request), reason=payload.reason)
    return o.IdentityOut(
        name=person.name,
        phone=person.phone,
        email=person.email,
        nik=person.nik,
        address=person.address,
    )


def _original(payload: RecordIn) -> Original | None:
    given = payload.original
    if given is None:
        return None
    facts = given.model_dump(exclude={"source_url"})
    return Original(source_url=str(given.source_url or ""), **facts)


def _check_not_twice(external_id: str) -> None:
    """The same complaint of LAPOR! is entered once: by its number in any office."""
    if not external_id:
        return
    earlier = Complaint.objects.filter(external_id=external_id).first()
    if earlier:
        words = {"number": earlier.shown_number}
        detail = _("This LAPOR! number is registered already as %(number)s.") % words
        raise Problem(409, detail, code="double")


def _add_step(action: str, step: Step) -> None:
    def take(
        request: HttpRequest, number: str, payload: Any, if_match: str = IF_MATCH, key: str = KEY
    ) -> Any:
        actor = actor_of(request)
        seen = {"seen": _seen(if_match)} if step.has_seen else {}

        def act() -> StepTaken:
            found = cases.find(number, actor)
            given = lookups.facts(payload.model_dump(), actor)
            event = step.service(found, by=actor, **given, **seen)
            if event is None:
                raise Problem(409, _("Your office has opened it already."), code="refused")
            return taken(found, event)

        return once(request, key=key, scope=f"key:{key_of(request).key_id}", act=act)

    with translation.override("en"):
        summary = str(ACTION_LABELS[action])
    take.__annotations__["payload"] = step.schema
    take.__name__ = f"office_{action}"
    take.__doc__ = _described(action)
    router.post(
        f"/office/complaints/{{number}}/steps/{action}",
        auth=Key(scopes.STEP),
        response={200: StepTaken},
        summary=summary,
    )(take)


def _described(action: str) -> str:
    """From the workflow table: who may take it, from where, and what must be given."""
    lines = [move for move in workflow.MOVES if move.action == action]
    sources = dict.fromkeys(str(one) for move in lines for one in move.sources)
    roles = dict.fromkeys(str(role.value) for move in lines for role in move.by)
    needs = dict.fromkeys(need for move in lines for need in move.needs)
    return (
        f"Who: {', '.join(roles)}. From: {', '.join(sources)}. "
        f"Must be given: {', '.join(needs) or 'nothing'}."
    )


def _seen(if_match: str) -> int | None:
    """The version on which the program decided; without it, the present one is taken."""
    if not if_match or if_match == "*":
        return None
    bare = if_match.removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 10):
        raise field_problem("If-Match", _("Send the ETag of the complaint."))
    return int(bare)


for _action, _step in STEPS.items():
    _add_step(_action, _step)
