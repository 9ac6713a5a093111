"""The only place that writes back to a sender: into the outbox, in the caller's transaction.

An answer leaves by the channel by which the message came; by e-mail, in the same conversation.
"""

from datetime import datetime

from kentongan.accounts import contacts
from kentongan.accounts.models import VerifiedContact
from kentongan.channels import grammar, replies
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
    """One answer to one message; an SMS is cut where it would cost more than `parts` messages."""
    is_sms = message.transport == "sms"
    outbox.queue(
        [
            Outgoing(
                purpose=purpose,
                transport=message.transport,
                via=message.channel,
                dedupe=f"inbound:{message.pk}{again}",
                subject=_subject(message, complaint),
                in_reply_to=message.mail_id,
                body=gsm.fitted(text, parts=parts) if is_sms else text,
                about=complaint.pk if complaint else None,
                reference=complaint.number if complaint else "",
                identity_id=contact.identity_id,
            )
        ]
    )


def _subject(message: InboundMessage, complaint: Complaint | None) -> str:
    """The subject of the conversation, with the code, so that it can be found."""
    if message.transport != "email":
        return ""
    bare = grammar.bare_subject(message.subject)
    code = complaint.shown_number if complaint else ""
    named = bare if not code or code in bare else f"{code} {bare}"
    return f"Re: {named}"[:300].strip()


def help_once(message: InboundMessage, contact: VerifiedContact, *, at: datetime) -> None:
    """Say once a day that an officer reads it, and how a report begins."""
    if contacts.spend_help(contact, at=at) and contacts.spend_reply(contact, at=at):
        queue(message, contact, replies.to_officer(), purpose="sms_reply")
