"""Claim what is due, hand it to a transport, note what became of it. Outside any transaction.

Several workers may run side by side: a claim is a guarded UPDATE with a lease and a token, and only
the holder of the token may finish. A worker that dies lets the lease run out.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kentongan.accounts import contacts, vault
from kentongan.audit import log as audit_log
from kentongan.common.work import Work
from kentongan.notifications import health, preferences, rendering, stopping, ways
from kentongan.notifications.models import DigestItem, Message
from kentongan.notifications.preferences import Choice, Decision
from kentongan.notifications.transports import (
    DeliveryError,
    Threading,
    Transport,
    Unwanted,
)

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
IMPOSSIBLE = timedelta(hours=1)
MARGIN = timedelta(minutes=1)  # longer than any carrier's own timeout
BATCH = 50
SECRET = frozenset(
    {"account", "sms_receipt"}
)  # a link that sets a password, a PIN: wiped once sent
ASKED_FOR = frozenset({"sms_receipt", "sms_reply"})  # answers to what a person has just written
# Ten seconds to one day; after the last one a person has to look.
BACKOFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 86400, 86400)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: `error` is empty when the carrier took the text."""

    reference: str = ""
    error: str = ""
    retry: bool = False
    is_carriers: bool = False  # the carrier failed, not this one text
    is_away: bool = False  # the carrier cannot be reached at all
    is_unwanted: bool = False  # the recipient asked for no more


def sweep(now: datetime) -> int:
    """Send what is due; returns how many were tried. Called by the worker again and again."""
    return send_due(now, those=_here(), carriers={})


def due_keys(now: datetime, limit: int) -> list[int]:
    """Messages that a process here may send now, the oldest first."""
    return list(_due(now, those=_here()).values_list("pk", flat=True)[:limit])


def send_these(keys: Sequence[int], now: datetime) -> int:
    """Send those of `keys` that are still due and free; what another has in hand it will send."""
    return _send(claim_these(keys), carriers={})


WORK = Work("messages", due=due_keys, do=send_these, together=10)


def send_due(now: datetime, *, those: Q, carriers: dict[str, Transport], limit: int = BATCH) -> int:
    """Send what is due of `those`; `carriers` holds, by their way, those that are open already."""
    return _send(claim(now, limit=limit, those=those), carriers=carriers)


def _send(claimed: Sequence[Message], *, carriers: dict[str, Transport]) -> int:
    resting: set[str] = set()
    working: set[str] = set()
    wishes = preferences.of_all(claimed)
    try:
        for message in claimed:
            way = ways.of(message)
            if stopping.requested.is_set() or _nearly_over(message) or way in resting:
                release(message)
                continue
            decision = preferences.decide(message, wishes.get(message.user_id), now=timezone.now())
            if decision.choice is not Choice.SEND:
                _put_off(message, decision)
                continue
            outcome = _try(message, carriers, way)
            _weigh(way, outcome, working=working, resting=resting)
    finally:
        for carrier in carriers.values():
            carrier.close()
    return len(claimed)


def _try(message: Message, carriers: dict[str, Transport], way: str) -> Outcome:
    """One try by an open carrier, or by one that is opened for it and those behind it."""
    carrier = carriers.get(way)
    if carrier is None:
        try:
            carrier = carriers[way] = ways.open_for(message)
        except DeliveryError as error:  # no channel is set
            outcome = Outcome(error=str(error), retry=error.retry, is_carriers=True)
            _finish(message, rendering.Text("", ""), outcome)
            return outcome
    return deliver(message, carrier)


def claim(now: datetime, *, limit: int, those: Q | None = None) -> Sequence[Message]:
    """Take up to `limit` due messages for this worker, oldest first."""
    due = _due(now, those=those or Q())
    return claim_these(list(due.values_list("pk", flat=True)[:limit]))


def claim_these(keys: Sequence[int]) -> Sequence[Message]:
    """Take those of `keys` that are free, oldest first."""
    if not keys:
        return []
    token, moment = secrets.token_hex(16), timezone.now()
    # The condition again: another worker may have been faster since the SELECT.
    mine = Message.objects.filter(_is_free(moment), pk__in=keys, due_at__isnull=False)
    mine.update(lease=token, lease_until=moment + LEASE)
    taken = Message.objects.filter(pk__in=keys, lease=token).select_related("user")
    return list(taken.order_by("due_at", "id"))


def _due(now: datetime, *, those: Q) -> QuerySet[Message]:
    moment = timezone.now()
    due = Message.objects.filter(_is_free(moment), those, due_at__lte=max(now, moment))
    if (names := health.blocked(moment)) and (resting := ways.resting(names)) is not None:
        due = due.exclude(resting)
    return due.order_by("due_at", "id")


def _is_free(moment: datetime) -> Q:
    """Nobody has it in hand. A lease that ends far too late is of a clock that was set back since.

    By far: whoever waited for the database looks with an old `moment` at a lease that is younger.
    """
    over = Q(lease_until__lt=moment) | Q(lease_until__gt=moment + LEASE + IMPOSSIBLE)
    return Q(lease_until__isnull=True) | over


def _here() -> Q:
    """What no process of its own sends."""
    elsewhere = ways.served_elsewhere()
    return Q() if elsewhere is None else ~elsewhere


