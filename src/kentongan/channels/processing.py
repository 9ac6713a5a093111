"""What the worker does with messages that were kept: claim, read, act, answer, once each.

Claim as in the outbox: a guarded UPDATE with a lease. What one message does and its answer are one
transaction, so that a worker that dies in the middle has done nothing.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from kentongan.accounts import contacts, vault
from kentongan.accounts.models import VerifiedContact
from kentongan.channels import (
    answering,
    dialogue,
    files,
    grammar,
    intake,
    keywords,
    ownership,
    parts,
    replies,
    understanding,
)
from kentongan.channels.dialogue import Outcome
from kentongan.channels.grammar import STARTS_COMPLAINT, Verb
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.common.limits import Limit
from kentongan.notifications import stopping
from kentongan.organizations import directory
from kentongan.organizations.models import Organization

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
BATCH = 100
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))
HOUR = timedelta(hours=1)
SAME = 3  # times the same words in an hour: a machine answers a machine
AGAIN = timedelta(minutes=10)  # an operator that heard no answer brings it under another id
ASKING = frozenset({Verb.STATUS, Verb.READ, Verb.HELP, Verb.NONE})  # may be asked again at once
UNPROVED = Limit("unproved-answers", seconds=3600)
State = InboundMessage.State


class LostClaim(Exception):
    """Another worker has this message now; nothing of what was done here counts."""


def sweep(now: datetime) -> int:
    """Read what waits; returns how many were looked at."""
    claimed = claim(now, limit=BATCH)
    for message in claimed:
        if stopping.requested.is_set():
            _mine(message).update(lease="", lease_until=None)
            continue
        handle(message)
    return len(claimed)


def claim(now: datetime, *, limit: int) -> Sequence[InboundMessage]:
    """Take up to `limit` messages that wait, oldest first."""
    moment = timezone.now()
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=moment)
    due = InboundMessage.objects.filter(is_free, due_at__lte=max(now, moment))
    keys = list(due.order_by("due_at", "id").values_list("pk", flat=True)[:limit])
    if not keys:
        return []
    token = secrets.token_hex(16)
    free = InboundMessage.objects.filter(is_free, pk__in=keys, due_at__isnull=False)
    free.update(lease=token, lease_until=moment + LEASE)
    taken = InboundMessage.objects.filter(pk__in=keys, lease=token)
    return list(taken.order_by("id"))


def handle(message: InboundMessage) -> None:
    """Read one message. A fault in it holds up nobody: at last an officer reads it."""
    try:
        with transaction.atomic(), translation.override("id"):
            _read(message)
    except LostClaim:
        log.warning("Message %s is read by another worker", message.pk)
    except Exception as error:
        log.exception("Message %s could not be read", message.pk)
        _put_off(message, error)


def _read(message: InboundMessage) -> None:
    now = clock.now()
    if not parts.gathered(message, now=now):
        _mine(message).update(lease="", lease_until=None)
        return
    if message.sender_label:
        return _finish(message, State.IGNORED, "no_person")
    contact = contacts.arrived(vault.open_text(message.sender_sealed), at=message.received_at)
    message.contact, message.sender_sealed = contact, ""
    if why := _filtered(message, contact):
        return _finish(message, State.SPAM if why == "blocked" else State.IGNORED, why)
    if message.outcome == intake.TOO_LARGE:
        said = replies.too_large(settings.MAIL_MAX_BYTES // 1024 // 1024)
        _answer(message, contact, Outcome("too_large", said), now=now)
        return _finish(message, State.INBOX, "too_large")
    command, sender = understanding.read(message, contact, at=now)
    if command.verb not in ASKING and _is_again(message, contact):
        return _finish(message, State.IGNORED, "again")
    message.institution = _institution(message, command)
    # What lacks a part is acted upon where nothing is lost by it: a report has its mark.
    is_torn = message.lacks_parts and command.verb not in STARTS_COMPLAINT
    outcome = dialogue.INBOX if is_torn else dialogue.act(message, command, sender)
    if command.pin:
        message.text = message.text.replace(command.pin, "******")  # officers read this text
    _answer(message, contact, outcome, now=now)
    if outcome.is_for_officer:
        return _finish(message, State.INBOX, command.verb.value)
    message.complaint = outcome.complaint
    _finish(message, State.DONE, outcome.done, keeps_files=False)


def _filtered(message: InboundMessage, contact: VerifiedContact) -> str:
    """Why nobody acts upon a message: it is kept and can be seen, and costs nobody anything."""
    if contact.blocked_at:
        return "blocked"
    if message.is_automatic:
        return "automatic"
    recent = InboundMessage.objects.filter(
        contact=contact, received_at__gt=message.received_at - HOUR, pk__lt=message.pk
    )
    if recent.filter(text=message.text)[:SAME].count() >= SAME:
        return "loop"
    most = settings.SMS_PER_NUMBER_HOUR
    return "too_many" if recent[: most + 1].count() >= most else ""


def _is_again(message: InboundMessage, contact: VerifiedContact) -> bool:
    """The same words of the same sender a moment ago were acted upon already."""
    earlier = InboundMessage.objects.filter(
        contact=contact,
        text=message.text,
        pk__lt=message.pk,
        received_at__gt=message.received_at - AGAIN,
        state=State.DONE,
    ).exclude(outcome="unproved")  # asked to repeat it, or to add the PIN
    return earlier.exists()


def _institution(message: InboundMessage, command: grammar.Command) -> Organization | None:
    """Whose desk reads it: the institution named, else that of the sender's last complaint."""
    code = keywords.institution_of(command.keyword) if command.verb is Verb.NEW else ""
    code = code or settings.HOME_INSTITUTION
    if code and (found := directory.institution(code)):
        return found
    assert message.contact is not None
    earlier = ownership.proved(message.contact)
    return earlier[0].institution if earlier else None


