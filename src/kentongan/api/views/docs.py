"""The reference as a document for programs and as a page for people, from the same source."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import Router

router = Router()


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document; the same for everybody and for as long as the process lives."""
    from kentongan.api.urls import api

    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return made


@router.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """The document."""
    return HttpResponse(json.dumps(document()), content_type="application/json")


@router.get("/docs", include_in_schema=False, url_name="docs")
def page(request: HttpRequest) -> HttpResponse:
    """The readable page: plain HTML, no script, nothing from elsewhere."""
    from kentongan.api.readable import sections

    return render(request, "api/docs.html", sections(document()))
