"""Data that forms need: subjects, places, institutions and their units."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Header, Query

from kentongan.api import quotas
from kentongan.common import clock
from kentongan.complaints.models import Category
from kentongan.organizations import directory, gazetteer

router = Router(tags=["Reference data"])
TAG: str = Header("", alias="If-None-Match", description="The ETag that you have: 304 if current")
MOST = 50


class CategoryOut(Schema):
    """A subject; `parent` is the code of the one it belongs to."""

    code: str = Field(examples=["pupr.jalan"])
    name: str
    parent: str = ""
    is_sensitive: bool = Field(description="Such complaints are kept secret")


class OfficeOut(Schema):
    """An office."""

    code: str = Field(examples=["majalengka"])
    name: str
    kind: str


class AreaOut(Schema):
    """A village or kecamatan."""

    code: str = Field(examples=["32.10.13.2001"])
    name: str
    level: str
    within: str


@router.get("/categories", response={200: list[CategoryOut]}, summary="Subjects")
def categories(request: HttpRequest, if_none_match: str = TAG) -> Any:
    """Two levels, in the order in which to show them."""
    rows = Category.objects.filter(is_active=True).select_related("parent")
    found = [
        CategoryOut(
            code=one.code,
            name=str(one),
            parent=one.parent.code if one.parent else "",
            is_sensitive=one.is_sensitive,
        )
        for one in rows
    ]
    return _tagged(request, found, if_none_match)


@router.get("/institutions", response={200: list[OfficeOut]}, summary="Who can be addressed")
def institutions(request: HttpRequest, if_none_match: str = TAG) -> Any:
    """Governments and ministries that answer complaints here today."""
    rows = directory.institutions(clock.today())
    found = [OfficeOut(code=one.code, name=one.name, kind=one.kind) for one in rows]
    return _tagged(request, found, if_none_match)


@router.get("/areas", response={200: list[AreaOut]}, summary="Places by name or code")
def areas(
    request: HttpRequest,
    q: str = Query("", max_length=200, description="As people write it"),
    within: str = Query("", max_length=13, description="Code of a kecamatan: its villages"),
    if_none_match: str = TAG,
) -> Any:
    """Without parameters all kecamatan; with `q` the likeliest places first."""
    if q:
        places = gazetteer.search(q, limit=MOST)
    elif within:
        known = gazetteer.all_places().values()
        places = [one for one in known if one.code.startswith(f"{within}.")]
    else:
        places = [one for one in gazetteer.all_places().values() if one.level == "district"]
    found = [
        AreaOut(code=one.code, name=one.name, level=one.level, within=one.parent_name)
        for one in places
    ]
    return _tagged(request, found, if_none_match)


def _tagged(request: HttpRequest, rows: list[Any], known: str) -> HttpResponse:
    """The rows with a tag of their content; a client that has them gets 304 and no body."""
    quotas.READ.spend(request)
    body = json.dumps([one.model_dump() for one in rows], ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if known == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)
