"""The door of the administrators' pages, and what their frame shows."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kentongan.console import sections
from kentongan.officers import pages
from kentongan.officers.access import OfficerRequest, View, officer_required

AdminRequest = OfficerRequest


def administers(section: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let in who has this section; others are refused as the officers' door refuses."""

    def guard(view: Callable[..., HttpResponse]) -> View:
        @officer_required
        @wraps(view)
        def guarded(request: AdminRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not sections.is_open(section, request.actor):
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
    around = {
        "views": sections.views_for(request.actor, current=section),
        "heading": _("Administration"),
        "may_edit_texts": sections.is_open("texts", request.actor),
    }
    return pages.page(request, template, {**around, **context}, status=status)
