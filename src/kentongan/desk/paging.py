"""Pages of a list without OFFSET: each begins after the last row of the one before it.

A page costs the same at any depth, and rows that arrive meanwhile shift nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q

from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet

SIZE = 50
LARGEST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the key after which the next ones begin; empty: these are the last."""

    rows: list[Complaint]
    after: str


def by_due(rows: ComplaintQuerySet, *, after: str, size: int = SIZE) -> Page:
    """The nearest limit first; what has no limit comes last."""
    at, pk = _read(after)
    without = rows.filter(due_at=None)
    if pk is None:
        found = list(rows.order_by(F("due_at").asc(nulls_last=True), "id")[: size + 1])
    elif at is None:
        found = list(without.filter(id__gt=pk).order_by("id")[: size + 1])
    else:
        later = rows.filter(due_at__gte=at).filter(Q(due_at__gt=at) | Q(id__gt=pk))
        found = list(later.order_by("due_at", "id")[: size + 1])
        if len(found) <= size:
            found += without.order_by("id")[: size + 1 - len(found)]
    return _page(found, size, "due_at")


def by_newest(rows: ComplaintQuerySet, *, after: str, size: int = SIZE) -> Page:
    """The last one submitted first."""
    at, pk = _read(after)
    if at is not None and pk is not None:
        earlier = Q(submitted_at__lt=at) | Q(id__lt=pk)
        rows = rows.filter(submitted_at__lte=at).filter(earlier)
    return _page(list(rows.order_by("-submitted_at", "-id")[: size + 1]), size, "submitted_at")


def _page(found: list[Complaint], size: int, column: str) -> Page:
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


def key_of(complaint: Complaint, *, column: str = "due_at") -> str:
    """Where a complaint stands in a list."""
    moment: datetime | None = getattr(complaint, column)
    return f"{(moment - _EPOCH) // timedelta(microseconds=1) if moment else ''}.{complaint.pk}"
