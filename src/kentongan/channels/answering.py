"""The only place that writes SMS back to a sender: into the outbox, in the caller's transaction."""

from datetime import datetime

from kentongan.accounts import contacts
from kentongan.accounts.models import VerifiedContact
from kentongan.channels import replies
from kentongan.channels.models import InboundMessage
from kentongan.complaints.models import Complaint
from kentongan.notifications import gsm, outbox
from kentongan.notifications.outbox import Outgoing


def queue(
    message: InboundMessage,
    contact: VerifiedContact,
    text: str,
    *,
    purpose: str,
    complaint: Complaint | None = None,
    parts: int = 1,
    again: str = "",
) -> None:
    """One answer to one message, cut where it would cost more than `parts` messages."""
    outbox.queue(
        [
            Outgoing(
                purpose=purpose,
                transport="sms",
                dedupe=f"inbound:{message.pk}{again}",
                body=gsm.fitted(text, parts=parts),
                about=complaint.pk if complaint else None,
                reference=complaint.number if complaint else "",
                identity_id=contact.identity_id,
            )
        ]
    )


def help_once(message: InboundMessage, contact: VerifiedContact, *, at: datetime) -> None:
    """Say once a day that an officer reads it, and how a report begins."""
    if contacts.spend_help(contact, at=at) and contacts.spend_reply(contact, at=at):
        queue(message, contact, replies.to_officer(), purpose="sms_reply")
