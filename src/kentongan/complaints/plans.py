"""Which approved answers wait for their time, and which plans were overtaken by another step."""

from datetime import datetime

from kentongan.complaints.choices import Status
from kentongan.complaints.models import Answer, Complaint, PlannedAnswer


def of(complaint: Complaint) -> PlannedAnswer | None:
    """The plan that holds; after any step that moved the complaint it holds no more."""
    if complaint.status != Status.AWAITING_APPROVAL:
        return None
    row: PlannedAnswer | None = getattr(complaint, "planned", None)
    return row if row and row.planned_at >= complaint.status_since else None


def put(
    complaint: Complaint, draft: Answer, *, publish_at: datetime, by_membership: int, at: datetime
) -> None:
    """Keep the plan; one that was overtaken gives way."""
    row, _is_new = PlannedAnswer.objects.update_or_create(
        complaint=complaint,
        defaults={
            "answer": draft,
            "publish_at": publish_at,
            "approver_id": by_membership,
            "planned_at": at,
        },
    )
    complaint._state.fields_cache["planned"] = row


def drop(complaint: Complaint) -> None:
    """Nothing is planned any more."""
    PlannedAnswer.objects.filter(complaint=complaint).delete()
    complaint._state.fields_cache["planned"] = None
