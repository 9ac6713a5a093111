"""From codes and ids that a program sends to rows; what is unknown here is a fault of its field."""

from typing import Any

from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.api import files
from kentongan.api.problems import field_problem
from kentongan.common import clock, ids
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Category, Complaint
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization


def facts(given: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """The keyword arguments of a service, from the fields of a body."""
    return {name: _READ[name](value, name, actor) if name in _READ else value
            for name, value in given.items()}  # fmt: skip


def _office(code: str, field: str, actor: Actor) -> Organization:
    found = Organization.objects.valid_on(clock.today()).filter(code=code).first()
    if found is None:
        raise field_problem(field, _("No office has this code."))
    return found


def _offices(codes: list[str], field: str, actor: Actor) -> list[Organization]:
    return [_office(one, field, actor) for one in codes]


def _person(user_id: int, field: str, actor: Actor) -> User:
    held = Membership.objects.valid_on(clock.today()).filter(user=user_id)
    if actor.institution_id is not None:
        held = held.filter(organization__institution=actor.institution_id)
    found = held.select_related("user").first()
    if found is None:
        raise field_problem(field, _("Nobody with this id works there."))
    return found.user


def _master(number: str, field: str, actor: Actor) -> Complaint:
    rows = Complaint.objects.visible_to(actor)
    found: Complaint | None = rows.filter(number=ids.read_number(number) or "").first()
    if found is None:
        raise field_problem(field, _("There is no complaint with this number."))
    return found


def _category(code: str, field: str, actor: Actor) -> Category | None:
    if not code:
        return None
    found = Category.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise field_problem(field, _("No subject has this code."))
    return found


def _kind(value: str, field: str, actor: Actor) -> Any:
    return AnswerKind(value) if value in AnswerKind.values else value


_READ: dict[str, Any] = {
    "institution": _office,
    "unit": _office,
    "external_body": _office,
    "proposed_owner": _office,
    "contributing": _offices,
    "arbiter": _person,
    "handler": _person,
    "master": _master,
    "category": _category,
    "kind": _kind,
    "contest_reason": lambda value, _field, _actor: value or "",
    "files": lambda value, _field, _actor: files.read(value),
}
