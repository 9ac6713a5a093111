"""Opening the identity vault: who may, on what ground, and that it is written down."""

from django.utils.translation import gettext as _

from kentongan.accounts import vault
from kentongan.accounts.vault import PersonalData
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

# regulation.md 6: desks and inspectorate with a reason; units only who is not anonymous to them; the
# Ombudsman with the reporter's consent.
WITH_REASON = frozenset({Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTORATE})
UNLESS_ANONYMOUS = frozenset({Role.LIAISON, Role.UNIT_HEAD})


def may_reveal(complaint: Complaint, actor: Actor) -> bool:
    """Role and flags allow `actor` to open who complained."""
    if complaint.identity_id is None:
        return False
    if actor.role in WITH_REASON:
        return True
    if actor.role == Role.AUDITOR:  # the reporter has agreed to it
        return complaint.status == Status.REFERRED and complaint.has_referral_consent
    return actor.role in UNLESS_ANONYMOUS and not complaint.is_anonymous


def reveal_identity(complaint: Complaint, *, by: Actor, reason: str) -> PersonalData:
    """Open the reporter's identity; raises MoveRefused, and logs who opened it and why."""
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise MoveRefused(_("This complaint is not with your office."))
    if complaint.identity_id is None:
        raise MoveRefused(_("The reporter left no name and no contact."))
    if not may_reveal(complaint, by):
        raise MoveRefused(_("The reporter is anonymous to your office."))
    if not reason.strip():
        raise Missing(_("Write why you need to know who it is. It is recorded."), field="reason")
    return vault.open_identity(
        complaint.identity_id,
        by_id=by.user_id,
        by_label=by.label,
        subject=f"complaint:{complaint.number}",
        reason=reason,
    )
