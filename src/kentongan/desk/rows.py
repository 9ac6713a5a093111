"""One line of a list as officers read it; made without asking the database anything more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kentongan.common import words
from kentongan.complaints.choices import Kind, Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.organizations import places

COLUMNS = (
    "number", "title", "kind", "channel", "status", "status_since", "submitted_at", "due_at",
    "is_anonymous", "is_secret", "is_urgent", "landmark", "merged_count", "area_id", "area__name",
    "unit__short_name", "institution__short_name", "external_body__short_name",
)  # fmt: skip
KIND_ICONS = {Kind.COMPLAINT: "note", Kind.SUGGESTION: "star", Kind.INFORMATION: "info"}


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that an officer must not miss."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint in a list."""

    number: str
    url: str
    title: str
    meta: str
    kind: str
    kind_icon: str
    status: str
    status_words: str
    chip: words.TimeLeft | None
    chip_title: str
    age: str
    age_title: str
    flags: list[Flag] = field(default_factory=list)


def selected(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    """The columns and neighbours that a row shows, and no text."""
    return rows.select_related("unit", "institution", "external_body", "area").only(*COLUMNS)


def rows_for(complaints: Iterable[Complaint], *, now: datetime) -> list[Row]:
    """Lines for these complaints."""
    return [_row(one, now) for one in complaints]


def _row(complaint: Complaint, now: datetime) -> Row:
    shown = [complaint.shown_number, place_of(complaint), holder_of(complaint)]
    shown.append(complaint.get_channel_display())
    return Row(
        number=complaint.number,
        url=complaint.get_absolute_url(),
        title=complaint.title,
        meta=" · ".join(one for one in shown if one),
        kind=complaint.get_kind_display(),
        kind_icon=KIND_ICONS[Kind(complaint.kind)],
        status=complaint.status,
        status_words=complaint.get_status_display(),
        chip=chip_of(complaint, now),
        chip_title=words.at(complaint.due_at) if complaint.due_at else "",
        age=words.span(now - complaint.submitted_at),
        age_title=words.at(complaint.submitted_at),
        flags=flags_of(complaint),
    )


def place_of(complaint: Complaint) -> str:
    """Village and kecamatan, in short."""
    area: Any = complaint.area
    if area is None:
        return ""
    known = places.find(area.pk)
    if known is None or known.level == "district":
        return str(area.name)
    return f"{known.name}, {known.parent_name}"


def holder_of(complaint: Complaint) -> str:
    """The office that has it now."""
    if complaint.status == Status.RETURNED and complaint.external_body:
        return complaint.external_body.short_name
    office = complaint.unit or complaint.institution
    return office.short_name if office else ""


def chip_of(complaint: Complaint, now: datetime) -> words.TimeLeft | None:
    """The time left, or how long it took."""
    if not complaint.is_open:
        took = words.span(complaint.status_since - complaint.submitted_at)
        return words.TimeLeft("done", _("After %(span)s") % {"span": took})
    if complaint.due_at is None:
        return None
    return words.time_left(complaint.due_at, now, paused=complaint.is_paused)


def flags_of(complaint: Complaint) -> list[Flag]:
    """Urgent, secret, anonymous, and how many were merged into it."""
    flags = []
    if complaint.is_urgent:
        flags.append(Flag(_("Urgent"), "negative"))
    if complaint.is_secret:
        flags.append(Flag(_("Secret"), "negative"))
    if complaint.is_anonymous:
        flags.append(Flag(_("Anonymous"), "neutral"))
    if complaint.merged_count:
        flags.append(Flag(_("+%(count)s reports") % {"count": complaint.merged_count}, "special"))
    return flags