def _answer(
    message: InboundMessage, contact: VerifiedContact, outcome: Outcome, *, now: datetime
) -> None:
    is_proved = message.is_proved or message.answers is not None
    if not is_proved and not UNPROVED.spend(message.channel):
        return  # somebody writes other people's addresses into mails: they must not pay for it
    if outcome.is_for_officer:
        answering.help_once(message, contact, at=now)
    elif outcome.text and contacts.spend_reply(contact, at=now):
        text = outcome.text
        if outcome.takes_files and (refused := files.refused(message)):
            text = f"{text} {replies.files_refused([str(one) for one in refused])}"
        answering.queue(
            message,
            contact,
            text,
            purpose=outcome.purpose,
            complaint=outcome.complaint,
            parts=outcome.parts,
        )


def _finish(message: InboundMessage, state: str, outcome: str, *, keeps_files: bool = True) -> None:
    columns = {
        "state": state,
        "outcome": outcome[:20],
        "due_at": None,
        "lease": "",
        "lease_until": None,
        "last_error": "",
        "text": message.text,
        "answers": message.answers,
        "lacks_parts": message.lacks_parts,
        "sender_sealed": message.sender_sealed,
        "contact": message.contact,
        "institution": message.institution,
        "complaint": message.complaint,
    }
    if not _mine(message).update(**columns):
        raise LostClaim
    if message.transport != "sms" and (not keeps_files or state in (State.IGNORED, State.SPAM)):
        files.used_up(message)


def _put_off(message: InboundMessage, error: Exception) -> None:
    tries = message.tries + 1
    columns: dict[str, object] = {"tries": tries, "lease": "", "lease_until": None}
    columns["last_error"] = f"{type(error).__name__}: {error}"[:500]
    if tries <= len(BACKOFF):
        columns["due_at"] = timezone.now() + BACKOFF[tries - 1]
    else:
        columns |= {"state": State.INBOX, "due_at": None, "outcome": "fault"}
    _mine(message).update(**columns)


def _mine(message: InboundMessage) -> QuerySet[InboundMessage]:
    return InboundMessage.objects.filter(
        pk=message.pk, lease=message.lease, state=InboundMessage.State.WAITING
    )
