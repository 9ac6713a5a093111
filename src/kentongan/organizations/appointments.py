"""The only place that gives roles to people and ends them; each one is logged with its decree."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.audit import log
from kentongan.common import clock
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.permissions import check_grant
from kentongan.organizations.roles import Role


@transaction.atomic
def grant(
    user: User,
    *,
    role: Role,
    organization: Organization,
    decree_number: str,
    valid_from: date,
    by: Actor,
    valid_to: date | None = None,
) -> Membership:
    """Appoint a person to a role in an office, from a date, perhaps to a date."""
    office = Organization.objects.get(pk=organization.pk)
    check_grant(by, role=role, organization=office, user_id=user.pk)
    if valid_to is not None and valid_to < valid_from:
        raise ChangeRefused(_("The last day lies before the first."))
    if office.valid_from > valid_from or (office.valid_to or valid_from) < valid_from:
        raise ChangeRefused(_("%(office)s does not exist on that day.") % {"office": office.name})
    membership = Membership(
        user=user,
        organization=office,
        role=role,
        decree_number=decree_number.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _check_not_held(membership)
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError:
        raise ChangeRefused(_("This person holds this role there already.")) from None
    _record("membership.granted", membership, by, decree=membership.decree_number)
    return membership


@transaction.atomic
def end(membership: Membership, *, last_day: date, by: Actor) -> Membership:
    """Let a role end after `last_day`."""
    held = Membership.objects.select_related("user", "organization").get(pk=membership.pk)
    role = Role(held.role)
    # Laying down one's own role is allowed: 0 is nobody's number.
    check_grant(by, role=role, organization=held.organization, user_id=0)
    if last_day < held.valid_from:
        raise ChangeRefused(_("The last day lies before the first."))
    if held.valid_to is not None and held.valid_to < last_day:
        raise ChangeRefused(_("This role has ended already."))
    held.valid_to = last_day
    held.save(update_fields=["valid_to"])
    _record("membership.ended", held, by, last_day=last_day.isoformat())
    return held


@transaction.atomic
def extend(
    membership: Membership, *, last_day: date | None, decree_number: str, by: Actor
) -> Membership:
    """Let a role go on to a later day, or without an end, under the decree that says so."""
    held = Membership.objects.select_related("user", "organization").get(pk=membership.pk)
    check_grant(by, role=Role(held.role), organization=held.organization, user_id=held.user_id)
    if held.valid_to is None:
        raise ChangeRefused(_("This role has no end. Nothing needs to be extended."))
    if last_day is not None and last_day <= held.valid_to:
        raise ChangeRefused(_("Choose a day after the present last day."))
    office_end = held.organization.valid_to
    if office_end is not None and (last_day is None or last_day > office_end):
        raise ChangeRefused(_("The office itself ends before that day."))
    if held.valid_to < clock.today():
        raise ChangeRefused(_("This role has ended already. Give it anew."))
    before, held.valid_to = held.valid_to, last_day
    held.decree_number = decree_number.strip()
    _check_not_held(held)
    held.save(update_fields=["valid_to", "decree_number"])
    _record(
        "membership.extended",
        held,
        by,
        before=before.isoformat(),
        last_day=last_day.isoformat() if last_day else "",
        decree=held.decree_number,
    )
    return held


def _check_not_held(new: Membership) -> None:
    same = Membership.objects.filter(
        user=new.user, organization=new.organization, role=new.role
    ).exclude(valid_to__lt=new.valid_from)
    if new.pk:
        same = same.exclude(pk=new.pk)
    if new.valid_to is not None:
        same = same.filter(valid_from__lte=new.valid_to)
    if same.exists():
        raise ChangeRefused(_("This person holds this role there already."))


def _record(action: str, membership: Membership, by: Actor, **detail: str) -> None:
    log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"membership:{membership.pk}",
        detail={
            "user": str(membership.user_id),
            "role": membership.role,
            "organization": membership.organization.code,
            **detail,
        },
    )
