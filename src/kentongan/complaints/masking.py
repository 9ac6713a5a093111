"""The only place that makes a text fit for the public: what shows a person is covered.

`findings` proposes; an officer confirms, leaves or adds (`Verdicts`); everything that the public
reads goes through `masked`. Names have rules of their own (`naming.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import naming

MASK = "[…]"
TITLE_LENGTH = 80


class Kind(TextChoices):
    """What was found."""

    EMAIL = "email", _("E-mail address")
    ACCOUNT = "account", _("Account in a social network")
    PHONE = "phone", _("Telephone number")
    NIK = "nik", _("NIK or family card number")
    BANK = "bank", _("Bank account")
    PLATE = "plate", _("Number plate")
    NUMBER = "number", _("Another number of a person")
    NAME = "name", _("Name of a person")
    OTHER = "other", _("Chosen by an officer")


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a text that may show who somebody is, and where they stand."""

    kind: Kind
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What an officer decided on one complaint; words are compared by `folded`."""

    covered: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain, or proposed and then covered or left."""

    words: str
    finding: Finding | None = None
    is_covered: bool = False


NONE = Verdicts()
# A road, an amount, a date and the number of a report look like digits, too, and must stay.
_REPORT = r"(?:laporan|lapor|aduan|pengaduan|tiket|tracking|registrasi|perkara|surat|perda|undang)"
_BANKS = (
    r"(?:no(?:mor|\.)?\s*rek(?:ening)?|rek(?:ening|\.)?|bri|bca|bni|bsi|btn|bjb|mandiri|cimb|danamon|"
    r"permata|bank\s+\w+|virtual\s+account|va)"
)
_OWNED = (
    r"(?:nik|n\.i\.k|ktp|e-?ktp|kk|kartu\s+keluarga|npwp|bpjs|kis|kpj|nisn|nip|nim|nuptk|nib|paspor|sim|"
    r"id\s*pel(?:anggan)?|(?:no(?:mor|\.)?\s*)?(?:meter(?:an)?|pelanggan|sambungan|peserta|kartu|"
    r"induk|identitas|kepesertaan|jamsostek))"
)
_DIGITS = r"\d(?:[ .-]?\d)"
_PLATES = (
    "A B D E F T Z G H K R L M N P S W AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE "
    "DG DH DK DL DM DN DR DS DT DW EA EB ED KB KH KT KU PA PB"
)
_NO_PLATE = "KM|RT|RW|KG|CM|MM|HA|WIB|WITA|WIT|TH|HR|JT|RB|KK|SD|DAN|DI|KE|KV|KVA|VA|MW|PK|GB|MB|RP"
_PREFIX = "|".join(sorted(_PLATES.split(), key=len, reverse=True))
_END = rf"(?!(?:{_NO_PLATE})\b)[A-Z]{{1,3}}"
_PLATE = rf"(?:{_PREFIX})(?:[ .-]?\d{{3,4}}[ .-]?{_END}|[ .-]\d{{1,2}}[ .-](?=[A-Z]{{2}}){_END})"

