"""Who wrote a message, as far as it is proved, and what it asks for; above all by e-mail.

The sender of an e-mail is what anybody wrote there. It counts as proved when our own mail server
says so (SPF, DKIM and DMARC, for the domain in From), or when the mail answers one of ours: its
mark can be known to nobody but who read that mailbox.
"""

from datetime import datetime

from kentongan.accounts import contacts, vault
from kentongan.accounts.models import VerifiedContact
from kentongan.channels import grammar, keywords, ownership
from kentongan.channels.grammar import Command
from kentongan.channels.models import InboundMessage
from kentongan.channels.ownership import Sender
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message


def read(
    message: InboundMessage, contact: VerifiedContact, *, at: datetime
) -> tuple[Command, Sender]:
    """The command in a message, and its sender."""
    more = keywords.known()
    if message.transport != "email":
        return grammar.parse(message.text, more=more), Sender(contact, at)
    ours = _answered(message, contact)
    complaint = _complaint_of(ours) if ours else None
    if ours is None:
        message.answers = None  # the mark is right, the mailbox another: forwarded, or stolen
    if complaint is not None:
        ownership.prove(contact, complaint.pk, at=at)
    command = grammar.parse_mail(
        message.subject,
        message.text,
        more=more,
        code=complaint.number if complaint is not None else "",
    )
    return command, Sender(contact, at, may_act=message.is_proved or ours is not None)


def _answered(message: InboundMessage, contact: VerifiedContact) -> Message | None:
    """The mail of ours that it answers, if that one went to the mailbox that now writes."""
    ours = Message.objects.filter(pk=message.answers or 0).select_related("user").first()
    if ours is None:
        return None
    if ours.identity_id:
        went_to = vault.address_of(ours.identity_id, transport="email")
    else:
        went_to = ours.user.email if ours.user else ours.address
    is_same = went_to.casefold() == contacts.address_of(contact).casefold()
    return ours if is_same else None


def _complaint_of(ours: Message) -> Complaint | None:
    """The report whose reporter was written to; a mail to an officer makes nobody its reporter."""
    complaint = Complaint.objects.filter(pk=ours.about or 0).first()
    if complaint is None:
        return None
    is_reporters = ours.identity_id is not None or (
        ours.user_id is not None and ours.user_id == complaint.reporter_user_id
    )
    return complaint if is_reporters else None
