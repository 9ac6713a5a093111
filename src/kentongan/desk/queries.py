"""The views of the inbox, role by role, and the rows they show: keyset pages, capped counts."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock, ids
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import Complaint, Disposition
from kentongan.complaints.querysets import ENDED, ComplaintQuerySet
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role as R

PAGE = 50
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class View:
    """One line of the side bar. `statuses` empty: all; `special` names a further condition."""

    code: str
    label: Any
    statuses: tuple[S, ...] = ()
    special: str = ""
    is_history: bool = False


OPEN = tuple(status for status in S if status not in ENDED)
LATE = View("terlambat", _("Overdue"), OPEN, special="late")
ALL_OPEN = View("terbuka", _("All open"), OPEN)
ALL = View("semua", _("All"), is_history=True)
AT_UNITS = (S.DISPATCHED, S.IN_PROGRESS, S.AWAITING_APPROVAL, S.SCHEDULED, S.REPLIED, S.REOPENED)
WAITING = View("pelapor", _("Waiting for the reporter"), (S.INCOMPLETE,))
ANSWERED = View("terjawab", _("Answered"), (S.ANSWERED,))

WATCHING = (ALL_OPEN, LATE, View("unit", _("At the units"), AT_UNITS), ANSWERED, ALL)
UNIT_VIEWS = (
    View("baru", _("New"), (S.DISPATCHED,)),
    View("proses", _("In progress"), (S.IN_PROGRESS,)),
    View("kembali", _("Replied or reopened"), (S.REPLIED, S.REOPENED)),
    View("persetujuan", _("Awaiting approval"), (S.AWAITING_APPROVAL,)),
    View("janji", _("Scheduled"), (S.SCHEDULED,)),
    LATE,
    View("saya", _("My tasks"), OPEN, special="mine"),
    View("bantuan", _("Contributions"), OPEN, special="contributing"),
    WAITING,
    ANSWERED,
    ALL,
)
VIEWS: dict[R, tuple[View, ...]] = {
    R.NATIONAL_ADMIN: (
        View("verifikasi", _("To be checked"), (S.RECEIVED,)),
        View("dikembalikan", _("Returned"), (S.RETURNED,)),
        LATE,
        WAITING,
        ALL_OPEN,
        ALL,
    ),
    R.INSTITUTION_ADMIN: (
        View("verifikasi", _("To be checked"), (S.FORWARDED,)),
        View("ditolak", _("Declined by units"), (S.DECLINED,)),
        View("sengketa", _("Disputes"), (S.DISPUTED,)),
        View("arsip", _("Proposed to archive"), OPEN, special="proposed"),
        LATE,
        WAITING,
        View("unit", _("At the units"), AT_UNITS),
        View("luar", _("Returned or handed over"), (S.RETURNED,)),
        ANSWERED,
        ALL_OPEN,
        ALL,
    ),
    R.LIAISON: UNIT_VIEWS,
    R.DRAFTER: UNIT_VIEWS,
    R.UNIT_HEAD: UNIT_VIEWS,
    R.FIELD_OFFICER: UNIT_VIEWS,
    R.LEADER: (View("sengketa", _("Disputes"), (S.DISPUTED,)), *WATCHING),
    R.INSPECTORATE: (View("arsip", _("Proposed to archive"), OPEN, special="proposed"), *WATCHING),
    R.PPID: WATCHING,
    R.AUDITOR: (ALL,),
    R.COUNTER_CLERK: (ALL_OPEN, WAITING, ANSWERED, ALL),
    R.OPERATOR: (ALL,),
}


def views_for(actor: Actor) -> tuple[View, ...]:
    """The side bar of this role."""
    return VIEWS[actor.role]


def find_view(actor: Actor, code: str) -> View:
    """The view with this code, else the first of the role."""
    views = views_for(actor)
    return next((one for one in views if one.code == code), views[0])


def rows_of(actor: Actor, view: View) -> ComplaintQuerySet:
    """All complaints of a view that this actor may see."""
    rows = Complaint.objects.visible_to(actor)
    if view.statuses:
        rows = rows.filter(status__in=view.statuses)
    return rows.filter(_special(actor, view.special)) if view.special else rows


def _special(actor: Actor, special: str) -> Q:
    if special == "late":
        return Q(due_at__lt=clock.now()) & ~Q(status__in=(S.INCOMPLETE, S.ANSWERED))
    if special == "mine":
        return Q(handler=actor.user_id)
    if special == "proposed":
        return Q(archive_proposed_by__isnull=False)
    offices = Disposition.objects.filter(
        unit=actor.organization_id, part="contributing", ended_at=None, finished_at=None
    )
    return Q(pk__in=offices.values("complaint"))


def counts(actor: Actor) -> dict[str, int]:
    """How many are in each view, in one statement that stops at a thousand open complaints.

    History is not counted: nobody needs the number, and it would read every row.
    """
    views = [view for view in views_for(actor) if not view.is_history]
    some = Complaint.objects.visible_to(actor).filter(status__in=OPEN)
    some = some.order_by("due_at", "id")[:MOST_COUNTED]
    rows = Complaint.objects.filter(pk__in=some.values("pk"))
    filters = {
        view.code: Q(status__in=view.statuses)
        & (_special(actor, view.special) if view.special else Q())
        for view in views
    }
    return rows.aggregate(
        **{code: Count("pk", filter=condition) for code, condition in filters.items()}
    )


def searched(rows: ComplaintQuerySet, query: str) -> ComplaintQuerySet:
    """A number first; else words in title, text and place."""
    number = ids.read_number(query)
    if number:
        return rows.filter(number=number)
    for word in query.split()[:5]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(text__icontains=word) | Q(area__name__icontains=word)
        )
    return rows


def page(rows: ComplaintQuerySet, *, after: str, is_history: bool) -> tuple[list[Complaint], str]:
    """One page and the cursor of the next; the cost is the same at any depth."""
    column = "submitted_at" if is_history else "due_at"
    place = _read(after)
    if place:
        at, key = place
        if is_history:
            rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, id__lt=key))
        else:
            rows = rows.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=key))
    order = ("-submitted_at", "-id") if is_history else ("due_at", "id")
    shown = rows.select_related("area__parent", "unit", "category").defer("text", "public_text")
    found = list(shown.order_by(*order)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], _cursor(getattr(last, column), last.pk) if last else ""


def _cursor(at: datetime | None, key: int) -> str:
    text = json.dumps([at.isoformat() if at else "", key])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(text: str) -> tuple[datetime, int] | None:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        return datetime.fromisoformat(at), int(key)
    except (ValueError, TypeError):
        return None
