"""The only place that says what an answer must be before it goes out, and what may never.

Checked on the machine, while one types and again by the service. LAW stops always; STOP lets
through with a reason, which is kept with the step; WARN only says it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from django.utils.translation import gettext as _

from kentongan.accounts import vault
from kentongan.common.statements import Prepared
from kentongan.complaints import plain_words, points
from kentongan.complaints.choices import Kind, OutcomeKind
from kentongan.complaints.models import Answer, Complaint, Point
from kentongan.complaints.points import Said
from kentongan.complaints.refusals import Missing


class Severity(StrEnum):
    LAW = auto()
    STOP = auto()
    WARN = auto()


class Question(StrEnum):
    """The four that an approver asks of every answer."""

    ANSWERS = auto()  # does it answer what was asked?
    EVIDENCE = auto()
    DATE = auto()
    PLAIN = auto()  # in words that the reporter understands, and without what is private


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not right, and under which question it stands."""

    code: str
    severity: Severity
    question: Question
    words: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer before it is sent. `is_told`: the officer said what becomes of each point."""

    text: str
    said: Sequence[Said] = ()
    has_files: bool = False
    is_told: bool = True

    @property
    def every_word(self) -> str:
        """The text and what is said to each point."""
        parts = [f"{one.words}\n{one.evidence}\n{one.legal_basis}" for one in self.said]
        return "\n".join([self.text, *parts])


_PLATES = (
    "A|AA|AB|AD|AE|AG|B|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|D|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|"
    "DS|DT|DW|E|EA|EB|ED|F|G|H|K|KB|KH|KT|KU|L|M|N|P|PA|PB|R|S|T|W|Z"
)
NIK = re.compile(r"(?<!\d)(?:\d{4}[ .-]?){3}\d{4}(?!\d)")
PRIVATE: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"(?<!\d)(?:\+?62|0)[\s.-]?8\d{1,2}(?:[\s.-]?\d{3,4}){2,3}(?!\d)"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "plate": re.compile(rf"\b(?:{_PLATES})\s\d{{1,4}}\s[A-Z]{{1,3}}\b"),
    "account": re.compile(
        r"\b(?:rekening|no\.?\s*rek|rek|BCA|BRI|BNI|BJB|BSI|Mandiri)\b\D{0,25}\d(?:[\s.-]?\d){7,17}",
        re.IGNORECASE,
    ),
}
# "It does not pertain to this office" ends no complaint: the office must hand it on.
NOT_OURS = re.compile(
    r"\b(?:bukan|tidak\s+(?:termasuk|masuk|menjadi)|di\s*luar)\s+(?:\w+\s+){0,2}?"
    r"(?:kewenangan|wewenang|tanggung\s+jawab|ranah|tugas|tupoksi|urusan)\s+"
    r"(?:dan\s+\w+\s+)?(?:kami|kita|dinas|badan|kantor|instansi|unit|bidang|kecamatan|kelurahan)\b"
    r"|\bnot\s+(?:within\s+)?(?:our|this\s+office's)\s+(?:responsibility|authority|task)",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(?:segera|secepatnya|dalam waktu dekat|akan kami|akan di\w+)\b", re.IGNORECASE
)
_DATED = re.compile(
    r"\d{1,2}[/-]\d{1,2}|\d{4}|\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|"
    r"oktober|november|desember|senin|selasa|rabu|kamis|jumat|sabtu|minggu|besok|hari ini)\b",
    re.IGNORECASE,
)
_HONOURED = r"(?:bapak|ibu|pak|bu|sdr|sdri|saudara|saudari|yth)\.?\s+"
_SAME: Prepared[Answer] = Prepared(
    lambda *, digest, complaint: (
        Answer.objects.filter(digest=digest).exclude(complaint=complaint).order_by("-id")[:5]
    )
)


def check(
    complaint: Complaint, drafted: Drafted, *, asked: Sequence[Point] | None = None
) -> list[Finding]:
    """Everything that is not right with the answer, the worst first."""
    asked = points.of(complaint) if asked is None else asked
    found = [
        *_must(complaint, drafted, asked),
        *_vague(drafted),
        *_hard_to_read(drafted.text),
        *_said_before(complaint, drafted.text),
    ]
    order = list(Severity)
    return sorted(found, key=lambda one: order.index(one.severity))


def pass_through(
    complaint: Complaint, drafted: Drafted, *, reason: str = "", allowed: Sequence[str] = ()
) -> dict[str, object]:
    """Facts to keep of what was let through with a reason; raises Missing where it may not go.

    `allowed` was let through when the draft was handed in: its reason stands there.
    """
    found = list(_must(complaint, drafted, None))
    found += _names_the_reporter(complaint, drafted)
    for one in found:
        if one.severity == Severity.LAW:
            raise Missing(one.words, field="text")
    stopped = [one for one in found if one.severity == Severity.STOP and one.code not in allowed]
    if not stopped:
        return {}
    if not reason.strip():
        words = " ".join(one.words for one in stopped)
        told = _("%(words)s Mend it, or write why it is right all the same.") % {"words": words}
        raise Missing(told, field="override")
    return {"overridden": [one.code for one in stopped], "override_reason": reason.strip()[:500]}


def keep_out(text: str) -> None:
    """What no text to a reporter may hold: a NIK. Raises Missing."""
    for one in _identity_numbers(text):
        raise Missing(one.words, field="text")


def refuse_not_ours(text: str, *, field: str = "text") -> None:
    """A complaint ends by no text that says it is not this office's. Raises Missing."""
    for one in _not_ours(text):
        raise Missing(one.words, field=field)


