"""The only place that changes the tree of offices: a verb is one transaction and one log entry."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.organizations import tree
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused
from kentongan.organizations.models import PATH_LENGTH, Membership, Organization
from kentongan.organizations.permissions import check_change

Level = Organization.Level
TIME_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@transaction.atomic
def create(
    code: str,
    *,
    name: str,
    short_name: str,
    kind: str,
    parent: Organization,
    by: Actor,
    valid_from: date,
    area_id: str | None = None,
) -> Organization:
    """Found an office under `parent`; what it is under decides its level."""
    parent = _locked(parent)
    level = _level_under(parent)
    check_change(by, level=level, institution_id=parent.institution_id)
    _check_exists(parent, valid_from)
    office = Organization(
        code=code,
        name=name.strip(),
        short_name=short_name.strip(),
        level=level,
        kind=kind,
        parent=parent,
        institution_id=parent.institution_id,
        area_id=area_id,
        time_zone=parent.time_zone,
        is_external=kind == Organization.Kind.EXTERNAL,
        valid_from=valid_from,
    )
    try:
        with transaction.atomic():
            office.save(force_insert=True)
    except IntegrityError:
        raise ChangeRefused(_("An office with this code exists already.")) from None
    office.path = tree.path_of(office.pk, under=parent.path)
    _check_depth([office])
    if level == Level.INSTITUTION:
        office.institution = office
    office.save(update_fields=["path", "institution"])
    _record("organization.created", office, by, name=office.name, under=parent.code)
    return office


@transaction.atomic
def rename(organization: Organization, *, name: str, short_name: str, by: Actor) -> Organization:
    """Give an office its new name; the old one stays in the log."""
    office = _locked_for_change(organization, by)
    before = office.name
    office.name, office.short_name = name.strip(), short_name.strip()
    office.save(update_fields=["name", "short_name"])
    _record("organization.renamed", office, by, before=before, after=office.name)
    return office


@transaction.atomic
def describe(
    organization: Organization,
    *,
    responsible: str,
    address: str,
    phone: str,
    email: str,
    by: Actor,
) -> Organization:
    """State who is responsible and how to reach the office, as the law wants it published."""
    office = _locked_for_change(organization, by)
    facts = {"responsible": responsible, "address": address, "phone": phone, "email": email}
    for field, value in facts.items():
        setattr(office, field, value.strip())
    office.save(update_fields=list(facts))
    _record("organization.described", office, by, **facts)
    return office


@transaction.atomic
def set_time_zone(organization: Organization, *, time_zone: str, by: Actor) -> Organization:
    """All offices of an institution keep one time: WIB, WITA or WIT."""
    found = _locked_for_change(organization, by)
    if found.level != Level.INSTITUTION or time_zone not in TIME_ZONES:
        raise ChangeRefused(_("Choose WIB, WITA or WIT for a whole institution."))
    Organization.objects.filter(institution=found.pk).update(time_zone=time_zone)
    found.time_zone = time_zone
    _record("organization.time_zone", found, by, time_zone=time_zone)
    return found


@transaction.atomic
def move(organization: Organization, *, under: Organization, by: Actor) -> Organization:
    """Put an office with all that lies below it under another one of the same institution."""
    office = _locked_for_change(organization, by)
    parent = Organization.objects.get(pk=under.pk)
    before = Organization.objects.get(pk=office.parent_id).code if office.parent_id else ""
    _check_move(office, parent)
    _hang(office, under=parent)
    _record("organization.moved", office, by, before=before, after=parent.code)
    return office


@transaction.atomic
def merge_into(
    organization: Organization, *, successor: Organization, last_day: date, by: Actor
) -> Organization:
    """End an office after `last_day`; its successor takes over what lay below it."""
    office = _locked_for_change(organization, by)
    heir = Organization.objects.get(pk=successor.pk)
    if tree.is_within(heir.path, office.path) or heir.institution_id != office.institution_id:
        raise ChangeRefused(_("The successor must be another office of the same institution."))
    _check_exists(heir, last_day + timedelta(days=1))
    for below in Organization.objects.filter(parent=office).order_by("pk"):
        _hang(below, under=heir)
    office.successor = heir
    _finish(office, last_day)
    _record("organization.merged", office, by, into=heir.code, last_day=last_day.isoformat())
    return office


@transaction.atomic
def end(organization: Organization, *, last_day: date, by: Actor) -> Organization:
    """Dissolve an office after `last_day`; the roles held in it end with it."""
    office = _locked_for_change(organization, by)
    after = last_day + timedelta(days=1)
    if Organization.objects.filter(parent=office).valid_on(after).exists():
        raise ChangeRefused(_("Offices still belong to this one. Move or end them first."))
    _finish(office, last_day)
    _record("organization.ended", office, by, last_day=last_day.isoformat())
    return office


def _locked(organization: Organization) -> Organization:
    """The office as it is now, while no other change runs in the same institution.

    Two moves at the same time could otherwise hang two offices under one another.
    """
    top = organization.institution_id or organization.pk
    Organization.objects.select_for_update().get(pk=top)
    return Organization.objects.get(pk=organization.pk)


def _locked_for_change(organization: Organization, by: Actor) -> Organization:
    office = _locked(organization)
    check_change(by, level=office.level, institution_id=office.institution_id)
    return office


def _level_under(parent: Organization) -> str:
    if parent.is_external:
        raise ChangeRefused(_("Outside bodies keep their own offices."))
    if parent.level == Level.NATIONAL:
        return Level.INSTITUTION
    return Level.UNIT if parent.level == Level.INSTITUTION else Level.SUBUNIT


def _check_exists(office: Organization, day: date) -> None:
    if office.valid_from > day or (office.valid_to is not None and office.valid_to < day):
        raise ChangeRefused(_("%(office)s does not exist on that day.") % {"office": office.name})


def _check_move(office: Organization, parent: Organization) -> None:
    if office.level not in {Level.UNIT, Level.SUBUNIT}:
        raise ChangeRefused(_("The national desk and institutions keep their place."))
    if parent.institution_id != office.institution_id:
        raise ChangeRefused(
            _("An office stays in its institution. End it there and found it anew here.")
        )
    if tree.is_within(parent.path, office.path):
        raise ChangeRefused(_("An office cannot be placed under itself."))
    if parent.valid_to is not None:
        raise ChangeRefused(_("%(office)s has an end. Choose another.") % {"office": parent.name})


def _hang(office: Organization, *, under: Organization) -> None:
    """Write parent, level and path of an office, and the paths of everything below it."""
    old, new = office.path, tree.path_of(office.pk, under=under.path)
    below = list(Organization.objects.filter(path__startswith=old).exclude(pk=office.pk))
    for one in below:
        one.path = tree.moved(one.path, old=old, new=new)
    office.parent, office.level, office.path = under, _level_under(under), new
    _check_depth([office, *below])
    Organization.objects.bulk_update(below, ["path"])
    office.save(update_fields=["parent", "level", "path"])


def _check_depth(offices: list[Organization]) -> None:
    if any(len(office.path) > PATH_LENGTH for office in offices):
        raise ChangeRefused(_("Offices cannot be stacked that deep."))


def _finish(office: Organization, last_day: date) -> None:
    if last_day < office.valid_from:
        raise ChangeRefused(_("The last day lies before the first."))
    if office.valid_to is not None and office.valid_to < last_day:
        raise ChangeRefused(_("%(office)s has ended already.") % {"office": office.name})
    office.valid_to = last_day
    office.save(update_fields=["valid_to", "successor"])
    open_roles = Membership.objects.filter(organization=office, valid_from__lte=last_day)
    open_roles.exclude(valid_to__lte=last_day).update(valid_to=last_day)


def _record(action: str, office: Organization, by: Actor, **detail: Any) -> None:
    log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"organization:{office.code}",
        detail=detail,
    )
