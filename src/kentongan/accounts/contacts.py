"""The only place that knows which address wrote to us when, and whether it may be written to.

An address is a number (SMS), an e-mail address, or a chat: `whatsapp:+628…`, `telegram:123`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from kentongan.accounts import blind, vault
from kentongan.accounts.models import Identity, VerifiedContact
from kentongan.accounts.vault import PersonalData


def arrived(number: str, *, at: datetime) -> VerifiedContact:
    """The contact of a number that has just written; after long silence it begins anew."""
    contact = find(number) or _new(number, at=at)
    silence = timedelta(days=settings.SMS_SILENCE_DAYS)
    if at - contact.seen_at > silence:
        contact.fresh_since = at
    contact.seen_at = max(at, contact.seen_at)
    rows = VerifiedContact.objects.filter(pk=contact.pk)
    rows.update(seen_at=contact.seen_at, fresh_since=contact.fresh_since)
    return contact


def find(number: str) -> VerifiedContact | None:
    """The contact of this number, if it ever wrote."""
    known = VerifiedContact.objects.filter(index__in=blind.all_of(number))
    return known.select_related("identity").first()


def _new(number: str, *, at: datetime) -> VerifiedContact:
    data = data_of(number)
    identity = vault.seal(data)
    contact = VerifiedContact(
        identity=identity,
        index=identity.phone_index or identity.email_index,
        transport=vault.transports_of(data)[0],
        fresh_since=at,
        seen_at=at,
    )
    try:
        with transaction.atomic():
            identity.save(force_insert=True)
            contact.save(force_insert=True)
    except IntegrityError:  # another worker reads another message of the same number
        found = find(number)
        if found is None:
            raise
        return found
    return contact


def data_of(address: str) -> PersonalData:
    """What an address tells of a person: how to reach them, and nothing else."""
    if address.startswith(blind.SCHEMES):
        return PersonalData(chat=address)
    return PersonalData(email=address) if "@" in address else PersonalData(phone=address)


def address_of(contact: VerifiedContact) -> str:
    """The address itself, for the machine that files a complaint for it."""
    bare = vault.address_of(contact.identity_id, transport=contact.transport)
    return bare if contact.transport in ("sms", "email") else f"{contact.transport}:{bare}"


def heard_since(address: str, *, since: datetime) -> bool:
    """Whether a word came from there lately: messengers let us write freely only then."""
    contact = find(address)
    return contact is not None and contact.seen_at > since


def opt_out(contact: VerifiedContact, *, at: datetime) -> None:
    """No more messages that the person did not ask for."""
    VerifiedContact.objects.filter(pk=contact.pk).update(opted_out_at=at)


def opt_in(contact: VerifiedContact) -> None:
    """The person wants to be told again."""
    VerifiedContact.objects.filter(pk=contact.pk).update(opted_out_at=None)


def block(contact: VerifiedContact, *, at: datetime | None) -> None:
    """An officer says that only rubbish comes from there (None: that it was a mistake)."""
    VerifiedContact.objects.filter(pk=contact.pk).update(blocked_at=at)


def wants_none(identity_id: UUID, *, transport: str) -> bool:
    """This person asked us, from that address, to stop."""
    column = "email_index" if transport == "email" else "phone_index"
    index = Identity.objects.filter(pk=identity_id).exclude(**{column: ""}).values(column)
    rows = VerifiedContact.objects.filter(index__in=index, opted_out_at__isnull=False)
    return rows.exists()


def spend_reply(contact: VerifiedContact, *, at: datetime) -> bool:
    """Count one automatic reply; False when the number has had its share of the day."""
    day = timezone.localdate(at)
    rows = VerifiedContact.objects.filter(pk=contact.pk)
    rows.filter(Q(replies_on=None) | ~Q(replies_on=day)).update(replies_on=day, replies=0)
    left = rows.filter(replies__lt=settings.SMS_REPLIES_PER_DAY)
    return bool(left.update(replies=F("replies") + 1))


def spend_help(contact: VerifiedContact, *, at: datetime) -> bool:
    """The help text goes to a number once a day, whatever it writes."""
    day = timezone.localdate(at)
    rows = VerifiedContact.objects.filter(pk=contact.pk)
    return bool(rows.filter(Q(helped_on=None) | ~Q(helped_on=day)).update(helped_on=day))
