"""The only writer of events, and the only place that proves that they add up."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kentongan.audit import chain
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.workflow import Move
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Fault:
    """A complaint whose record does not add up, and where."""

    number: str
    sequence: int
    reason: str


def build(
    complaint: Complaint,
    move: Move,
    *,
    by: Actor,
    source: str,
    target: str,
    at: datetime,
    facts: Mapping[str, object],
    text: str = "",
) -> Event:
    """The next event of `complaint` (unsaved), linked to the one before it."""
    nonce = secrets.token_hex(8) if text else ""
    came_by = {"door": by.door} if by.door else {}
    came_by |= {"sent_as": by.sent_as} if by.sent_as else {}
    event = Event(
        complaint_id=complaint.pk,
        sequence=complaint.version + 1,
        action=move.action,
        source=source,
        target=target,
        at=at,
        actor_user_id=by.user_id,
        actor_role=by.role,
        actor_organization_id=by.organization_id,
        actor_label=by.label,
        audience=move.audience,
        facts=came_by | dict(facts),
        text=text,
        text_nonce=nonce,
        text_digest=_digest(nonce, text) if text else "",
        previous_hash=complaint.head_hash,
    )
    event.hash = fingerprint(complaint.number, event)
    return event


def taken(complaint: Complaint, *, sent_as: str) -> Event | None:
    """The step that was sent under this key before, if it ever arrived."""
    return next(
        (one for one in complaint.events.all() if one.facts.get("sent_as") == sent_as), None
    )


def fingerprint(number: str, event: Event) -> str:
    """The hash of one event: of all that was recorded, of its text only the digest."""
    recorded = {
        "number": number,
        "sequence": event.sequence,
        "action": event.action,
        "source": event.source,
        "target": event.target,
        "at": event.at.astimezone(tz=UTC).isoformat(timespec="microseconds"),
        "user": event.actor_user_id,
        "role": str(event.actor_role),
        "organization": event.actor_organization_id,
        "label": event.actor_label,
        "audience": event.audience,
        "facts": event.facts,
        "text": event.text_digest,
    }
    return chain.link(event.previous_hash, recorded)


def verify(complaints: Iterable[Complaint]) -> list[Fault]:
    """Replay the events of each complaint: links, texts, statuses and the head must agree."""
    return [fault for one in complaints if (fault := _verify_one(one))]


def _verify_one(complaint: Complaint) -> Fault | None:
    previous, status, sequence = "", "", 0
    for event in complaint.events.order_by("sequence"):
        sequence += 1
        if event.sequence != sequence:
            return Fault(complaint.number, sequence, "an event is missing")
        if event.previous_hash != previous or event.hash != fingerprint(complaint.number, event):
            return Fault(complaint.number, sequence, "an event was changed")
        if event.text and _digest(event.text_nonce, event.text) != event.text_digest:
            return Fault(complaint.number, sequence, "the text of an event was changed")
        if event.source != status:
            return Fault(complaint.number, sequence, "the statuses do not follow one another")
        previous, status = event.hash, event.target
    if (complaint.head_hash, complaint.version, complaint.status) != (previous, sequence, status):
        return Fault(complaint.number, sequence, "the complaint does not match its events")
    return None


def _digest(nonce: str, text: str) -> str:
    return hashlib.sha256(f"{nonce}:{text}".encode()).hexdigest()
