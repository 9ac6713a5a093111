"""To the Ombudsman: after 60 days, with the reporter's recorded consent (UU 25/2009 art. 46)."""

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.vault import PersonalData
from kentongan.audit import log
from kentongan.complaints import dossier
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import dispositions
from kentongan.complaints.services.identity import MAY_EXPORT, reveal_identity
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor

# What is agreed to; the words that stood before the reporter are kept with the consent.
CONSENT = _(
    "I agree that the Ombudsman of the Republic of Indonesia gets my report, its files, all answers, "
    "my name and my address for messages, to look into how it was handled."
)


def consent_referral(complaint: Complaint, *, by: Actor, wording: str = "") -> Event:
    """The reporter agrees that the Ombudsman gets the file; the record keeps to which words."""
    facts = {"wording": wording or str(CONSENT), "language": get_language() or ""}
    changes = {"has_referral_consent": True}
    return take(complaint, "consent_referral", by=by, facts=facts, changes=changes)


@transaction.atomic
def refer(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """Hand the file to the Ombudsman; auditors can read it from now on."""
    changes = {"closed_kind": ""}
    event = take(complaint, "refer", by=by, text=reason, changes=changes, seen=seen)
    dispositions.end_all(complaint, at=event.at)
    return event


def export_file(complaint: Complaint, *, by: Actor, reason: str) -> bytes:
    """The file for the Ombudsman, with who reported it; nobody gets one without the consent."""
    if by.role not in MAY_EXPORT or not complaint.has_referral_consent:
        raise MoveRefused(gettext("The reporter has not consented, or this is not your task."))
    person: PersonalData | None = None
    if complaint.identity_id:
        person = reveal_identity(complaint, by=by, reason=reason)
    log.record(
        "complaint.export",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"complaint:{complaint.number}",
        detail={"reason": reason},
    )
    return dossier.build(complaint, person=person)
