"""Archiving: a reason from the list, a second person, and the reporter's appeal."""

from django.db import transaction

from kentongan.complaints import gate
from kentongan.complaints.choices import ArchiveReason
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import dispositions, merging
from kentongan.complaints.services.dispositions import NO_UNIT
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor

NOT_PROPOSED = {"archive_proposed_by": None, "archive_reason": ""}


def propose_archive(
    complaint: Complaint,
    *,
    by: Actor,
    archive_reason: ArchiveReason | str,
    text: str,
    seen: int | None = None,
) -> Event:
    """Propose to end it without follow-up; `text` is what the reporter will read."""
    gate.refuse_not_ours(text)
    facts = {"archive_reason": str(archive_reason)}
    changes = {"archive_reason": archive_reason, "archive_proposed_by_id": by.user_id}
    return take(
        complaint, "propose_archive", by=by, facts=facts, text=text, changes=changes, seen=seen
    )


def refuse_archive(
    complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None
) -> Event:
    """The second person says no: it must be handled."""
    changes = dict(NOT_PROPOSED)
    return take(complaint, "refuse_archive", by=by, text=reason, changes=changes, seen=seen)


@transaction.atomic
def archive(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """A second person confirms; the reporter is told why and may appeal."""
    proposal = complaint.events.filter(action="propose_archive").order_by("-sequence").first()
    facts = {"archive_reason": complaint.archive_reason}
    text = proposal.text if proposal else ""
    event = take(complaint, "archive", by=by, facts=facts, text=text, seen=seen)
    dispositions.end_all(complaint, at=event.at)
    merging.release(complaint)
    return event


def appeal(complaint: Complaint, *, by: Actor, reason: str) -> Event:
    """The reporter objects to the archiving; the desk has it again and the clock goes on."""
    changes = NOT_PROPOSED | NO_UNIT
    return take(complaint, "appeal", by=by, text=reason, changes=changes)
