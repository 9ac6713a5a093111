"""Who acts: the one value by which services and `visible_to` know a person and the hat worn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from kentongan.organizations.roles import (
    ADMIN_ROLES,
    FORECAST_ROLES,
    MESSAGE_ROLES,
    OFFICER_ROLES,
    UNIT_ROLES,
    Role,
)

if TYPE_CHECKING:
    from kentongan.accounts.models import User
    from kentongan.organizations.models import Membership


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role. `path` is the organization's place in the tree, `/1/5/12/`."""

    role: Role
    label: str
    user_id: int | None = None
    membership_id: int | None = None
    organization_id: int | None = None
    institution_id: int | None = None
    path: str = ""
    complaint_id: int | None = None
    door: str = ""  # by which way a citizen's step came: a `Channel`
    sent_as: str = ""  # the key of a step that waited on a device: it is taken once
    is_deputy: bool = False  # wears the hat of a colleague on leave

    @classmethod
    def of(cls, membership: "Membership") -> Self:
        """An officer: `membership` comes with `user` and `organization` selected."""
        organization, label = membership.organization, membership.user.full_name
        if membership.on_behalf_of:  # "atas nama", as officials sign
            label = f"{label} a.n. {membership.on_behalf_of}"
        return cls(
            role=Role(membership.role),
            label=label[:160],
            is_deputy=bool(membership.on_behalf_of),
            user_id=membership.user_id,
            membership_id=membership.pk,
            organization_id=organization.pk,
            institution_id=organization.institution_id,
            path=organization.path,
        )

    @classmethod
    def reporter(cls, user: "User", *, door: str = "") -> Self:
        """A citizen with an account: sees the complaints filed from it."""
        return cls(role=Role.REPORTER, label="", user_id=user.pk, door=door)

    @classmethod
    def with_pin(cls, complaint_id: int, *, door: str = "") -> Self:
        """A citizen without an account who gave number and PIN: sees that one complaint."""
        return cls(role=Role.REPORTER, label="", complaint_id=complaint_id, door=door)

    def at_counter(self, complaint_id: int | None) -> Self:
        """A clerk before whom the reporter stands and has shown the PIN of that one complaint."""
        return replace(self, complaint_id=complaint_id)

    def through(self, door: str, *, sent_as: str = "") -> Self:
        """The same, with the way by which the reporter's word came."""
        return replace(self, door=door, sent_as=sent_as)

    @classmethod
    def system(cls) -> Self:
        """The machine itself: automatic closing, deemed withdrawal."""
        return cls(role=Role.SYSTEM, label="Kentongan")

    @classmethod
    def public(cls) -> Self:
        """Anybody: sees what is published."""
        return cls(role=Role.PUBLIC, label="")

    @classmethod
    def within(cls, role: Role, scope: Mapping[str, Any]) -> Self:
        """Whoever acts in `role` within `scope`; for statements that are kept by role."""
        return cls(role=role, label="", **scope)

    @property
    def scope(self) -> dict[str, Any]:
        """The values by which `visible_to` decides, beside the role."""
        return {
            "user_id": self.user_id,
            "organization_id": self.organization_id,
            "institution_id": self.institution_id,
            "path": self.path,
            "complaint_id": self.complaint_id,
        }

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICER_ROLES

    @property
    def administers(self) -> bool:
        """Has pages of administration at all; what can be changed there is asked row by row."""
        return self.role in ADMIN_ROLES or self.role == Role.AUDITOR

    @property
    def is_of_unit(self) -> bool:
        return self.role in UNIT_ROLES

    @property
    def serves_counter(self) -> bool:
        return self.role == Role.COUNTER_CLERK

    @property
    def reads_messages(self) -> bool:
        return self.role in MESSAGE_ROLES

    @property
    def reads_forecast(self) -> bool:
        return self.role in FORECAST_ROLES
