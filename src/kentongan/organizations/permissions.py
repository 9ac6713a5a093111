"""The only place that says who may change which office, and who may give which role."""

from django.utils.translation import gettext as _

from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import OFFICER_ROLES, Role

Level = Organization.Level

# Held at the national desk and given by it or by the operator: they reach beyond one institution.
NATIONAL_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.AUDITOR, Role.OPERATOR})


def may_change(by: Actor, *, level: str, institution_id: int | None) -> bool:
    """Whether the actor administers offices of this level in this institution."""
    match by.role:
        case Role.OPERATOR:
            return True
        case Role.NATIONAL_ADMIN:
            return level in {Level.NATIONAL, Level.INSTITUTION}
        case Role.INSTITUTION_ADMIN:
            inside = by.institution_id is not None and by.institution_id == institution_id
            return inside and level in {Level.UNIT, Level.SUBUNIT}
    return False


def check_change(by: Actor, *, level: str, institution_id: int | None) -> None:
    """Refuse whoever does not administer such offices."""
    if not may_change(by, level=level, institution_id=institution_id):
        raise PermissionRefused(_("This office is administered by somebody else."))


def may_give(by: Actor, *, role: Role, organization: Organization) -> bool:
    """Whether the actor may give this role in this office, or take it away."""
    match by.role:
        case Role.OPERATOR:
            return True
        case Role.NATIONAL_ADMIN:
            if role is Role.OPERATOR:
                return False
            # A district's first administrator is appointed from above.
            high = organization.level in {Level.NATIONAL, Level.INSTITUTION}
            return high or role is Role.INSTITUTION_ADMIN
        case Role.INSTITUTION_ADMIN:
            inside = by.institution_id is not None
            inside = inside and by.institution_id == organization.institution_id
            return inside and role not in NATIONAL_ROLES
    return False


def roles_for(by: Actor, *, organization: Organization) -> list[Role]:
    """The roles that the actor may give there: what a form offers."""
    return [
        role
        for role in Role
        if role in OFFICER_ROLES
        and fits(role, organization)
        and may_give(by, role=role, organization=organization)
    ]


def fits(role: Role, organization: Organization) -> bool:
    """Whether such a role can be held in such an office at all."""
    if role in NATIONAL_ROLES:
        return organization.level == Level.NATIONAL
    return organization.level != Level.NATIONAL and not organization.is_external


def check_grant(by: Actor, *, role: Role, organization: Organization, user_id: int) -> None:
    """Refuse a role that cannot be held there, or that the actor may not give."""
    if role not in OFFICER_ROLES or not fits(role, organization):
        raise ChangeRefused(_("This role cannot be held in this office."))
    if not may_give(by, role=role, organization=organization):
        raise PermissionRefused(_("You may not give or end this role in this office."))
    # Two persons for each appointment; the operator alone sets up an empty installation.
    if user_id == by.user_id and by.role is not Role.OPERATOR:
        raise PermissionRefused(_("Nobody gives a role to themselves. Ask a colleague."))
