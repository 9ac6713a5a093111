"""Which complaint a message means, and whether its sender has proved that it may know of it."""

from dataclasses import dataclass
from datetime import datetime

from kentongan.accounts import blind, contacts
from kentongan.accounts.models import VerifiedContact
from kentongan.channels.grammar import Command
from kentongan.channels.models import ComplaintContact
from kentongan.complaints import pins
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.organizations.actor import Actor

RELATED = ("institution", "unit", "external_body", "master", "area")
MOST = 20


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: a contact, at a moment.

    An e-mail may come from anybody, whoever it says it is from: what is told goes to the mailbox
    of the address and may be told, but nothing is done on its word alone (`may_act` False).
    """

    contact: VerifiedContact
    at: datetime
    may_act: bool = True

    @property
    def door(self) -> Channel:
        """By which way it came, for the record."""
        return Channel(self.contact.transport)


class Unproved(Exception):
    """The sender may not know of that complaint, or not any more."""


def prove(contact: VerifiedContact, complaint_id: int, *, at: datetime) -> None:
    """This number is the reporter's from now on: it filed it, or gave the PIN."""
    ComplaintContact.objects.update_or_create(
        contact=contact, complaint_id=complaint_id, defaults={"confirmed_at": at}
    )


def proved(contact: VerifiedContact) -> list[Complaint]:
    """The complaints that this number may know of, the newest first.

    A proof from before the number fell silent for long counts no more: somebody else may have it.
    """
    proofs = ComplaintContact.objects.filter(
        contact=contact, confirmed_at__gte=contact.fresh_since
    ).values("complaint")
    rows = Complaint.objects.filter(pk__in=proofs).select_related(*RELATED)
    return list(rows.order_by("-submitted_at", "-pk")[:MOST])


def meant(command: Command, sender: Sender) -> Complaint:
    """The complaint with the code in the message. Raises Unproved, pins.TooManyTries."""
    contact = sender.contact
    if command.pin:
        found = pins.opens(
            command.code, command.pin, address=f"{contact.transport}:{contact.index}"
        )
        if found is None:
            raise Unproved
        prove(contact, found, at=sender.at)
        complaint: Complaint = Complaint.objects.select_related(*RELATED).get(pk=found)
        return complaint
    for one in proved(contact):
        if one.number == command.code:
            return one
    raise Unproved


def actor_for(complaint: Complaint, *, door: str) -> Actor:
    """The reporter of that one complaint, who wrote by this way."""
    return Actor.with_pin(complaint.pk, door=door)


def known_of(contact: VerifiedContact) -> list[Complaint]:
    """For the officer who looks after a message: what was filed from, or for, this number."""
    column = "email_index" if contact.transport == "email" else "phone_index"
    indexes = blind.all_of(contacts.address_of(contact))
    rows = Complaint.objects.filter(**{f"identity__{column}__in": indexes})
    return list(rows.select_related(*RELATED).order_by("-submitted_at", "-pk")[:MOST])
