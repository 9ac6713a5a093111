"""The only place that says who may edit holidays and rules."""

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


def may_edit(by: Actor, *, institution_id: int | None) -> bool:
    """Rows of the nation belong to the national desk, those of an institution to its own desk."""
    match by.role:
        case Role.OPERATOR:
            return True
        case Role.NATIONAL_ADMIN:
            return institution_id is None
        case Role.INSTITUTION_ADMIN:
            return institution_id is not None and institution_id == by.institution_id
    return False
