"""The public list: what is asked for, one page of it by key, and what can be chosen."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from kentongan.common import clock
from kentongan.complaints.choices import Kind, Status
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.organizations import gazetteer, places
from kentongan.organizations.models import Organization
from kentongan.portal import words

PAGE = 20
MOST_WORDS = 5
EXCERPT = 220
MOST_UNITS = 300

# What a citizen asks for: several statuses are one thing seen from outside.
STATES: dict[str, tuple[Any, tuple[Status, ...]]] = {
    "masuk": (words.STANDINGS[Status.RECEIVED].label, (Status.RECEIVED, Status.FORWARDED)),
    "proses": (
        words.STANDINGS[Status.IN_PROGRESS].label,
        (
            Status.DISPATCHED,
            Status.DECLINED,
            Status.DISPUTED,
            Status.IN_PROGRESS,
            Status.AWAITING_APPROVAL,
            Status.INCOMPLETE,
            Status.REPLIED,
            Status.REOPENED,
        ),
    ),
    "janji": (words.STANDINGS[Status.SCHEDULED].label, (Status.SCHEDULED,)),
    "jawab": (words.STANDINGS[Status.ANSWERED].label, (Status.ANSWERED,)),
    "selesai": (words.STANDINGS[Status.CLOSED].label, (Status.CLOSED,)),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter, as it stands in the address."""

    q: str = ""
    kecamatan: str = ""
    jenis: str = ""
    kategori: str = ""
    keadaan: str = ""
    unit: str = ""
    setelah: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """What is asked for; what cannot be is left out, so that an old link still works."""
        number = {name: given.get(name, "") for name in ("kategori", "unit")}
        kind = given.get("jenis", "")
        kecamatan, state = given.get("kecamatan", ""), given.get("keadaan", "")
        return cls(
            q=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
            kecamatan=kecamatan if kecamatan in gazetteer.all_places() else "",
            jenis=kind if kind in Kind.values else "",
            keadaan=state if state in STATES else "",
            setelah=given.get("setelah", "")[:200],
            **{name: text if _is_key(text) else "" for name, text in number.items()},
        )

    @property
    def is_narrowed(self) -> bool:
        """More than the words to search for was chosen: the page opens the filters."""
        return any((self.kecamatan, self.jenis, self.kategori, self.keadaan, self.unit))

    def query(self, *, after: str) -> str:
        """The address of the next page under the same filter."""
        return urlencode(
            {name: text for name, text in asdict(self).items() if text} | {"setelah": after}
        )


@dataclass(frozen=True, slots=True)
class Card:
    """One published complaint in a list."""

    complaint: Complaint
    label: Any
    text: str
    meta: str

    @classmethod
    def of(cls, complaint: Complaint) -> Self:
        text = complaint.public_text
        if len(text) > EXCERPT:
            text = text[:EXCERPT].rsplit(" ", 1)[0] + "…"
        known = (
            str(places.find(complaint.area_id or "") or ""),
            str(complaint.unit or ""),
            complaint.public_name,
            *words.both_dates(complaint),
        )
        return cls(
            complaint,
            words.public_label(complaint.status),
            text,
            " · ".join(one for one in known if one),
        )


def newest(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    """In the order of the index `published`."""
    return rows.order_by("-published_at", "-id")


def page(rows: ComplaintQuerySet, wanted: Wanted) -> tuple[list[Complaint], str]:
    """One page and the place after which the next begins, empty at the end."""
    for word in wanted.q.split()[:MOST_WORDS]:
        # `icontains` escapes % and _: nobody can make the pattern expensive.
        rows = rows.filter(Q(public_text__icontains=word) | Q(public_title__icontains=word))
    if wanted.kecamatan:
        rows = rows.filter(area__code__startswith=wanted.kecamatan)
    if wanted.jenis:
        rows = rows.filter(kind=wanted.jenis)
    if wanted.kategori:
        chosen = int(wanted.kategori)
        rows = rows.filter(Q(category=chosen) | Q(category__parent=chosen))
    if wanted.keadaan:
        rows = rows.filter(status__in=STATES[wanted.keadaan][1])
    if wanted.unit:
        rows = rows.filter(unit=int(wanted.unit))
    if after := _read_place(wanted.setelah):
        at, key = after
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=key))
    found = list(newest(rows)[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    return found[:PAGE], _place_of(found[PAGE - 1])


def choices() -> dict[str, Any]:
    """What the filters offer, in two queries."""
    units = Organization.objects.valid_on(clock.today()).filter(
        level=Organization.Level.UNIT, is_external=False
    )
    places = gazetteer.all_places().values()
    return {
        "kecamatan": [place for place in places if place.level == "district"],
        "jenis": Kind.choices,
        "kategori": Category.objects.filter(parent=None, is_active=True),
        "keadaan": [(key, label) for key, (label, _statuses) in STATES.items()],
        "unit": units.only("pk", "name")[:MOST_UNITS],
    }


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _place_of(complaint: Complaint) -> str:
    at = complaint.published_at.isoformat() if complaint.published_at else ""
    return base64.urlsafe_b64encode(json.dumps([at, complaint.pk]).encode()).decode()


def _read_place(text: str) -> tuple[datetime, int] | None:
    """The place after which the list goes on; a broken one begins at the top."""
    try:
        at, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        moment = datetime.fromisoformat(at)
        key = min(max(int(key), 0), 2**62)
    except (ValueError, TypeError, OverflowError):
        return None
    return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)), key
