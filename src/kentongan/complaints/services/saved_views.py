"""Keeping a list with its filters under a name, and forgetting it again."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints.models import SavedView
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

MOST = 30  # of one person, in one role
# Who answers for an office may also take away what a colleague shared there.
TIDIERS = frozenset({Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN, Role.UNIT_HEAD, Role.LIAISON})


def of(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own, and those that the office shares among people of this role."""
    here = SavedView.objects.filter(organization=actor.organization_id, role=actor.role)
    return here.filter(Q(owner=actor.user_id) | Q(is_shared=True))


def keep(*, name: str, query: str, is_shared: bool, by: Actor) -> SavedView:
    """Keep it, or change the one that has this name."""
    name = " ".join(name.split())[:60]
    if not name:
        raise MoveRefused(_("Give the view a name."))
    own = SavedView.objects.filter(owner=by.user_id, role=by.role, organization=by.organization_id)
    if own.exclude(name=name).count() >= MOST:
        raise MoveRefused(_("You keep %(most)s views. Forget one first.") % {"most": MOST})
    assert by.organization_id is not None  # an officer acts in an office
    kept, _is_new = SavedView.objects.update_or_create(
        owner_id=by.user_id,
        role=by.role,
        organization_id=by.organization_id,
        name=name,
        defaults={"query": query, "is_shared": is_shared, "at": clock.now()},
    )
    return kept


def may_forget(view: SavedView, *, by: Actor) -> bool:
    """One's own; in the office's lists, whoever answers for it."""
    return view.owner_id == by.user_id or by.role in TIDIERS


def forget(view: SavedView, *, by: Actor) -> None:
    """The view is gone; the reports in it are where they were."""
    if not may_forget(view, by=by):
        raise MoveRefused(_("A colleague has shared this view. Ask them to forget it."))
    view.delete()
