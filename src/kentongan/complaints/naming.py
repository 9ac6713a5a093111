"""Names of people in a text, proposed by what stands before them and by frequent first names.

No machine knows every name: what is missed an officer adds. A place that is called after somebody
(Jalan Ahmad Yani) and an office that is addressed (Pak Camat) is nobody's name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

# Said before a name.
_TITLES = (
    "bapak pak ibu bu saudara saudari haji hajah ustad ustadz ustadzah kiai kyai kang mas mbak neng teh "
    "tuan nyonya"
)
_HONOURS = frozenset(["h", "hj", "haji", "hajah", "kiai", "kyai", "ustad", "ustadz", "ustadzah"])
_SHORT = "bpk bp sdr sdri hj h ny tn"  # a point behind these ends no sentence
_CUES = r"(?:nama\s+saya|saya\s+bernama|bernama|atas\s+nama|a\.n\.?|a/n|an\.|nama\s*:|nama\s+lengkap\s*:?)"


def _list(name: str) -> frozenset[str]:
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


_OFFICES, _PLACES = _list("not_names.txt"), _list("place_words.txt")
_FIRST = _list("first_names.txt")
_WORD = r"[A-Za-z'’]+"
_BIG = r"[A-Z][a-z'’]+"
_TITLED = re.compile(
    rf"(?<![\w/.])(?:(?:{'|'.join(_TITLES.split())})|(?:{'|'.join(_SHORT.split())})\b\.?)\s+(?:hj?\.\s*)?"
    rf"(?P<it>{_WORD}(?:[ ]{_WORD}){{0,3}})",
    re.IGNORECASE,
)
_CUED = re.compile(
    rf"(?<!\w){_CUES}(?!\w)\s*[:.]?\s*(?:(?:sdri?|bapak|bpk|ibu)\.?\s+)?(?P<it>{_WORD}(?:[ ]{_WORD}){{0,3}})",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?<![\w.]){_BIG}(?:[ ]{_BIG}){{1,3}}(?!\w)")
_BEFORE = re.compile(r"([A-Za-z.]+)[\s\"'(]*(?:(?:kh?|hj?|r|dr)\.?\s+)*$", re.IGNORECASE)


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand; the surest first. They may overlap."""
    for match in _CUED.finditer(text):
        yield from _cut(text, match, needs_big=False)
    for match in _TITLED.finditer(text):
        yield from _cut(text, match, needs_big=True)
    for match in _PAIR.finditer(text):
        first = match[0].split()[0]
        if first.lower() in _FIRST and not _is_of_place(text, match.start()):
            yield from _trimmed(match.start(), match[0].split(), fewest=2)


def _cut(text: str, match: re.Match[str], *, needs_big: bool) -> Iterator[tuple[int, int]]:
    """The words of the match that are a name: the first ones, until another kind of word comes."""
    taken: list[str] = []
    is_shouted = match[0].isupper()
    for word in match["it"].split(" "):
        plain = word.strip("'’").lower()
        is_big = word[0].isupper() and not is_shouted
        is_known = plain in _FIRST
        if plain in _OFFICES or plain in _PLACES or len(plain) < 2:
            break
        if not (is_known or is_big or (not needs_big and not taken)):
            break
        taken.append(word)
    # "Jalan H. Mansur" is a road; "rumah Pak Mansur" is his.
    is_honour = match[0].split()[0].lower().strip(".") in _HONOURS
    if taken and not (is_honour and _is_of_place(text, match.start())):
        yield from _trimmed(match.start("it"), taken)


def _trimmed(start: int, words: list[str], *, fewest: int = 1) -> Iterator[tuple[int, int]]:
    while words and words[-1].lower() in _OFFICES | _PLACES:
        words = words[:-1]
    if len(words) >= fewest and words[0].lower() not in _OFFICES:
        yield start, start + len(" ".join(words))


def _is_of_place(text: str, start: int) -> bool:
    """The word before it is a road, a school, a firm."""
    before = _BEFORE.search(text[max(0, start - 24) : start])
    return bool(before) and before is not None and before[1].lower().strip(".") in _PLACES