def digest_of(text: str) -> str:
    """The same for answers that differ only in numbers, case and spaces; empty for short ones."""
    plain = re.sub(r"[\W\d_]+", " ", re.sub(r"LP-\w{4}-\w{4}", " ", text)).lower().strip()
    if len(plain) < 40:
        return ""
    return hashlib.blake2b(plain.encode(), digest_size=8).hexdigest()


def _must(
    complaint: Complaint, drafted: Drafted, asked: Sequence[Point] | None
) -> Iterator[Finding]:
    words = drafted.every_word
    yield from _not_ours(words)
    yield from _identity_numbers(words)
    yield from _private(words)
    if not drafted.is_told:
        return
    if asked is not None:
        yield from _without_outcome(drafted, asked)
    many = len(drafted.said) > 1
    for place, one in enumerate(drafted.said, start=1):
        yield from _of_point(complaint, drafted, one, place if many else 0)


def _without_outcome(drafted: Drafted, asked: Sequence[Point]) -> Iterator[Finding]:
    kinds = {one.point_id: one.kind for one in drafted.said}
    keys: list[tuple[int | None, str]] = [(one.pk, f"{one.position}") for one in asked]
    for key, name in keys or [(None, "1")]:
        if not kinds.get(key):
            words = _("Point %(n)s has no outcome yet.") % {"n": name}
            yield Finding("no_outcome", Severity.LAW, Question.ANSWERS, words)


def _of_point(complaint: Complaint, drafted: Drafted, one: Said, place: int) -> Iterator[Finding]:
    name = _("Point %(n)s") % {"n": place} if place else _("The answer")
    if one.kind == OutcomeKind.REFUSED and not one.legal_basis.strip():
        words = _("%(name)s is refused without the rule that says so.") % {"name": name}
        yield Finding("no_legal_basis", Severity.LAW, Question.ANSWERS, words)
    if one.kind == OutcomeKind.PROMISED and one.promised_on is None:
        words = _("%(name)s is promised without a day.") % {"name": name}
        yield Finding("no_day", Severity.LAW, Question.DATE, words)
    if place and not one.words.strip():
        words = _("%(name)s: say in a sentence what was done, or why not.") % {"name": name}
        yield Finding("point_not_named", Severity.STOP, Question.ANSWERS, words)
    is_work = complaint.kind == Kind.COMPLAINT and one.kind in (
        OutcomeKind.DONE,
        OutcomeKind.PARTLY,
    )
    if is_work and not one.evidence.strip() and not drafted.has_files:
        words = _(
            "%(name)s says that it was done, and nothing shows it: add a photo or a document."
        )
        yield Finding("no_evidence", Severity.STOP, Question.EVIDENCE, words % {"name": name})


