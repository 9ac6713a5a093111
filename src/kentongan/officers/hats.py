"""The memberships of a signed-in person, and which of them is worn in this session."""

from typing import cast

from django.http import HttpRequest

from kentongan.common import clock
from kentongan.common.statements import Prepared
from kentongan.notifications import bell
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership

SESSION_KEY = "membership"

# Every request of an officer asks this: it is compiled once, and counts the bell with it.
_WORN = Prepared(
    lambda *, user_id, on: directory.held(user_id=user_id, on=on).annotate(
        unread=bell.unread_column(user_id)
    )
)


def hats(request: HttpRequest) -> list[Membership]:
    """The roles this person may act in today, own and borrowed; one query for each request."""
    if not request.user.is_authenticated:
        return []
    known = getattr(request, "_hats", None)
    if known is None:
        found = _WORN.rows(user_id=request.user.pk, on=clock.today())
        known = directory.own_first(found, request.user.pk)
        for one in known:
            if one.user_id != request.user.pk:  # it is worn on behalf of a colleague on leave
                one.on_behalf_of, one.user = one.user.full_name, request.user
        request._hats = known  # type: ignore[attr-defined]
    return cast(list[Membership], known)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    worn = hats(request)
    if worn:
        chosen = request.session.get(SESSION_KEY)
        return Actor.of(next((one for one in worn if one.pk == chosen), worn[0]))
    if request.user.is_authenticated:
        return Actor.reporter(request.user)
    return Actor.public()


def wear(request: HttpRequest, membership_id: int) -> bool:
    """Change the hat; False when it is not one of this person's."""
    if not any(one.pk == membership_id for one in hats(request)):
        return False
    request.session[SESSION_KEY] = membership_id
    return True