def deliver(message: Message, carrier: Transport) -> Outcome:
    """One try: look up the address, write the text, hand it over, note the outcome."""
    text = rendering.Text("", "")
    try:
        address = _address(message)
        text = rendering.text_of(message)
        key = f"kentongan-{message.pk}"
        if message.in_reply_to and isinstance(carrier, Threading):
            reference = carrier.send_reply(
                address, text.subject, text.body, message_id=key, in_reply_to=message.in_reply_to
            )
        else:
            reference = carrier.send(address, text.subject, text.body, message_id=key)
        outcome = Outcome(reference=reference)
    except Unwanted as error:
        outcome = Outcome(error=str(error), is_unwanted=True)
    except DeliveryError as error:
        outcome = Outcome(
            error=str(error), retry=error.retry, is_carriers=error.retry, is_away=error.is_away
        )
    except Exception as error:  # a fault in one text must not hold up all others
        log.exception("Message %s could not be sent", message.pk)
        outcome = Outcome(error=f"{type(error).__name__}: {error}", retry=True)
    _finish(message, text, outcome)
    return outcome


def _weigh(transport: str, outcome: Outcome, *, working: set[str], resting: set[str]) -> None:
    """Note how the carrier does: a success once in a batch, a failure each time."""
    if not outcome.error:
        if transport not in working:
            health.succeeded(transport)
            working.add(transport)
    elif outcome.is_carriers:
        working.discard(transport)
        if health.failed(transport, error=outcome.error) or outcome.is_away:
            resting.add(transport)


@transaction.atomic
def _put_off(message: Message, decision: Decision) -> None:
    """The recipient wants it later, in the daily letter, or not at all."""
    columns: dict[str, object] = {"lease": "", "lease_until": None}
    if decision.choice is Choice.LATER:
        columns["due_at"] = decision.at
    else:
        is_folded = decision.choice is Choice.FOLD
        state = Message.State.FOLDED if is_folded else Message.State.CANCELLED
        columns |= {"due_at": None, "state": state}
    if _mine(message).update(**columns) and decision.choice is Choice.FOLD:
        assert message.user_id is not None
        assert decision.at is not None
        DigestItem.objects.create(message=message, user_id=message.user_id, due_at=decision.at)


def _nearly_over(message: Message) -> bool:
    """A carrier that hangs used up the lease: the rest waits for the next round."""
    until = message.lease_until
    return until is not None and timezone.now() > until - MARGIN


def release(message: Message) -> None:
    """Give back a claim that was not used."""
    _mine(message).update(lease="", lease_until=None)


def requeue(message: Message, *, by_id: int | None, by_label: str) -> bool:
    """Try a dead message again from the beginning; False when it is not dead."""
    rows = Message.objects.filter(pk=message.pk, state=Message.State.DEAD)
    if not rows.update(state=Message.State.WAITING, due_at=timezone.now(), tries=0, last_error=""):
        return False
    subject = f"message:{message.pk}"
    audit_log.record("message_requeued", actor_id=by_id, actor_label=by_label, subject=subject)
    return True


def cancel(about: int, *, purpose: str) -> int:
    """Take back messages of one kind that have not gone out yet."""
    rows = Message.objects.filter(about=about, purpose=purpose, due_at__isnull=False, lease="")
    return rows.update(state=Message.State.CANCELLED, due_at=None)


def _address(message: Message) -> str:
    """Where it goes; opened only now. Raises DeliveryError when there is no address any more."""
    address = message.address
    if message.transport == Message.Transport.PUSH:
        return address or f"user:{message.user_id}"
    is_sms = message.transport == Message.Transport.SMS
    if message.identity_id:
        is_asked_for = message.purpose in ASKED_FOR
        if not is_asked_for and contacts.wants_none(
            message.identity_id, transport=message.transport
        ):
            raise Unwanted("the recipient asked for no more messages")
        address = vault.address_of(message.identity_id, transport=message.transport)
    elif message.transport == Message.Transport.WEBHOOK:
        address = preferences.hook_of(message.user_id)
    elif message.user:
        address = message.user.phone if is_sms else message.user.email
    if not address:
        raise DeliveryError("the recipient has no address for this transport", retry=False)
    return address


def _finish(message: Message, text: rendering.Text, outcome: Outcome) -> None:
    now = timezone.now()
    tries = message.tries + 1
    columns: dict[str, object] = {"tries": tries, "lease": "", "lease_until": None}
    if not outcome.error:
        is_secret = message.purpose in SECRET
        columns |= {
            "state": Message.State.SENT,
            "due_at": None,
            "sent_at": now,
            "carrier_reference": outcome.reference[:200],
            "last_error": "",
            "subject": text.subject[:300],
            # What is secret is wiped, but on the demo's own page.
            "body": "" if is_secret and outcome.reference != "page" else text.body,
        }
    elif outcome.retry and tries <= len(BACKOFF):
        columns |= {
            "state": Message.State.FAILED,
            "due_at": now + BACKOFF[tries - 1],
            "last_error": outcome.error[:500],
        }
    elif outcome.is_unwanted:
        columns |= {"state": Message.State.CANCELLED, "due_at": None, "last_error": outcome.error}
    else:
        columns |= {
            "state": Message.State.DEAD,
            "due_at": None,
            "last_error": outcome.error[:500],
        }
    if not _mine(message).update(**columns):
        log.warning("Message %s was finished by another worker", message.pk)


def _mine(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, lease=message.lease)
