"""The door of the officers' pages: who is let in, and what each of them finds on the request."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from kentongan.officers import counter
from kentongan.officers.hats import hats
from kentongan.organizations.actor import Actor


class OfficerRequest(HttpRequest):
    """A request of a signed-in officer."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def officer_required(view: Callable[..., HttpResponse]) -> View:
    """Let officers in, send others to sign in, refuse citizens; nothing of it is kept by a cache."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(cast(OfficerRequest, request))
        if not cast(OfficerRequest, request).actor.is_officer:
            raise PermissionDenied
        counter.step_up(request, str(kwargs.get("number", "")))
        return view(request, *args, **kwargs)

    return guarded


def _to_sign_in(request: OfficerRequest) -> HttpResponse:
    answer = redirect_to_login(request.get_full_path())
    # Swapped into a part of the page, a sign-in form would be lost: take the whole window there.
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def frame(request: OfficerRequest) -> dict[str, Any]:
    """What the header shows; the hats are known already, and the bell with them."""
    worn = hats(request)
    hat = next(one for one in worn if one.pk == request.actor.membership_id)
    return {
        "actor": request.actor,
        "role_name": hat.get_role_display(),
        "office": hat.organization.name,
        "on_behalf_of": hat.on_behalf_of,
        "memberships": worn,
        "bell_count": hat.unread,  # type: ignore[attr-defined] # counted with the hats
    }
