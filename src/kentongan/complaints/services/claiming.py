"""A reporter takes an earlier complaint into an account: who knows its PIN may."""

from kentongan.complaints.models import Complaint
from kentongan.organizations.actor import Actor


def claim(complaint_id: int, *, by: Actor) -> bool:
    """Put a complaint among those of `by`; False when it stands in another account.

    The caller has judged number and PIN (`pins.opens`). It is no step of the workflow, and it is not
    in the audit log, which would tell its readers whose account belongs to which complaint.
    """
    rows = Complaint.objects.visible_to(Actor.with_pin(complaint_id))
    if rows.filter(reporter_user=None).update(reporter_user=by.user_id):
        return True
    return rows.filter(reporter_user=by.user_id).exists()
