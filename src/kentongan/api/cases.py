"""Complaints as programs of institutions read them: rows, whole files, changes."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.api import cursors
from kentongan.api.problems import Problem
from kentongan.api.schemas import office as o
from kentongan.api.tracked import file_out, points_out, steps
from kentongan.common import clock, ids
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.complaints.spending import figures
from kentongan.organizations.actor import Actor

# Steps become visible in the order of their commits, not of their ids: what is younger than any
# transaction lasts is left for the next call, so that none is ever passed over.
SETTLED = timedelta(seconds=5)


def find(number: str, actor: Actor) -> Complaint:
    """One complaint that the actor may see; anything else does not exist."""
    stored = ids.read_number(number) or ""
    rows = Complaint.objects.visible_to(actor).select_related(
        "institution", "unit", "category", "area", "master"
    )
    found: Complaint | None = rows.filter(number=stored).first()
    if found is None:
        raise Problem(404, "")
    return found


def page(rows: ComplaintQuerySet, *, cursor: str, limit: int) -> o.PageOut:
    """The newest first, from the cursor on; one statement, whatever came before."""
    if cursor:
        at, pk = cursors.read_row(cursor)
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    rows = rows.select_related("institution", "unit", "category", "area")
    found = list(rows.order_by("-submitted_at", "-pk")[: limit + 1])
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    following = cursors.write(last.submitted_at.isoformat(), last.pk) if last else ""
    return o.PageOut(items=[o.RowOut(**row(one)) for one in shown], next=following)


def changes(actor: Actor, *, cursor: str, limit: int) -> o.ChangesOut:
    """Steps since the cursor, oldest first, of complaints that the actor may see now."""
    since = cursors.read_id(cursor)
    visible = Complaint.objects.visible_to(actor)
    events = Event.objects.filter(
        pk__gt=since, at__lte=clock.now() - SETTLED, complaint__in=visible
    ).select_related("complaint")
    found = list(events.order_by("pk")[:limit])
    items = [
        o.ChangeOut(
            id=one.pk,
            number=one.complaint.shown_number,
            action=one.action,
            source=one.source,
            target=one.target,
            at=one.at,
            version=one.sequence,
        )
        for one in found
    ]
    return o.ChangesOut(items=items, next=cursors.write(found[-1].pk if found else since))


def row(one: Complaint) -> dict[str, Any]:
    """The fields of a row."""
    return {
        "number": one.shown_number,
        "external_id": one.external_id,
        "title": one.title,
        "status": one.status,
        "kind": one.kind,
        "classification": one.classification,
        "category": one.category.code if one.category else "",
        "channel": one.channel,
        "area": one.area_id or "",
        "institution": one.institution.code if one.institution else "",
        "unit": one.unit.code if one.unit else "",
        "is_urgent": one.is_urgent,
        "is_secret": one.is_secret,
        "is_anonymous": one.is_anonymous,
        "version": one.version,
        "submitted_at": one.submitted_at,
        "filed_at": one.filed_at,
        "due_at": one.due_at,
        "legal_at": one.legal_at,
    }


def case(one: Complaint, actor: Actor) -> o.CaseOut:
    """The whole file."""
    return o.CaseOut(
        **row(one),
        text=one.text,
        wish=one.wish,
        happened_on=one.happened_on,
        landmark=one.landmark,
        lat=one.lat,
        lng=one.lng,
        reporter=one.shown_name,
        master=one.master.shown_number if one.master else "",
        promised_on=one.promised_on,
        closed_kind=one.closed_kind,
        archive_reason=one.archive_reason,
        points=points_out(one),
        steps=steps(one, actor),
        files=[file_out(file) for file in one.attachments.all()],
        events=[_event(event) for event in one.events.select_related("actor_organization")],
    )


def _event(event: Event) -> o.OfficeEventOut:
    office = event.actor_organization
    return o.OfficeEventOut(
        sequence=event.sequence,
        at=event.at,
        action=event.action,
        source=event.source,
        target=event.target,
        role=event.actor_role,
        actor=event.actor_label,
        office=office.code if office else "",
        audience=event.audience,
        text=event.text,
    )


def times(actor: Actor, *, begin: date | None, end: date | None, kind: str) -> o.TimesOut:
    """The time spent over whole months."""
    if not actor.reads_forecast:
        raise Problem(403, _("The membership of this key does not read such figures."))
    this = clock.today().replace(day=1)
    first, last = ((one or this).replace(day=1) for one in (begin, end))
    found = figures.spent(actor, figures.Wanted(begin=first, end=last, kind=kind))
    return o.TimesOut(
        begin=first,
        end=last,
        seconds=round(found.length.total_seconds()),
        counted_until=figures.counted_until(),
        items=[
            o.TimeSpentOut(
                side=one.side,
                holder=one.code,
                name=one.name,
                status=one.status,
                seconds=round(one.length.total_seconds()),
                passed_on=one.passed_on,
            )
            for one in found.steps
        ],
    )
