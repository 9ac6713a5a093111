"""Who may enter the officers' pages: people with a role today, nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kentongan.desk.hats import hats
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class OfficerRequest(HttpRequest):
    """A request of somebody with a role; `actor` is the hat that is worn."""

    actor: Actor


def officer_required(
    view: Callable[Concatenate[OfficerRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Strangers are sent to sign in, citizens are refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not hats(request):
            raise PermissionDenied
        response = view(cast(OfficerRequest, request), *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], checked)


def frame(request: OfficerRequest) -> dict[str, object]:
    """What the header of every officers' page shows."""
    worn = next(one for one in hats(request) if one.pk == request.actor.membership_id)
    return {
        "actor": request.actor,
        "role_name": worn.get_role_display(),
        "office": worn.organization.short_name,
        "memberships": hats(request),
        "bell_count": Message.objects.unread_count(request.actor.user_id or 0),
    }
