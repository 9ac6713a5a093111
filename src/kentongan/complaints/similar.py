"""The only place that says which complaints may be about the same thing: words, place and time.

Three-letter pieces of words, as `pg_trgm` counts them, but worked out here over a bounded number of
rows that the database finds by place and time: the same answer on SQLite and PostgreSQL, no extension.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import models
from django.db.models import Q

from kentongan.common import clock
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Area

WITHIN = timedelta(days=90)  # with a place
WITHIN_ANYWHERE = timedelta(days=30)
LOOKED_AT = 300  # newest rows of each kind: some milliseconds
READ = 600  # letters of each text
ALIKE = 0.5
SHORTEST = 12
MOST = 3
KECAMATAN = 8  # letters of its code: 32.10.01
OPEN_COLUMNS = (
    *("number", "public_title", "public_text", "status", "submitted_at"),
    *("area__name", "area__level"),
)
GONE = (Status.WITHDRAWN, Status.ARCHIVED, Status.MERGED)
# Words of every complaint say nothing about which one it is.
COMMON = frozenset(
    (
        *(
            "yang",
            "dari",
            "dan",
            "ini",
            "itu",
            "untuk",
            "pada",
            "dengan",
            "sudah",
            "belum",
            "tidak",
        ),
        *(
            "ada",
            "saya",
            "kami",
            "mohon",
            "tolong",
            "pak",
            "bapak",
            "ibu",
            "agar",
            "juga",
            "karena",
        ),
        *("oleh", "akan", "desa", "kecamatan", "jalan", "the", "and", "for", "with", "di", "ke"),
    )
)


@dataclass(frozen=True, slots=True)
class Alike:
    """A complaint that may be the same, in the words that the reader may see."""

    number: str
    title: str
    status: str
    status_label: str
    submitted_at: datetime
    place: str
    is_public: bool  # the reader knows it from the public list alone
    score: float


def find(text: str, *, area_code: str | None, actor: Actor, most: int = MOST) -> list[Alike]:
    """The likeliest, best first; secret ones only for those who see them anyway."""
    wanted = pieces(text)
    if len(wanted) < SHORTEST:
        return []
    public = Actor.public()
    found: dict[int, Alike] = {}
    if actor.role != public.role:
        for one in _near(Complaint.objects.visible_to(actor), area_code):
            found[one.pk] = _judged(one, wanted, is_public=False)
    # What the public may not read is not even fetched.
    for one in _near(Complaint.objects.visible_to(public), area_code).only(*OPEN_COLUMNS):
        if one.pk not in found:
            found[one.pk] = _judged(one, wanted, is_public=True)
    alike = [one for one in found.values() if one.score >= ALIKE]
    return sorted(alike, key=lambda one: (-one.score, one.number))[:most]


def pieces(text: str) -> frozenset[str]:
    """The three-letter pieces of the words that tell something."""
    return _pieces(text[:READ])


@lru_cache(maxsize=2048)  # while somebody types, the same rows are looked at again and again
def _pieces(text: str) -> frozenset[str]:
    words = "".join(one if one.isalnum() else " " for one in text.lower()).split()
    return frozenset(
        f" {word} "[at : at + 3] for word in words if word not in COMMON for at in range(len(word))
    )


def alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: the shared part of the shorter one, less for a much shorter one."""
    shorter = min(len(one), len(other))
    if shorter < SHORTEST:
        return 0.0
    shared = len(one & other)
    return (shared / shorter + 2 * shared / (len(one) + len(other))) / 2


def _near(rows: ComplaintQuerySet, area_code: str | None) -> ComplaintQuerySet:
    since = clock.now() - (WITHIN if area_code else WITHIN_ANYWHERE)
    if area_code:
        rows = rows.filter(area__in=_neighbours(area_code))
    rows = rows.filter(submitted_at__gte=since).exclude(status__in=GONE)
    return rows.select_related("area").order_by("-submitted_at", "-pk")[:LOOKED_AT]


def _neighbours(area_code: str) -> models.QuerySet[Area]:
    """The kecamatan and its villages: the index of the place finds their complaints, however many."""
    if len(area_code) < KECAMATAN:
        return Area.objects.filter(code__startswith=area_code)
    district = area_code[:KECAMATAN]
    return Area.objects.filter(Q(pk=district) | Q(parent=district))


def _judged(one: Complaint, wanted: frozenset[str], *, is_public: bool) -> Alike:
    title = one.public_title if is_public else one.title
    text = one.public_text if is_public else one.text
    score = max(alikeness(wanted, pieces(text)), alikeness(wanted, pieces(title)))
    return Alike(
        number=one.number,
        title=title,
        status=one.status,
        status_label=one.get_status_display(),
        submitted_at=one.submitted_at,
        place=str(one.area) if one.area else "",
        is_public=is_public,
        score=round(score, 3),
    )
