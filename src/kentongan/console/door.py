"""The door of the pages on clocks and messages: who is let in, and the frame around each page."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from kentongan.common import clock
from kentongan.notifications.models import Message
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

READERS = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN})
# Texts and the general ladder hold for every institution.
EDITORS = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN})


class ConsoleRequest(HttpRequest):
    """A request of somebody who administers."""

    actor: Actor


View = Callable[..., HttpResponse]


def let_in(roles: frozenset[Role]) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let these roles in, send strangers to sign in, refuse all others."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        @cache_control(private=True, no_store=True)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if cast(ConsoleRequest, request).actor.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def page(
    request: ConsoleRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page with header, bell, hats and the side bar of this part of the console."""
    actor = request.actor
    worn = directory.memberships_of(cast(int, actor.user_id), clock.today())
    hat = next(one for one in worn if one.pk == actor.membership_id)
    frame = {
        "actor": actor,
        "role_name": hat.get_role_display(),
        "office": hat.organization.name,
        "memberships": worn,
        "bell_count": Message.objects.unread_count(hat.user_id),
        "views": _views(request),
        "heading": _("Clocks and messages"),
        "may_edit_texts": actor.role in EDITORS,
    }
    return render(request, template, {**frame, **context}, status=status)


def _views(request: ConsoleRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    pages = (
        ("messages", _("Messages"), ("messages",)),
        ("texts", _("Texts of messages"), ("texts", "text")),
        ("ladder", _("Escalation ladder"), ("ladder", "rung")),
        ("simulation", _("What will happen"), ("simulation",)),
        ("promises", _("Promises"), ("promises",)),
        ("keys", _("Keys of programs"), ("keys",)),
        ("webhooks", _("Webhooks"), ("webhooks", "deliveries")),
    )
    return [
        {"url": reverse(f"console:{name}"), "label": label, "count": None, "current": here in names}
        for name, label, names in pages
    ]
