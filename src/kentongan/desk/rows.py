"""One line of a list as officers read it; made without asking the database anything more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kentongan.common import ids, words
from kentongan.complaints.choices import Channel, Kind, Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ENDED
from kentongan.organizations import places

COLUMNS = (
    "pk", "number", "title", "kind", "channel", "status", "status_since", "submitted_at", "due_at",
    "legal_at", "is_anonymous", "is_secret", "is_urgent", "merged_count", "area_id", "area__name",
    "unit__short_name", "institution__short_name", "external_body__short_name",
)  # fmt: skip
KIND_ICONS = {Kind.COMPLAINT: "note", Kind.SUGGESTION: "star", Kind.INFORMATION: "info"}


class Listed(NamedTuple):
    """What a list knows of a complaint: `COLUMNS` in their order, and no text.

    A tuple and no model: fifty complaints with four neighbours each cost as much to build as the
    rest of the page.
    """

    pk: int
    number: str
    title: str
    kind: str
    channel: str
    status: str
    status_since: datetime
    submitted_at: datetime
    due_at: datetime | None
    legal_at: datetime | None
    is_anonymous: bool
    is_secret: bool
    is_urgent: bool
    merged_count: int
    area_id: str | None
    area_name: str | None
    unit_name: str | None
    institution_name: str | None
    external_name: str | None

    @classmethod
    def of(cls, complaint: Complaint) -> "Listed":
        """One that was read whole, with its neighbours."""
        own = [getattr(complaint, name) for name in COLUMNS[:15]]
        near = (
            complaint.area and complaint.area.name,
            complaint.unit and complaint.unit.short_name,
            complaint.institution and complaint.institution.short_name,
            complaint.external_body and complaint.external_body.short_name,
        )
        return cls._make([*own, *near])

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def is_paused(self) -> bool:
        return self.status == Status.INCOMPLETE

    @property
    def shown_number(self) -> str:
        return ids.shown(self.number)

    def get_absolute_url(self) -> str:
        """The officers' page."""
        return _address().replace(_PLACE, self.shown_number)


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that an officer must not miss."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint in a list."""

    number: str
    shown_number: str
    url: str
    title: str
    meta: str
    kind: str
    kind_icon: str
    status: str
    status_words: str
    chip: words.TimeLeft | None
    chip_title: str
    target: str  # both dates, in figures; empty when it is over
    legal: str
    age: str
    age_title: str
    flags: tuple[Flag, ...] = ()


def rows_for(complaints: Iterable[Listed], *, now: datetime) -> list[Row]:
    """Lines for these complaints."""
    return [_row(one, now) for one in complaints]


def _row(listed: Listed, now: datetime) -> Row:
    language = get_language()
    channel = _label(Channel, listed.channel, language)
    shown = (listed.shown_number, place_of(listed.area_id, listed.area_name), _holder(listed))
    return Row(
        number=listed.number,
        shown_number=listed.shown_number,
        url=listed.get_absolute_url(),
        title=listed.title,
        meta=" · ".join(one for one in (*shown, channel) if one),
        kind=_label(Kind, listed.kind, language),
        kind_icon=KIND_ICONS[Kind(listed.kind)],
        status=listed.status,
        status_words=_label(Status, listed.status, language),
        chip=chip_of(listed, now),
        chip_title=words.at(listed.due_at) if listed.due_at else "",
        target=_short(listed.due_at) if listed.is_open else "",
        legal=_short(listed.legal_at) if listed.is_open else "",
        age=words.span(now - listed.submitted_at),
        age_title=words.at(listed.submitted_at),
        flags=flags_of(listed),
    )


def _short(at: datetime | None) -> str:
    return _day(at, get_language(), timezone.get_current_timezone_name()) if at else ""


@lru_cache(maxsize=4096)  # a list shows the same limits again and again
def _day(at: datetime, language: str | None, zone: str) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")


_PLACE = "LP-0000-0000"


@cache
def _address() -> str:
    return reverse("desk:complaint", args=[_PLACE])


@cache
def _label(choices: Any, value: str, language: str | None) -> str:
    return str(choices(value).label)


def place_of(code: str | None, name: str | None) -> str:
    """Village and kecamatan, in short."""
    if not code:
        return ""
    known = places.find(code)
    if known is None or known.level == "district":
        return name or ""
    return f"{known.name}, {known.parent_name}"


def _holder(listed: Listed) -> str:
    """The office that has it now."""
    if listed.status == Status.RETURNED and listed.external_name:
        return listed.external_name
    return listed.unit_name or listed.institution_name or ""


def chip_of(complaint: Complaint | Listed, now: datetime) -> words.TimeLeft | None:
    """The time left, or how long it took."""
    if not complaint.is_open:
        took = words.span(complaint.status_since - complaint.submitted_at)
        return words.TimeLeft("done", _("After %(span)s") % {"span": took})
    if complaint.due_at is None:
        return None
    return words.time_left(complaint.due_at, now, paused=complaint.is_paused)


def flags_of(complaint: Complaint | Listed) -> tuple[Flag, ...]:
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
    return tuple(flags)
