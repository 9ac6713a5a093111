"""For programs of whoever takes reports in: doubles, the receipt again, and messages of citizens."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Query

from kentongan.api import cases, cursors, quotas
from kentongan.api.auth import Key, actor_of
from kentongan.api.problems import Problem
from kentongan.api.schemas import intake as i
from kentongan.api.schemas.reporter import Nothing
from kentongan.api.views.office import CURSOR, LIMIT
from kentongan.channels import inbox
from kentongan.channels.inbox import LONGEST_REPLY, MessageRefused
from kentongan.channels.models import InboundMessage
from kentongan.common import ids
from kentongan.complaints import services, similar
from kentongan.integrations import scopes
from kentongan.organizations.actor import Actor

router = Router(tags=["Institutions"])
public = Router(tags=["Reporters"])
State = InboundMessage.State
STATES: list[str] = Query([State.INBOX.value], description="inbox, handled, spam, ignored")


@public.post(
    "/complaints/similar",
    response={200: list[i.SimilarOut]},
    summary="Published complaints like the one that is being written",
)
def similar_published(request: HttpRequest, payload: i.SimilarIn) -> list[i.SimilarOut]:
    """By words and kecamatan, three at most. Only what anybody may read is compared."""
    quotas.READ.spend(request)
    return _alike(payload, Actor.public())


@router.post(
    "/office/complaints/similar",
    auth=Key(scopes.FILE),
    response={200: list[i.SimilarOut]},
    summary="Complaints like the one that is being recorded",
)
def office_similar(request: HttpRequest, payload: i.SimilarIn) -> list[i.SimilarOut]:
    """By words and kecamatan, three at most: of those that the membership sees, and public ones."""
    return _alike(payload, actor_of(request))


@router.post(
    "/office/complaints/{number}/receipt",
    auth=Key(scopes.FILE),
    response={200: i.WaysOut},
    summary="Send the receipt again",
)
def office_receipt(request: HttpRequest, number: str, payload: Nothing) -> i.WaysOut:
    """By every way to which the reporter agreed; once in ten minutes, five times a day."""
    found = cases.find(number, actor_of(request))
    return i.WaysOut(ways=list(services.send_receipt(found, by=actor_of(request))))


@router.get(
    "/office/messages",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessagesOut},
    summary="Messages that no machine understood",
)
def office_messages(
    request: HttpRequest, state: list[str] = STATES, cursor: str = CURSOR, limit: int = LIMIT
) -> i.MessagesOut:
    """SMS, e-mails and chats of citizens for the own institution, the oldest first."""
    after = cursors.read_id(cursor)
    allowed = {State.INBOX, State.HANDLED, State.SPAM, State.IGNORED} & set(state)
    rows = InboundMessage.objects.visible_to(_reader(request)).for_desk()
    rows = rows.filter(state__in=allowed, pk__gt=after).select_related("claimed_by", "complaint")
    found = list(rows.order_by("pk")[: limit + 1])
    more = cursors.write(found[limit - 1].pk) if len(found) > limit else ""
    return i.MessagesOut(items=[_shown(one) for one in found[:limit]], next=more)


@router.post(
    "/office/messages/{message_id}/claim",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Take a message",
)
def message_claim(request: HttpRequest, message_id: int, payload: Nothing) -> i.MessageOut:
    """Nobody else answers it for half an hour. The steps below take it by themselves."""
    return _done(request, message_id, inbox.claim)


@router.post(
    "/office/messages/{message_id}/release",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Give a message back",
)
def message_release(request: HttpRequest, message_id: int, payload: Nothing) -> i.MessageOut:
    """A colleague may take it."""
    return _done(request, message_id, inbox.release)


@router.post(
    "/office/messages/{message_id}/attach",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Put a message to a report",
)
def message_attach(
    request: HttpRequest, message_id: int, payload: i.MessageAttachIn
) -> i.MessageOut:
    """As the reporter's own words where its sender is the reporter, else as a note."""
    complaint = cases.find(payload.number, actor_of(request))
    return _done(request, message_id, inbox.attach, complaint=complaint)


@router.post(
    "/office/messages/{message_id}/file",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Make a report of a message",
)
def message_file(request: HttpRequest, message_id: int, payload: i.MessageFileIn) -> i.MessageOut:
    """Its sender gets code and PIN by the way that the message came by."""
    return _done(request, message_id, inbox.file, text=payload.text, kind=payload.kind)


@router.post(
    "/office/messages/{message_id}/reply",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Answer a message",
)
def message_reply(request: HttpRequest, message_id: int, payload: i.MessageReplyIn) -> i.MessageOut:
    """By the way that it came by, three SMS at most."""
    return _done(request, message_id, inbox.reply, text=payload.text[:LONGEST_REPLY])


@router.post(
    "/office/messages/{message_id}/spam",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="Mark a message as spam",
)
def message_spam(request: HttpRequest, message_id: int, payload: Nothing) -> i.MessageOut:
    """What else its sender brings goes there, too, and is not answered."""
    return _done(request, message_id, inbox.spam)


@router.post(
    "/office/messages/{message_id}/not-spam",
    auth=Key(scopes.MESSAGES),
    response={200: i.MessageOut},
    summary="It was no spam",
)
def message_not_spam(request: HttpRequest, message_id: int, payload: Nothing) -> i.MessageOut:
    """The message is to be read again, and its sender is heard."""
    return _done(request, message_id, inbox.not_spam)


def _alike(payload: i.SimilarIn, actor: Actor) -> list[i.SimilarOut]:
    found = similar.find(payload.text, area_code=payload.area_code or None, actor=actor)
    return [
        i.SimilarOut(
            number=ids.shown(one.number),
            title=one.title,
            status=one.status,
            submitted_at=one.submitted_at,
            place=one.place,
            is_public=one.is_public,
        )
        for one in found
    ]


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.reads_messages:
        raise Problem(403, _("Your role may not take this step."))
    return actor


def _done(request: HttpRequest, message_id: int, step: Any, **given: Any) -> i.MessageOut:
    actor = _reader(request)
    rows = InboundMessage.objects.visible_to(actor).for_desk()
    near = ("contact__identity", "claimed_by", "complaint")
    fits = 0 < message_id < 2**63
    found = rows.filter(pk=message_id).select_related(*near).first() if fits else None
    if found is None:
        raise Problem(404, "")
    if found.contact is None and given:
        raise Problem(409, _("Nobody stands behind this sender."), code="refused")
    try:
        step(found, by=actor, **given)
    except MessageRefused as refusal:
        raise Problem(409, str(refusal), code="refused") from None
    return _shown(rows.select_related(*near).get(pk=found.pk))


def _shown(one: InboundMessage) -> i.MessageOut:
    return i.MessageOut(
        id=one.pk,
        channel=one.channel,
        transport=one.transport,
        sender=one.sender_token,
        subject=one.subject,
        text=one.text,
        received_at=one.received_at,
        state=one.state,
        lacks_parts=one.lacks_parts,
        is_proved=one.is_proved,
        claimed_by=one.claimed_by.full_name if one.claimed_by else "",
        complaint=one.complaint.shown_number if one.complaint else "",
    )
