"""To the Ombudsman: after 60 days, with the reporter's recorded consent (UU 25/2009 art. 46)."""

from django.db import transaction

from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import dispositions
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor


def consent_referral(complaint: Complaint, *, by: Actor) -> Event:
    """The reporter agrees that the Ombudsman gets the file."""
    return take(complaint, "consent_referral", by=by, changes={"has_referral_consent": True})


@transaction.atomic
def refer(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """Hand the file to the Ombudsman; auditors can read it from now on."""
    changes = {"closed_kind": ""}
    event = take(complaint, "refer", by=by, text=reason, changes=changes, seen=seen)
    dispositions.end_all(complaint, at=event.at)
    return event
