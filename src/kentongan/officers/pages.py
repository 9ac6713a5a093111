"""Answers of the officers' pages: a whole page in its frame, or a part of one for htmx."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kentongan.officers.access import OfficerRequest, frame


def page(
    request: OfficerRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A whole page with header, bell and hats."""
    return render(request, template, {**frame(request), **context}, status=status)


def part(
    request: OfficerRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A part of a page: no header, no bell."""
    return render(request, template, {"actor": request.actor, **context}, status=status)
