"""Opening the identity vault: who may, on what ground, and that it is written down."""

from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.accounts import blind, vault
from kentongan.accounts.vault import PersonalData
from kentongan.audit import log
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

# regulation.md 6: desks and inspectorate with a reason; units only who is not anonymous to them; the
# Ombudsman with the reporter's consent.
WITH_REASON = frozenset({Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTORATE})
# Whoever takes a complaint in may know that this person came before; a clerk, to the same clerk.
MAY_RECOGNISE = frozenset({Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN, Role.COUNTER_CLERK})
# Those who refer to the Ombudsman, and the Ombudsman.
MAY_EXPORT = frozenset({*WITH_REASON, Role.AUDITOR})
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


def earlier_of(*, phone: str, nik: str, by: Actor, most: int = 6) -> list[Complaint]:
    """Complaints of whoever has this telephone number or NIK, as far as `by` may see them.

    Nothing is opened; but it says who complained before, so it stands in the audit log.
    """
    if by.role not in MAY_RECOGNISE or not (phone or nik):
        return []
    known = Q(identity__phone_index__in=blind.all_of(phone) or [""]) & ~Q(identity__phone_index="")
    known |= Q(identity__nik_index__in=blind.all_of_nik(nik) or [""]) & ~Q(identity__nik_index="")
    rows = Complaint.objects.visible_to(by).filter(known).order_by("-submitted_at", "-pk")
    found = list(rows[:most])
    if found:
        log.record(
            "identity.recognise",
            actor_id=by.user_id,
            actor_label=by.label,
            subject="intake",
            detail={"complaints": ",".join(one.number for one in found)},
        )
    return found


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
