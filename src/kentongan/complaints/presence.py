"""Who has a complaint open just now. Known for a minute, told to colleagues only, kept nowhere else."""

from datetime import datetime, timedelta

from kentongan.common import clock
from kentongan.complaints.models import Complaint, Presence
from kentongan.organizations.actor import Actor

SHOWN = timedelta(seconds=45)  # three looks of an open window
KEPT = timedelta(minutes=2)


def look(complaint: Complaint, *, by: Actor) -> list[str]:
    """Note that `by` has it open; the names of the others who have."""
    if by.user_id is None:
        return []
    now = clock.now()
    Presence.objects.bulk_create(
        [Presence(complaint=complaint, user_id=by.user_id, seen_at=now)],
        update_conflicts=True,
        unique_fields=["complaint", "user"],
        update_fields=["seen_at"],
    )
    others = Presence.objects.filter(complaint=complaint, seen_at__gte=now - SHOWN)
    others = others.exclude(user=by.user_id).order_by("user__full_name")
    return list(others.values_list("user__full_name", flat=True)[:5])


def sweep(now: datetime) -> int:
    """Forget who looked at what."""
    gone, _by_model = Presence.objects.filter(seen_at__lt=now - KEPT).delete()
    return gone
