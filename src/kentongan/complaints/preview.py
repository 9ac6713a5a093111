"""An answer as the reporter will get it on each channel, by the code that will send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.common import clock
from kentongan.complaints import disclosure, links, notices, points
from kentongan.complaints.choices import Clock
from kentongan.complaints.clocks import dates_of
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.points import Said, Shown
from kentongan.notifications import rendering
from kentongan.notifications.models import Message

CHANNELS = (
    Message.Transport.EMAIL,
    Message.Transport.SMS,
    Message.Transport.WHATSAPP,
    Message.Transport.TELEGRAM,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message; `reaches`: the reporter left an address for it."""

    label: str
    subject: str
    body: str
    reaches: bool
    units: int = 0
    parts: int = 0  # of an SMS


@dataclass(frozen=True, slots=True)
class Preview:
    """The page of the reporter, the public page, and each message."""

    at: datetime
    text: str
    public_text: str  # empty: the report is not published
    shown: list[Shown]
    messages: list[Sent]


def of_answer(complaint: Complaint, *, text: str, said: Sequence[Said]) -> Preview:
    """What an answer with this text and these outcomes becomes; nothing is written."""
    promised = points.promised(said)
    action = "schedule" if promised else "answer"
    facts = {"promised_on": promised.isoformat()} if promised else {}
    event = Event(action=action, text=text, facts=facts, at=clock.now())
    before = complaint.due_at
    complaint.due_at = dates_of(complaint, Clock.CLOSING, at=event.at) if not promised else before
    try:
        messages = [_sent(complaint, event, one) for one in CHANNELS]
    finally:
        complaint.due_at = before
    return Preview(
        at=event.at,
        text=disclosure.text_for_reporter(event),
        public_text=disclosure.text_for_all(event) if complaint.published_at else "",
        shown=points.foreseen(complaint, said),
        messages=messages,
    )


def _sent(complaint: Complaint, event: Event, transport: Message.Transport) -> Sent:
    message = notices.foreseen(event, complaint, transport=transport)
    text = rendering.text_of(message)
    units, parts = rendering.sms_length(text.body)
    is_sms = transport == Message.Transport.SMS
    return Sent(
        label=str(transport.label),
        subject=text.subject,
        # The link opens the report for whoever has it: an officer sees where it stands, not what.
        body=text.body.replace(links.token(complaint.number), "x" * links.LENGTH),
        reaches=transport in complaint.contact_by.split(","),
        units=units if is_sms else 0,
        parts=parts if is_sms else 0,
    )
