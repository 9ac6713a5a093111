"""Pages of a list without OFFSET: each begins after the last row of the one before it."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the address of the next ones; empty: these are the last."""

    rows: list[Row]
    more_url: str


def by(rows: QuerySet[Row], *, column: str, request: HttpRequest, size: int = SIZE) -> Page[Row]:
    """The page that the address asks for, in the order of `column`, equal ones by their key."""
    after = request.GET.get("setelah", "")
    if after.isdecimal() and len(after) < 19:
        last = rows.model._default_manager.filter(pk=int(after)).values_list(column, flat=True)
        if (value := last.first()) is not None:
            beyond = Q(**{f"{column}__gt": value}) | Q(**{column: value, "pk__gt": int(after)})
            rows = rows.filter(beyond)
    found = list(rows.order_by(F(column), "pk")[: size + 1])
    return _page(found, request, size)


def newest(rows: QuerySet[Row], *, request: HttpRequest, size: int = SIZE) -> Page[Row]:
    """The page that the address asks for, the newest row first."""
    after = request.GET.get("setelah", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    return _page(list(rows.order_by("-pk")[: size + 1]), request, size)


def _page(found: list[Row], request: HttpRequest, size: int) -> Page[Row]:
    if len(found) <= size:
        return Page(found, "")
    given: dict[str, Any] = {key: value for key, value in request.GET.items() if value}
    return Page(found[:size], f"?{urlencode({**given, 'setelah': found[size - 1].pk})}")
