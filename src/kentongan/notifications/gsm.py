"""The only place that knows the alphabet of SMS: what it holds, how long a text is, how it is cut.

GSM-7 has 160 letters in one message, 153 in each of several parts. A single letter outside of it
(a dash, a curly quotation mark, an emoji) makes it 70 and 67.
"""

from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62}
_EXTENDED |= {"|": 64, "€": 101}
_CODES = {letter: place for place, letter in enumerate(_BASIC) if letter != "\x1b"}
_LETTERS = {place: letter for letter, place in _CODES.items()}
_EXTENDED_LETTERS = {place: letter for letter, place in _EXTENDED.items()}
ESCAPE = 27
SINGLE, PART = 160, 153
WIDE_SINGLE, WIDE_PART = 70, 67
ELLIPSIS = "..."

# What word processors make of what people type; each would halve the message.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("     ", " "),
        **dict.fromkeys("•·", "*"),
        "…": ELLIPSIS,
        "×": "x",
        "\t": " ",
    }
)
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0F, 0x00AD))


@dataclass(frozen=True, slots=True)
class Length:
    """What a text costs: `left` letters until the next part begins."""

    units: int
    parts: int
    is_gsm: bool
    left: int


def folded(text: str) -> str:
    """`text` with typographic marks as the plain ones that a telephone has."""
    return text.translate(_FOLDED).translate(_INVISIBLE)


def is_gsm(text: str) -> bool:
    return all(one in _CODES or one in _EXTENDED for one in text)


def measure(text: str) -> Length:
    """Length and parts of `text` as it would be sent: the preview of every SMS."""
    plain = is_gsm(text)
    single, part = (SINGLE, PART) if plain else (WIDE_SINGLE, WIDE_PART)
    units = sum(_units(one, plain) for one in text)
    parts = 1 if units <= single else len(split(text))
    room = single if parts == 1 else part * parts
    return Length(units, parts, plain, max(0, room - units))


def sms_length(text: str) -> tuple[int, int]:
    """(units, parts) of an SMS."""
    found = measure(text)
    return found.units, found.parts


def split(text: str) -> list[str]:
    """The parts of `text`: no escape pair and no surrogate pair is torn apart."""
    plain = is_gsm(text)
    single, part = (SINGLE, PART) if plain else (WIDE_SINGLE, WIDE_PART)
    if sum(_units(one, plain) for one in text) <= single:
        return [text]
    parts, begun, used = [], 0, 0
    for place, one in enumerate(text):
        size = _units(one, plain)
        if used + size > part:
            parts.append(text[begun:place])
            begun, used = place, 0
        used += size
    return [*parts, text[begun:]]


def fitted(text: str, *, parts: int = 1) -> str:
    """`text`, cut at a word with three dots when it needs more than `parts` messages."""
    text = folded(text)
    if measure(text).parts <= parts:
        return text
    words, low, high = text.split(" "), 0, len(text.split(" "))
    while low < high:
        middle = (low + high + 1) // 2
        if measure(" ".join(words[:middle]) + ELLIPSIS).parts <= parts:
            low = middle
        else:
            high = middle - 1
    if low:
        return " ".join(words[:low]) + ELLIPSIS
    return split(text)[0][: WIDE_PART - len(ELLIPSIS)] + ELLIPSIS  # one endless word


def encoded(text: str) -> bytes:
    """`text` in the default alphabet of SMSCs, one letter an octet. UnicodeError when it has others."""
    octets = bytearray()
    for one in text:
        if one in _CODES:
            octets.append(_CODES[one])
        elif one in _EXTENDED:
            octets += bytes((ESCAPE, _EXTENDED[one]))
        else:
            raise UnicodeError(f"{one!r} is not in GSM-7")
    return bytes(octets)


def decoded(octets: bytes) -> str:
    """The text in the default alphabet; what is in no table becomes a question mark."""
    letters, is_escaped = [], False
    for one in octets:
        if is_escaped:
            letters.append(_EXTENDED_LETTERS.get(one) or _LETTERS.get(one, "?"))
            is_escaped = False
        elif one == ESCAPE:
            is_escaped = True
        else:
            letters.append(_LETTERS.get(one, "?"))
    return "".join(letters)


def _units(letter: str, plain: bool) -> int:
    if plain:
        return 2 if letter in _EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1
