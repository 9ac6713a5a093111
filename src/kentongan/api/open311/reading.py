"""What a caller asks for: empty parameters are absent, lists come with commas, dates with a zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kentongan.api.open311.rendering import Fault
from kentongan.common import clock
from kentongan.organizations import directory
from kentongan.organizations.models import Organization

WINDOW = timedelta(days=90)
MOST = 1000
STATUSES = frozenset({"open", "closed"})


def institution(given: Mapping[str, str]) -> Organization | None:
    """The institution of `jurisdiction_id`; without it the one that is served here, or all."""
    code = given.get("jurisdiction_id", "") or settings.HOME_INSTITUTION
    if not code:
        return None
    found = directory.institutions(clock.today()).filter(code=code).first()
    if found is None:
        raise Fault(404, _("There is no jurisdiction with this jurisdiction_id."))
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of GET requests."""

    ids: tuple[str, ...]
    services: tuple[str, ...]
    statuses: tuple[str, ...]
    start: datetime
    end: datetime
    updated_after: datetime | None
    updated_before: datetime | None
    page: int
    page_size: int

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """From the address; every fault is told at once."""
        given = request.GET
        faults: list[str] = []
        moments = {name: _moment(given, name, faults) for name in MOMENTS}
        numbers = {name: _number(given, name, faults) for name in ("page", "page_size")}
        statuses = _listed(given, "status")
        if not set(statuses) <= STATUSES:
            faults.append(_("status must be open or closed."))
        start, end = _window(moments["start_date"], moments["end_date"])
        if end - start > WINDOW:
            faults.append(_("start_date and end_date may be at most 90 days apart."))
        if faults:
            raise Fault(400, *faults)
        return cls(
            ids=_listed(given, "service_request_id"),
            services=_listed(given, "service_code"),
            statuses=statuses,
            start=start,
            end=end,
            updated_after=moments["updated_after"],
            updated_before=moments["updated_before"],
            page=numbers["page"] or 1,
            page_size=min(numbers["page_size"] or MOST, MOST),
        )


MOMENTS = ("start_date", "end_date", "updated_after", "updated_before")


def _window(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """The last 90 days, or those beside the one end that was given."""
    if start is None:
        end = end or clock.now()
        return end - WINDOW, end
    return start, end or min(start + WINDOW, clock.now() + timedelta(seconds=1))


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in given.get(name, "").split(",") if one.strip())


def _moment(given: Mapping[str, str], name: str, faults: list[str]) -> datetime | None:
    # In an address a plus sign may have become a space.
    text = given.get(name, "").replace(" ", "+")
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9000:
        faults.append(_("%(name)s must be a W3C date with zone.") % {"name": name})
        return None
    return found


def _number(given: Mapping[str, str], name: str, faults: list[str]) -> int | None:
    text = given.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:9]) >= 1 and len(text) < 7):
        faults.append(_("%(name)s must be a number from 1 on.") % {"name": name})
        return None
    return int(text)


def attributes(post: Any) -> dict[str, list[str]]:
    """`attribute[CODE]=v` and `attribute[CODE][]=v1`, by code."""
    found: dict[str, list[str]] = {}
    for name, values in post.lists():
        if name.startswith("attribute[") and "]" in name:
            code = name[len("attribute[") : name.index("]")]
            found.setdefault(code, []).extend(one for one in values if one)
    return found
