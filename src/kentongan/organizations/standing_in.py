"""The only place that lets somebody stand in for a colleague on leave, and ends it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.audit import log
from kentongan.common import clock
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership, StandIn
from kentongan.organizations.permissions import may_give
from kentongan.organizations.roles import Role


def may_appoint(by: Actor, membership: Membership) -> bool:
    """Whoever could give the role, and its holder; not a deputy, who cannot pass it on."""
    if by.is_deputy:
        return False
    own = by.user_id == membership.user_id
    return own or may_give(by, role=Role(membership.role), organization=membership.organization)


@transaction.atomic
def stand_in(
    membership: Membership,
    *,
    deputy: User,
    valid_from: date,
    valid_to: date,
    decree_number: str = "",
    by: Actor,
) -> StandIn:
    """`deputy` wears this hat from a day to a day; each step says on whose behalf."""
    held = Membership.objects.select_related("organization", "user").get(pk=membership.pk)
    _check(by, held)
    if deputy.pk == held.user_id:
        raise ChangeRefused(_("Choose another person."))
    if valid_to < valid_from or valid_to < clock.today():
        raise ChangeRefused(_("The last day lies before the first."))
    if held.valid_to is not None and held.valid_to < valid_to:
        raise ChangeRefused(_("The role itself ends before that day."))
    body = held.organization.institution_id
    colleagues = Membership.objects.valid_on(clock.today()).filter(user=deputy)
    if not colleagues.filter(organization__institution=body).exists():
        raise ChangeRefused(_("The deputy must be an officer of the same institution."))
    others = StandIn.objects.filter(membership=held, ended_at=None)
    if others.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise ChangeRefused(_("Somebody stands in on those days already. End that first."))
    made = StandIn.objects.create(
        membership=held,
        deputy=deputy,
        decree_number=decree_number.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        appointed_by_id=by.user_id,
    )
    _record("membership.stand_in", made, by, to=valid_to.isoformat())
    return made


@transaction.atomic
def end_stand_in(found: StandIn, *, by: Actor) -> None:
    """The holder is back."""
    held = Membership.objects.select_related("organization").get(pk=found.membership_id)
    _check(by, held)
    if not StandIn.objects.filter(pk=found.pk, ended_at=None).update(ended_at=clock.now()):
        raise ChangeRefused(_("This has ended already."))
    _record("membership.stand_in_ended", found, by)


def _check(by: Actor, held: Membership) -> None:
    if not may_appoint(by, held):
        raise PermissionRefused(_("You may not give or end this role in this office."))


def _record(action: str, made: StandIn, by: Actor, **detail: str) -> None:
    log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"membership:{made.membership_id}",
        detail={"deputy": str(made.deputy_id), **detail},
    )
