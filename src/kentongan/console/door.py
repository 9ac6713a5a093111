"""The door of the pages on clocks and messages: who is let in, and the frame around each page."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kentongan.officers import pages
from kentongan.officers.access import OfficerRequest, View, officer_required
from kentongan.organizations.roles import Role

READERS = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN})
# Texts and the general ladder hold for every institution.
EDITORS = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN})


ConsoleRequest = OfficerRequest


def let_in(roles: frozenset[Role]) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let these roles in; all others are refused as the officers' door refuses."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @officer_required
        @wraps(view)
        def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def page(
    request: OfficerRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the officers' frame, with the side bar of this part of the console."""
    around = {
        "views": _views(request),
        "heading": _("Clocks and messages"),
        "may_edit_texts": request.actor.role in EDITORS,
    }
    return pages.page(request, template, {**around, **context}, status=status)


def _views(request: OfficerRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    known = (
        ("messages", _("Messages"), ("messages",)),
        ("texts", _("Texts of messages"), ("texts", "text")),
        ("ladder", _("Escalation ladder"), ("ladder", "rung")),
        ("simulation", _("What will happen"), ("simulation",)),
        ("promises", _("Promises"), ("promises",)),
    )
    return [
        {"url": reverse(f"console:{name}"), "label": label, "count": None, "current": here in names}
        for name, label, names in known
    ]
