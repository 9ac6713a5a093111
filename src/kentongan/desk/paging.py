"""Pages of a list without OFFSET: each begins after the last row of the one before it.

A page costs the same at any depth, and rows that arrive meanwhile shift nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q

from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.desk import queries
from kentongan.desk.rows import COLUMNS, Listed
from kentongan.organizations.actor import Actor

SIZE = queries.SIZE
LARGEST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVERYTHING = Q()


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the key after which the next ones begin; empty: these are the last."""

    rows: list[Listed]
    after: str


def read(
    view: queries.View,
    *,
    actor: Actor,
    now: datetime,
    narrowed: Q = _EVERYTHING,
    newest_first: bool = False,
    after: str = "",
    size: int = SIZE,
) -> Page:
    """A page of a view: the nearest limit first, or the last one submitted first."""
    by_due = view.is_open and not newest_first
    column = "due_at" if by_due else "submitted_at"
    if not (after or narrowed) and size == SIZE:
        kept = queries.first_page(view, columns=COLUMNS, actor=actor, now=now, by_due=by_due)
        return _page([Listed._make(one) for one in kept], size, column)
    rows = queries.rows_of(view, actor=actor, now=now).filter(narrowed)
    found = (_by_due if by_due else _by_newest)(rows, after, size)
    return _page(found, size, column)


def _by_due(rows: ComplaintQuerySet, after: str, size: int) -> list[Listed]:
    """The nearest limit first; what has no limit comes last."""
    at, pk = _read(after)
    without = rows.filter(due_at=None)
    if pk is None:
        return _listed(rows.order_by(F("due_at").asc(nulls_last=True), "id"), size + 1)
    if at is None:
        return _listed(without.filter(id__gt=pk).order_by("id"), size + 1)
    later = rows.filter(due_at__gte=at).filter(Q(due_at__gt=at) | Q(id__gt=pk))
    found = _listed(later.order_by("due_at", "id"), size + 1)
    if len(found) <= size:
        found += _listed(without.order_by("id"), size + 1 - len(found))
    return found


def _by_newest(rows: ComplaintQuerySet, after: str, size: int) -> list[Listed]:
    """The last one submitted first."""
    at, pk = _read(after)
    if at is not None and pk is not None:
        earlier = Q(submitted_at__lt=at) | Q(id__lt=pk)
        rows = rows.filter(submitted_at__lte=at).filter(earlier)
    return _listed(rows.order_by("-submitted_at", "-id"), size + 1)


def _listed(rows: ComplaintQuerySet, most: int) -> list[Listed]:
    return [Listed._make(one) for one in rows.values_list(*COLUMNS)[:most]]


def _page(found: list[Listed], size: int, column: str) -> Page:
    shown = found[:size]
    if len(found) <= size:
        return Page(shown, "")
    return Page(shown, key_of(shown[-1], column=column))


def _read(after: str) -> tuple[datetime | None, int | None]:
    """The moment and the number of a key; (None, None) for none and for nonsense."""
    moment, dot, pk = after.partition(".")
    try:
        at = _EPOCH + timedelta(microseconds=int(moment)) if moment else None
        return (at, int(pk)) if dot else (None, None)
    except (ValueError, OverflowError):
        return None, None


def key_of(complaint: Complaint | Listed, *, column: str = "due_at") -> str:
    """Where a complaint stands in a list."""
    moment: datetime | None = getattr(complaint, column)
    return f"{(moment - _EPOCH) // timedelta(microseconds=1) if moment else ''}.{complaint.pk}"
