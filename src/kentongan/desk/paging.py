"""Pages of a list without OFFSET: each begins after the last row of the one before it.

A page costs the same at any depth, and rows that arrive meanwhile shift nothing. A key is a moment
and a number; what a page of hits is sorted by is a moment, too (complaints/search/finding.py).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.complaints.search.finding import Search, horizon
from kentongan.desk import queries
from kentongan.desk.rows import COLUMNS, Listed
from kentongan.organizations.actor import Actor

SIZE = queries.SIZE
LARGEST = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVERYTHING = Q()
_PRESSING, _CALM = "u", "n"  # the part of a list by urgency in which a key stands


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
    order: str = "",
    search: Search | None = None,
    after: str = "",
    size: int = SIZE,
) -> Page:
    """A page of a view: the nearest limit first, or in the order that is asked for."""
    if search and not order:
        rows = queries.rows_of(view, actor=actor, now=now).filter(narrowed)
        return _best(rows, search, after, size)
    if search:
        narrowed &= search.condition
    if order == "urgent":
        rows = queries.rows_of(view, actor=actor, now=now).filter(narrowed)
        return _by_urgency(rows, after, size)
    by_due = order == "due" or (view.is_open and order != "newest")
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


def _by_urgency(rows: ComplaintQuerySet, after: str, size: int) -> Page:
    """What is marked urgent, then all others; of each the nearest limit first."""
    found: list[Listed] = []
    if after[:1] != _CALM:
        found = _by_due(rows.filter(is_urgent=True), after.removeprefix(_PRESSING), size)
        after = ""
    if len(found) <= size:
        calm = rows.filter(is_urgent=False)
        found += _by_due(calm, after.removeprefix(_CALM), size)[: size + 1 - len(found)]
    page = _page(found, size, "due_at")
    if not page.after:
        return page
    return Page(page.rows, (_PRESSING if page.rows[-1].is_urgent else _CALM) + page.after)


def _best(rows: ComplaintQuerySet, search: Search, after: str, size: int) -> Page:
    """The best hits first: each stream newest first, moved by its head start, then merged."""
    if near := search.nearby:
        return _newest_hits(rows, search, near, after, size)
    merged: list[tuple[datetime, Listed]] = []
    for part in search.parts:
        some = _before(rows.filter(part.condition), after, part.head_start)
        found = _listed(some.order_by("-submitted_at", "-id"), size + 1)
        merged += [(one.submitted_at + part.head_start, one) for one in found]
    merged.sort(key=lambda hit: (hit[0], hit[1].pk), reverse=True)
    shown = merged[:size]
    next_key = _key(*shown[-1]) if len(merged) > size else ""
    return Page([one for _moment, one in shown], next_key)


def _newest_hits(
    rows: ComplaintQuerySet, search: Search, near: RawSQL, after: str, size: int
) -> Page:
    """Of very many hits the newest: nearly always among the newest rows, looked at one by one."""
    rows = _before(rows, after, timedelta(0)).order_by("-submitted_at", "-id")
    since = horizon(_read(after)[1])
    found = _listed(rows.filter(near, submitted_at__gte=since), size + 1) if since else []
    if len(found) <= size:
        found = _listed(rows.filter(search.condition), size + 1)
    return _page(found, size, "submitted_at")


def _before(rows: ComplaintQuerySet, after: str, head_start: timedelta) -> ComplaintQuerySet:
    at, pk = _read(after)
    if at is None or pk is None:
        return rows
    moment = at - head_start
    return rows.filter(submitted_at__lte=moment).exclude(submitted_at=moment, id__gte=pk)


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
    return _key(getattr(complaint, column), complaint)


def _key(moment: datetime | None, complaint: Complaint | Listed) -> str:
    return f"{(moment - _EPOCH) // timedelta(microseconds=1) if moment else ''}.{complaint.pk}"
