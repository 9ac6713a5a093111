"""What machines of institutions are told of a step: facts, never words, never names."""

from django.db.models import Q

from kentongan.common import ids
from kentongan.complaints.models import Complaint, Disposition, Event
from kentongan.integrations import webhooks
from kentongan.integrations.webhooks import Happened


def queue(event: Event, complaint: Complaint) -> None:
    """Write what webhooks are owed; without webhooks this asks the database nothing."""
    listening = webhooks.listens(
        complaint.institution_id, event.action, units=lambda: _units(event, complaint)
    )
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
        legal_at=complaint.legal_at,
    )
    webhooks.queue(happened, listening)


def _units(event: Event, complaint: Complaint) -> set[int]:
    """Who has a part in it: who leads, who contributes, and from whom this step took it."""
    parts = Disposition.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=event.at), complaint=complaint.pk
    )
    found = set(parts.values_list("unit_id", flat=True))
    return found | ({complaint.unit_id} if complaint.unit_id else set())
