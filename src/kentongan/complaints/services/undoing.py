"""Taking a step back while nobody has acted on it: a step of its own, never a deletion."""

from typing import Any

from django.db import transaction

from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import dispositions
from kentongan.complaints.services.dispositions import NO_UNIT
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


@transaction.atomic
def recall(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """It went to the wrong office: back to the desk, as long as nobody there has looked at it."""
    changes: dict[str, Any] = dict(NO_UNIT)
    if by.role == Role.NATIONAL_ADMIN:
        changes |= {"institution": None, "in_agenda": False}
    event = take(complaint, "recall", by=by, changes=changes, seen=seen)
    dispositions.end_all(complaint, at=event.at)
    return event


def release(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """Nobody in particular works on it any more; the unit has it as before."""
    return take(complaint, "release", by=by, changes={"handler": None}, seen=seen)
