"""Which village or kecamatan a text names, in a sentence: only what can be no other place."""

import re
from functools import cache

from kentongan.organizations import places
from kentongan.organizations.gazetteer import Place, squeezed

# People abbreviate; these words announce a name.
_VILLAGE = re.compile(
    r"\b(?:desa|ds|kelurahan|kel|kampung|kp)\b[.:]?\s*(?P<name>[^,;.\n]{3,60})", re.I
)
_DISTRICT = re.compile(r"\b(?:kecamatan|kec)\b[.:]?\s*(?P<name>[^,;.\n]{3,60})", re.I)
_OTHER = re.compile(r"\b(?:desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab)\b", re.I)
MOST_WORDS = 3  # in a name: "Cikijing Kidul Lor"
SHORTEST = 5  # a name without such a word before it; shorter ones are words of every day
# Names of places here that are also words.
WORDS = frozenset(("payung", "pasir", "kepuh", "buntu", "genteng", "sepat", "gandu", "parakan"))


def place_in(text: str) -> Place | None:
    """The place that a sentence names, None when it names none or may mean several."""
    district = _named(_DISTRICT, text, level="district")
    village = _named(_VILLAGE, text, level="village", inside=district)
    if village or district:
        return village or district
    return _unannounced(text)


def place_from(answer: str) -> Place | None:
    """The place that somebody gives when asked for it: the whole text is a name."""
    found = place_in(answer)
    if found or len(answer.split()) > MOST_WORDS * 2:
        return found
    likely = places.search(answer, limit=2)
    alone = len(likely) == 1 or (likely and squeezed(likely[0].name) == squeezed(answer))
    same = [one for one in likely if one.name == likely[0].name] if likely else []
    return likely[0] if likely and alone and len(same) == 1 else None


def _named(
    pattern: re.Pattern[str], text: str, *, level: str, inside: Place | None = None
) -> Place | None:
    for match in pattern.finditer(text):
        words = _OTHER.split(match["name"])[0].split()[:MOST_WORDS]
        for count in range(len(words), 0, -1):
            if found := _meant(" ".join(words[:count]), level=level, inside=inside):
                return found
    return None


def _meant(name: str, *, level: str, inside: Place | None) -> Place | None:
    """The one place of this level with a name like that; a slip of the finger is forgiven."""
    key = squeezed(name)
    if len(key) < 3:
        return None
    known = [
        one
        for one in _by_key().get(key, ())
        if one.level == level and (inside is None or one.code.startswith(inside.code))
    ]
    if len(known) == 1:
        return known[0]
    if known or len(key) < SHORTEST:
        return None
    return _like(key, level=level, inside=inside)


def _like(key: str, *, level: str, inside: Place | None) -> Place | None:
    from rapidfuzz.distance import OSA

    slips = 1 if len(key) < 8 else 2
    found = [
        one
        for other, those in _by_key().items()
        if OSA.distance(key, other, score_cutoff=slips) <= slips
        for one in those
        if one.level == level and (inside is None or one.code.startswith(inside.code))
    ]
    return found[0] if len(found) == 1 else None


def _unannounced(text: str) -> Place | None:
    """A name without "desa" or "kec." before it: written exactly, and no word of every day."""
    words = re.findall(r"[^\W\d_]+", text)
    found: dict[str, Place] = {}
    for begin in range(len(words)):
        for count in range(MOST_WORDS, 0, -1):
            key = squeezed("".join(words[begin : begin + count]))
            if len(key) < SHORTEST or key in WORDS:
                continue
            known = _by_key().get(key, ())
            # A kecamatan and the village that it is called after: the wider one is certain.
            wide = [one for one in known if one.level == "district"] or list(known)
            if len(wide) == 1:
                found[wide[0].code] = wide[0]
    inner = [one for one in found.values() if one.level == "village"]
    outer = [one for one in found.values() if one.level == "district"]
    if len(outer) == 1 and len(inner) <= 1:
        inside = [one for one in inner if one.code.startswith(outer[0].code)]
        return inside[0] if inside else outer[0] if not inner else None
    return inner[0] if len(inner) == 1 and not outer else None


@cache
def _by_key() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for one in places.all_places().values():
        found.setdefault(squeezed(one.name), []).append(one)
    return {key: tuple(those) for key, those in found.items()}
