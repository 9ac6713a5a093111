"""Which sections of administration there are, and for whom: a row for each."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import ADMIN_ROLES, Role

READERS = frozenset({Role.OPERATOR, Role.AUDITOR})
# Texts and the general ladder hold for every institution.
NATION = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN})
# Whoever answers keeps texts ready for the own office.
WRITERS = ADMIN_ROLES | {Role.LIAISON, Role.UNIT_HEAD}


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the side bar; `code` is the name of its first page, too."""

    code: str
    label: Any
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class View:
    """A link of the side bar."""

    url: str
    label: Any
    current: bool
    count: None = None


SECTIONS = (
    Section("start", _("Overview"), ADMIN_ROLES | READERS),
    Section("offices", _("Offices"), ADMIN_ROLES),
    Section("people", _("People and roles"), ADMIN_ROLES),
    Section("categories", _("Subjects"), ADMIN_ROLES),
    Section("holidays", _("Holidays"), ADMIN_ROLES),
    Section("hours", _("Office hours"), ADMIN_ROLES),
    Section("rules", _("Limits"), ADMIN_ROLES),
    Section("messages", _("Messages"), ADMIN_ROLES),
    Section("channels", _("Channels"), ADMIN_ROLES),
    Section("texts", _("Texts of messages"), NATION),
    Section("templates", _("Texts kept ready"), WRITERS),
    Section("ladder", _("Escalation ladder"), ADMIN_ROLES),
    Section("simulation", _("What will happen"), ADMIN_ROLES),
    Section("promises", _("Promises"), ADMIN_ROLES),
    Section("keys", _("Keys of programs"), ADMIN_ROLES),
    Section("webhooks", _("Webhooks"), ADMIN_ROLES),
    Section("audit", _("Audit log"), READERS),
)


def is_open(code: str, actor: Actor) -> bool:
    """Whether the actor has this section."""
    return any(one.code == code and actor.role in one.roles for one in SECTIONS)


def views_for(actor: Actor, *, current: str) -> list[View]:
    """The side bar of this actor."""
    return [
        View(reverse(f"console:{one.code}"), one.label, one.code == current)
        for one in SECTIONS
        if actor.role in one.roles
    ]
