"""Complaints as the two tables of LAPOR!. Who reported is in neither, unless they chose to be named."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.querysets import ENDED
from kentongan.lapor import columns
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def open_data(institution: Organization) -> Iterator[list[str]]:
    """Facts without words, of what the public may know of."""
    yield list(columns.OPEN_DATA)
    sent = Event.objects.filter(complaint=OuterRef("pk"), action="dispatch").order_by("sequence")
    rows = (
        Complaint.objects.visible_to(Actor.public())
        .filter(institution=institution)
        .select_related("category", "area", "unit")
        .annotate(last_at=Max("events__at"), dispatched_at=Subquery(sent.values("at")[:1]))
    )
    for one in rows.order_by("submitted_at", "pk").iterator(500):
        yield _safe(
            [
                one.area.name if one.area else "",
                one.external_id or one.shown_number,
                str(one.category) if one.category else "",
                one.category.code if one.category else "",
                one.unit.code if one.unit else "",
                one.area_id or "",
                _stamp(one.dispatched_at),
                _stamp(one.submitted_at),
                _stamp(one.last_at),
                _stamp(one.status_since if one.status in ENDED else None),
                columns.status_word(one.status, one.closed_kind),
            ]
        )


def office(institution: Organization) -> Iterator[list[str]]:
    """What an office keeps: with the words of each complaint, so not for the public."""
    yield list(columns.OFFICE)
    rows = Complaint.objects.visible_to(Actor.system()).filter(institution=institution)
    rows = rows.select_related("category", "area__parent__parent__parent", "unit", "institution")
    for one in rows.order_by("submitted_at", "pk").iterator(500):
        yield _safe(_office_row(one))


def _office_row(one: Complaint) -> list[str]:
    at = timezone.localtime(one.submitted_at)
    month = columns.MONTHS[at.month - 1].capitalize()
    flags = ("Anonim" if one.is_anonymous else "", "Rahasia" if one.is_secret else "")
    kinds = {value: name for name, value in columns.KINDS.items()}
    kind = next((name for (k, c), name in kinds.items() if c == one.classification), "")
    places = _places(one)
    return [
        one.external_id or one.shown_number,
        f"{at.day} {month} {at.year}",
        at.strftime("%H:%M:%S"),
        one.public_name,
        kind.title() or "Pengaduan Tidak Berkadar Pengawasan",
        one.category.code if one.category else "",
        str(one.category) if one.category else "",
        one.title,
        one.text,
        one.text,
        "|".join(flag for flag in flags if flag),
        str(one.get_channel_display()),
        one.institution.name if one.institution else "",
        one.unit.code if one.unit else "",
        one.unit.name if one.unit else "",
        columns.status_word(one.status, one.closed_kind),
        str(one.get_archive_reason_display()) if one.archive_reason else "",
        *places,
    ]


def _places(one: Complaint) -> list[str]:
    """Province, regency, kecamatan, village; empty where it is not known."""
    names = {"province": "", "regency": "", "district": "", "village": ""}
    area = one.area
    while area is not None:
        names[area.level] = area.name
        area = area.parent
    return list(names.values())


def _stamp(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _safe(cells: list[str]) -> list[str]:
    """A spreadsheet must not take what a citizen wrote for a formula."""
    return [f"'{one}" if one.startswith(FORMULA) else one for one in cells]