# In this order: what an earlier one has taken, no later one looks at.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Kind.ACCOUNT, re.compile(r"(?<![\w@/.])@[A-Za-z_][\w.]{2,}(?<!\.)")),
    (
        Kind.BANK,
        re.compile(
            rf"\b{_BANKS}\b[\s:.,#]*(?:[^\W\d]+\s*[:.]?\s*)?(?P<it>{_DIGITS}{{7,17}})(?!\d)",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.PHONE,
        re.compile(r"(?<![\w.,/])(?:\+?62|\(?0)[\s.()-]{0,2}8[1-9](?:[\s.()-]{0,2}\d){7,10}(?!\d)"),
    ),
    (
        Kind.PHONE,
        re.compile(r"(?<![\w.,/])\(?0[2-9]\d{1,2}\)?[\s.-]{1,2}\d{3,4}[\s.-]?\d{2,4}(?!\d)"),
    ),
    (
        Kind.NIK,
        re.compile(
            r"(?<!\d)[1-9]\d[ .-]?\d\d[ .-]?\d\d[ .-]?(?:[0-3]|[4-7])\d[ .-]?[01]\d[ .-]?\d\d[ .-]?"
            r"\d{4}(?!\d)"
        ),
    ),
    (
        Kind.NUMBER,
        re.compile(
            rf"\b{_OWNED}\b(?:\s*(?:no(?:mor)?\.?|saya|kami|nya|dengan|adalah))*[\s:.,=#]*"
            rf"(?P<it>{_DIGITS}{{6,18}})(?!\d)",
            re.IGNORECASE,
        ),
    ),
    (Kind.NUMBER, re.compile(r"(?<![\w.,/#-])\d{10,19}(?![\w/]|[.,-]\d)")),
    (Kind.PLATE, re.compile(rf"(?<![\w.-]){_PLATE}(?![\w-])")),
    (
        Kind.PLATE,
        re.compile(
            rf"\b(?:plat|nopol|no\.?\s?pol|nomor\s+polisi)\b[\s:.]*(?:nomor|no\.?|mobil|motor)?[\s:.]*"
            rf"(?P<it>{_PLATE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
)
_BEFORE_REPORT = re.compile(
    rf"(?:{_REPORT}\w*|\bid|#)(?:\s*(?:saya|nomor|no|id|dengan|kode|ber|#))*[\s.:#=-]*$", re.I
)
_BEFORE_AMOUNT = re.compile(r"(?:rp|idr|rupiah|sebesar|senilai)[\s.:]*$", re.IGNORECASE)
_IS_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,6}")
_IS_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def findings(text: str) -> list[Finding]:
    """What may show a person, in the order of the text; none overlaps another."""
    taken = [(one.start(), one.end()) for one in _URL.finditer(text)]
    found: list[Finding] = []
    for one in _proposed(text):
        if any(one.start < end and start < one.end for start, end in taken):
            continue
        taken.append((one.start, one.end))
        found.append(one)
    return sorted(found, key=lambda one: one.start)


def _proposed(text: str) -> Iterator[Finding]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            one = Finding(kind, start, end, text[start:end])
            if _counts(one, text[max(0, start - 40) : start]):
                yield one
    for start, end in naming.names(text):
        yield Finding(Kind.NAME, start, end, text[start:end])


def _counts(one: Finding, before: str) -> bool:
    """No number of a report, no sum of money and no date."""
    if _IS_AMOUNT.fullmatch(one.words):
        return False
    if one.kind not in (Kind.NUMBER, Kind.NIK, Kind.PHONE):
        return True
    if _BEFORE_AMOUNT.search(before):
        return False
    if one.kind is Kind.NUMBER and _IS_DAY.fullmatch(one.words):
        return False
    return one.kind is not Kind.NUMBER or not _BEFORE_REPORT.search(before)


def pieces(text: str, verdicts: Verdicts = NONE) -> list[Piece]:
    """The whole text, cut at what is proposed or was added by an officer."""
    made: list[Piece] = []
    at = 0
    for one in _with_added(text, verdicts):
        if one.start > at:
            made.append(Piece(text[at : one.start]))
        made.append(Piece(one.words, one, is_covered=folded(one.words) not in verdicts.shown))
        at = one.end
    if at < len(text):
        made.append(Piece(text[at:]))
    return made


def _with_added(text: str, verdicts: Verdicts) -> list[Finding]:
    found = findings(text)
    known = {folded(one.words) for one in found}
    for words in sorted(verdicts.covered - known, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            one = Finding(Kind.OTHER, *match.span(), match[0])
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def masked(text: str, verdicts: Verdicts = NONE) -> str:
    """`text` as the public reads it (regulation.md 7)."""
    return "".join(MASK if one.is_covered else one.words for one in pieces(text, verdicts))


def finds_personal(text: str) -> bool:
    """There is something that `masked` would take out: warn before sending."""
    return bool(findings(text))


def folded(words: str) -> str:
    """By what two stretches count as the same words."""
    return " ".join(words.split()).casefold()


def first_sentence(text: str) -> str:
    """A title from the reporter's own words: the first sentence, at most 80 characters."""
    flat = " ".join(text.split())
    sentence = re.split(r"(?<=[.!?])\s", flat, maxsplit=1)[0]
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
