"""The frame of an officers' page: who is signed in, in which hat, and how many bells ring."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kentongan.desk.access import OfficerRequest
from kentongan.desk.hats import hats
from kentongan.notifications.models import Message


def page(
    request: OfficerRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A whole page with header, bell and hats."""
    return render(request, template, {**frame(request), **context}, status=status)


def part(
    request: OfficerRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A part of a page for htmx: no frame, no bell."""
    return render(request, template, {"actor": request.actor, **context}, status=status)


def frame(request: OfficerRequest) -> dict[str, Any]:
    """What the header shows; one query for the bell, one for the hats that are known already."""
    worn = hats(request)
    hat = next(one for one in worn if one.pk == request.actor.membership_id)
    return {
        "actor": request.actor,
        "role_name": hat.get_role_display(),
        "office": hat.organization.name,
        "memberships": worn,
        "bell_count": Message.objects.unread_count(request.user.pk),
    }
