"""Steps that the machine takes when a limit has passed; `sweeps.py` finds the complaints."""

from django.db import transaction

from kentongan.complaints.choices import ClosedKind
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import dispositions, merging
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor


def close_automatically(complaint: Complaint) -> Event:
    """Ten working days after a substantive answer without a word from the reporter."""
    changes = {"closed_kind": ClosedKind.AUTOMATIC}
    return take(complaint, "close_automatically", by=Actor.system(), changes=changes)


@transaction.atomic
def lapse(complaint: Complaint) -> Event:
    """Thirty days without the details asked for: deemed withdrawn (UU 25/2009 art. 44)."""
    event = take(complaint, "lapse", by=Actor.system(), facts={"deemed": True})
    dispositions.end_all(complaint, at=event.at)
    merging.release(complaint)
    return event


def break_promise(complaint: Complaint) -> Event:
    """The promised day passed without an answer: work goes on, and it counts as broken."""
    changes = {"promised_on": None}
    facts = {"promised_on": str(complaint.promised_on)}
    return take(complaint, "break_promise", by=Actor.system(), facts=facts, changes=changes)
