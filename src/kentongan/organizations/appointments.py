"""The only place that gives roles to people and ends them; each one is logged with its decree."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.audit import log
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


def _check_not_held(new: Membership) -> None:
    same = Membership.objects.filter(
        user=new.user, organization=new.organization, role=new.role
    ).exclude(valid_to__lt=new.valid_from)
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
