"""The only place that knows the names of places: how people write them, and what they may mean.

Villages of different kecamatan share names, so an answer always carries its kecamatan.
"""

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

AREAS = Path(__file__).resolve().parent / "data" / "areas.csv"
LONGEST_QUERY = 200
SURE = 88  # below: what a slip of the finger explains
POSSIBLE = 72

_VILLAGE_WORDS = r"(?:desa|ds|kelurahan|kel)"
_KECAMATAN = re.compile(
    r"\b(?:kecamatan|kec)\b[.:]?\s*(?P<name>[^,;/]+?)"
    rf"(?=\s*(?:[,;/]|\b{_VILLAGE_WORDS}\b|\b(?:kabupaten|kab)\b|$))"
)
_NOISE = re.compile(rf"\b{_VILLAGE_WORDS}\b[.:]?")
_REGENCY = re.compile(r"\b(?:kabupaten|kab)\b.*$")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"))


@dataclass(frozen=True, slots=True)
class Place:
    """A village or kecamatan by its Kemendagri code; `parent_name` is what it lies in."""

    code: str
    name: str
    level: str
    parent_name: str
    approximate: bool = False

    def __str__(self) -> str:
        """As it is shown and printed: `Desa Cipasung, Kec. Lemahsugih`."""
        if self.level == "district":
            return f"Kec. {self.name}, {self.parent_name}"
        # The last part of a village code begins with 1 for a kelurahan, with 2 for a desa.
        kind = "Kelurahan" if self.code[9:10] == "1" else "Desa"
        return f"{kind} {self.name}, Kec. {self.parent_name}"


@dataclass(frozen=True, slots=True)
class VillageList:
    """The body that the browser searches itself, with a tag that changes when it does."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    key: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search as read: squeezed names, either may be empty; `is_village` when it says `desa`."""

    name: str
    kecamatan: str
    is_village: bool


def squeezed(text: str) -> str:
    """A name without what people write differently: case, accents, spaces, old spelling."""
    plain = unicodedata.normalize("NFKD", text.lower())
    key = "".join(one for one in plain if one.isalnum() and one.isascii())
    for old, new in _OLD_SPELLING:
        key = key.replace(old, new)
    return key


@cache
def all_places() -> dict[str, Place]:
    """Every village that the data knows, and the kecamatan that they lie in, by code."""
    with AREAS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows}
    parents = {row["code"]: row["parent"] for row in rows}
    villages = [row["code"] for row in rows if row["level"] == "village"]
    districts = dict.fromkeys(parents[code] for code in villages)
    found = {code: Place(code, names[code], "district", names[parents[code]]) for code in districts}
    for code in villages:
        found[code] = Place(code, names[code], "village", names[parents[code]])
    return found


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(_Entry(place, squeezed(place.name)) for place in all_places().values())


def search(text: str, limit: int = 5) -> list[Place]:
    """What the text may mean, the likeliest first. `Kec. X` in it keeps to that kecamatan."""
    asked = _read(text[:LONGEST_QUERY].lower())
    inside = _inside(asked.kecamatan) if asked.kecamatan else ()
    if inside and not asked.name:
        return [entry.place for entry in inside[:limit]]
    if len(asked.name) < 2:
        return []
    scored = [(_likeness(asked.name, entry.key), entry.place) for entry in inside or _entries()]
    likely = [(score, place) for score, place in scored if score >= POSSIBLE]
    first = "village" if asked.is_village else "district"
    likely.sort(key=lambda one: (-one[0], one[1].level != first, one[1].name, one[1].parent_name))
    # No such village there: then the kecamatan is what is certain.
    return [place for _score, place in likely[:limit]] or [entry.place for entry in inside[:1]]


def _read(text: str) -> _Asked:
    kecamatan = ""
    if match := _KECAMATAN.search(text):
        kecamatan = squeezed(match["name"])
        text = f"{text[: match.start()]} {text[match.end() :]}"
    name, words = _NOISE.subn(" ", _REGENCY.sub(" ", text))
    return _Asked(squeezed(name), kecamatan, is_village=words > 0)


def _inside(kecamatan: str) -> tuple[_Entry, ...]:
    """The kecamatan most like the one named, then its villages; nothing when none is like it."""
    districts = [entry for entry in _entries() if entry.place.level == "district"]
    best = max(districts, key=lambda entry: _likeness(kecamatan, entry.key))
    if _likeness(kecamatan, best.key) < POSSIBLE:
        return ()
    return tuple(entry for entry in _entries() if entry.place.code.startswith(best.place.code))


def _likeness(wanted: str, key: str) -> float:
    """0 to 100. Beginnings count more than slips: the box is searched while one types."""
    from rapidfuzz import fuzz

    if key == wanted:
        return 100
    if key.startswith(wanted):
        return SURE + 10 * len(wanted) / len(key)
    if len(wanted) >= 4 and wanted in key:
        return POSSIBLE + 10 * len(wanted) / len(key)
    return min(fuzz.ratio(wanted, key), SURE)


@cache
def village_list() -> VillageList:
    """All villages in a few kilobytes: `[[kecamatan code, name, "2001Cipasung|Bangbayang|…"], …]`.

    A village without digits has the number after its neighbour's. The village's code is the code of
    its kecamatan, a dot and that number.
    """
    places = all_places()
    villages = sorted(code for code, place in places.items() if place.level == "village")
    lists = [
        [district, places[district].name, "|".join(_numbered(list(codes)))]
        for district, codes in groupby(villages, key=lambda code: code[:8])
    ]
    body = json.dumps(lists, ensure_ascii=False, separators=(",", ":")).encode()
    return VillageList(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _numbered(codes: list[str]) -> Iterator[str]:
    before = 0
    for code in codes:
        number = int(code[9:])
        name = all_places()[code].name
        yield name if number == before + 1 else f"{number}{name}"
        before = number