def _not_ours(text: str) -> Iterator[Finding]:
    if NOT_OURS.search(text):
        yield Finding(
            "not_ours",
            Severity.LAW,
            Question.ANSWERS,
            _(
                "“Not our task” ends no report. Hand it on instead: decline it with the office "
                "whose task it is, or return it to the desk above."
            ),
        )


def _identity_numbers(text: str) -> Iterator[Finding]:
    if NIK.search(text):
        words = _("The text has a number of 16 digits like a NIK. The law forbids to send it.")
        yield Finding("nik", Severity.LAW, Question.PLAIN, words)


def _private(text: str) -> Iterator[Finding]:
    told = {
        "phone": _("The text has a mobile number. Only the number of an office may stand there."),
        "email": _("The text has an e-mail address. Only that of an office may stand there."),
        "plate": _("The text has a number plate. Leave it out."),
        "account": _("The text has an account number. Leave it out."),
    }
    for code, pattern in PRIVATE.items():
        if pattern.search(text):
            yield Finding(code, Severity.STOP, Question.PLAIN, told[code])


def _names_the_reporter(complaint: Complaint, drafted: Drafted) -> Iterator[Finding]:
    """Only when it is sent: an officer who tries names in the form learns nothing by it."""
    if not (complaint.is_anonymous and complaint.identity_id and drafted.is_told):
        return
    if any(_is_named(one, drafted.every_word) for one in vault.names_of(complaint.identity_id)):
        words = _("The report is anonymous, and the text names a person: write “pelapor” instead.")
        yield Finding("name", Severity.LAW, Question.PLAIN, words)


def _is_named(name: str, text: str) -> bool:
    parts = [re.escape(one) for one in name.split() if len(one) > 2]
    if not parts:
        return False
    whole = r"\s+".join(parts)
    some = "|".join(parts)
    pattern = rf"\b{_HONOURED}(?:{some})\b" + (rf"|\b{whole}\b" if len(parts) > 1 else "")
    return re.search(pattern, text, re.IGNORECASE) is not None


def _vague(drafted: Drafted) -> Iterator[Finding]:
    text = drafted.text
    if 0 < len(text.strip()) < 40 and not any(one.words.strip() for one in drafted.said):
        words = _("The answer is very short. Say what was found, and what is done.")
        yield Finding("short", Severity.WARN, Question.ANSWERS, words)
    has_day = any(one.promised_on for one in drafted.said) or _DATED.search(text)
    if _SOON.search(text) and not has_day:
        words = _("The text says that something will be done, and no date. Promise a day.")
        yield Finding("no_date", Severity.WARN, Question.DATE, words)


def _hard_to_read(text: str) -> Iterator[Finding]:
    reading = plain_words.read(text)
    if reading.longest > plain_words.LONG_SENTENCE:
        begin = " ".join(reading.longest_sentence.split()[:6])
        words = _("A sentence has %(n)s words: “%(begin)s…”. Make two of it.")
        told = words % {"n": reading.longest, "begin": begin}
        yield Finding("long_sentence", Severity.WARN, Question.PLAIN, told)
    if reading.jargon:
        pairs = [
            f"“{said}” → “{plain}”" if plain else f"“{said}”" for said, plain in reading.jargon
        ]
        words = _("Words of the office: %(words)s.") % {"words": ", ".join(pairs[:4])}
        yield Finding("jargon", Severity.WARN, Question.PLAIN, words)
    if reading.level == "hard":
        words = _("Hard to read (%(n)s; below %(most)s is good). Shorter sentences help most.")
        told = words % {"n": reading.score, "most": plain_words.MIDDLING}
        yield Finding("hard", Severity.WARN, Question.PLAIN, told)


def _said_before(complaint: Complaint, text: str) -> Iterator[Finding]:
    digest = digest_of(text)
    count = len(_SAME.rows(digest=digest, complaint=complaint.pk)) if digest else 0
    if count:
        words = _(
            "The same words were sent to other reporters (%(n)s or more). Say what was found here."
        )
        yield Finding("identical", Severity.WARN, Question.ANSWERS, words % {"n": count})
