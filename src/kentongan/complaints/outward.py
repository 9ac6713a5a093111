"""What machines of institutions are told of a step: facts, never words, never names."""

from kentongan.common import ids
from kentongan.complaints.models import Complaint, Event
from kentongan.integrations import webhooks
from kentongan.integrations.webhooks import Happened


def queue(event: Event, complaint: Complaint) -> None:
    """Write what webhooks are owed; without webhooks this asks the database nothing."""
    listening = webhooks.listens(complaint.institution_id, event.action)
    if not listening:
        return
    happened = Happened(
        event_id=event.pk,
        action=event.action,
        source=event.source,
        target=event.target,
        at=event.at,
        version=event.sequence,
        number=ids.shown(complaint.number),
        institution=complaint.institution.code if complaint.institution else "",
        unit=complaint.unit.code if complaint.unit else "",
        category=complaint.category.code if complaint.category else "",
        due_at=complaint.due_at,
    )
    webhooks.queue(happened, listening)
