"""The door of the administrators' pages, and what their frame shows."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from kentongan.common import clock
from kentongan.console import sections
from kentongan.notifications.models import Message
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor


class AdminRequest(HttpRequest):
    """A request of a signed-in administrator."""

    actor: Actor


View = Callable[..., HttpResponse]


def administers(section: str) -> Callable[[View], View]:
    """Let in who has this section; others sign in or are refused. Nothing is kept by a cache."""

    def guard(view: View) -> View:
        @wraps(view)
        @cache_control(private=True, no_store=True)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not sections.is_open(section, cast(AdminRequest, request).actor):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def page(
    request: AdminRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """A whole page in the officers' frame, with the sections of this administrator beside it."""
    actor = request.actor
    worn = directory.memberships_of(actor.user_id or 0, clock.today())
    hat = next((one for one in worn if one.pk == actor.membership_id), None)
    frame = {
        "actor": actor,
        "role_name": actor.role.label,
        "office": hat.organization.name if hat else "",
        "memberships": worn,
        "bell_count": Message.objects.unread_count(actor.user_id or 0),
        "views": sections.views_for(actor, current=section),
        "heading": _("Administration"),
        "may_edit_texts": sections.is_open("texts", actor),
    }
    return render(request, template, {**frame, **context}, status=status)
