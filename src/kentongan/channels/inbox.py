"""What officers do with messages that the machine left to them: claim, attach, file, answer, spam.

Each is one guarded UPDATE within `visible_to`: two officers never both handle one message.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.accounts import contacts
from kentongan.audit import log
from kentongan.channels import (
    answering,
    dialogue,
    files,
    filing,
    mentioned,
    ownership,
    replies,
    steps,
)
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Receipt, Submission
from kentongan.notifications import gsm
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

HOLD = timedelta(minutes=30)  # a claim that nobody used
LONGEST_REPLY = gsm.PART * 3
State = InboundMessage.State


class MessageRefused(Exception):
    """It was not done; the sentence says why."""


def claim(message: InboundMessage, *, by: Actor) -> None:
    """Nobody else answers it for half an hour. Raises MessageRefused."""
    now = clock.now()
    is_free = Q(claimed_by=None) | Q(claimed_by=by.user_id) | Q(claimed_at__lt=now - HOLD)
    rows = InboundMessage.objects.visible_to(by).filter(is_free, pk=message.pk, state=State.INBOX)
    if not rows.update(claimed_by=by.user_id, claimed_at=now):
        raise MessageRefused(_("Somebody else has this message now, or has handled it."))


def release(message: InboundMessage, *, by: Actor) -> None:
    """Give it back: a colleague may take it."""
    rows = InboundMessage.objects.visible_to(by).filter(pk=message.pk, claimed_by=by.user_id)
    rows.update(claimed_by=None, claimed_at=None)


@transaction.atomic
def attach(message: InboundMessage, *, by: Actor, complaint: Complaint) -> None:
    """It belongs to that complaint: the reporter's own words, or a note of somebody else's."""
    claim(message, by=by)
    assert message.contact is not None
    is_own = complaint.pk in {one.pk for one in ownership.known_of(message.contact)}
    if is_own and (message.is_proved or message.answers):
        reporter = ownership.actor_for(complaint, door=Channel(message.transport))
        steps.say(complaint, message.text, by=reporter, files=files.uploads(message))
    else:  # somebody else's words, or of somebody who may only say so: no step of the reporter
        label = Message.Transport(message.transport).label
        services.note(complaint, by=by, text=f"{label}: {message.text}")
    _finish(message, by=by, outcome="attached", complaint=complaint)


@transaction.atomic
def file(
    message: InboundMessage, *, by: Actor, text: str, kind: Kind | str = Kind.COMPLAINT
) -> Receipt:
    """It is a new complaint; its sender gets number and PIN."""
    claim(message, by=by)
    assert message.contact is not None
    place = filing.known_place(mentioned.place_in(text))
    submission = Submission(
        text=text,
        channel=filing.CHANNELS[message.transport],
        idempotency_key=message.key,
        kind=Kind(kind),
        area_code=place.code if place else None,
        institution=_institution_of(by),
        personal=contacts.data_of(contacts.address_of(message.contact)),
        files=files.uploads(message),
        arrived_at=message.received_at,
    )
    receipt = services.submit(submission, by=by)
    ownership.prove(message.contact, receipt.complaint_id, at=clock.now())
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    said = replies.received(receipt, asks_place=place is None)
    answering.queue(
        message,
        message.contact,
        said,
        purpose=dialogue.RECEIPT,
        complaint=complaint,
        again=":filed",
    )
    _finish(message, by=by, outcome="filed", complaint=complaint)
    return receipt


@transaction.atomic
def reply(message: InboundMessage, *, by: Actor, text: str) -> None:
    """Answer by the channel that the message came by, in the officer's words."""
    claim(message, by=by)
    assert message.contact is not None
    answering.queue(
        message, message.contact, text, purpose=dialogue.REPLY, parts=3, again=":officer"
    )
    _finish(message, by=by, outcome="replied")


@transaction.atomic
def spam(message: InboundMessage, *, by: Actor) -> None:
    """Rubbish: what else this number sends goes there, too, and is not answered."""
    claim(message, by=by)
    assert message.contact is not None
    contacts.block(message.contact, at=clock.now())
    _finish(message, by=by, outcome="spam", state=State.SPAM)


@transaction.atomic
def not_spam(message: InboundMessage, *, by: Actor) -> None:
    """It was a mistake: the message is in the inbox again, and its number is heard."""
    rows = InboundMessage.objects.visible_to(by).filter(
        pk=message.pk, state__in=(State.SPAM, State.IGNORED), contact__isnull=False
    )
    if not rows.update(state=State.INBOX, handled_by=None, handled_at=None, claimed_by=None):
        raise MessageRefused(_("This message is not among the spam."))
    assert message.contact is not None
    contacts.block(message.contact, at=None)
    _record("message.not_spam", message, by=by)


def _finish(
    message: InboundMessage,
    *,
    by: Actor,
    outcome: str,
    state: str = State.HANDLED,
    complaint: Complaint | None = None,
) -> None:
    InboundMessage.objects.visible_to(by).filter(pk=message.pk).update(
        state=state,
        outcome=outcome,
        handled_by=by.user_id,
        handled_at=clock.now(),
        complaint=complaint or message.complaint,
    )
    files.used_up(message)
    _record(f"message.{outcome}", message, by=by, complaint=complaint)


def _record(
    action: str, message: InboundMessage, *, by: Actor, complaint: Complaint | None = None
) -> None:
    log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"inbound:{message.pk}",
        detail={"complaint": complaint.number if complaint else ""},
    )


def _institution_of(by: Actor) -> Organization | None:
    if by.role == Role.NATIONAL_ADMIN or by.institution_id is None:
        return None
    return Organization.objects.get(pk=by.institution_id)
