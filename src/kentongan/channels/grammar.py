"""What an SMS asks for: pure, and never an error, whatever the text is.

Case, marks, a slip of the finger and a missing keyword are forgiven where only one thing can be
meant. What could be the beginning of a complaint is never taken for a command.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from kentongan.common import ids


class Verb(StrEnum):
    """What can be asked for by SMS."""

    NEW = auto()
    SUGGESTION = auto()
    INFORMATION = auto()
    STATUS = auto()
    READ = auto()
    REPLY = auto()
    COMPLETE = auto()
    CONFIRM = auto()
    CONTEST = auto()
    RATE = auto()
    WITHDRAW = auto()
    RESTORE = auto()
    APPEAL = auto()
    OMBUDSMAN = auto()
    FOLLOW = auto()
    UNFOLLOW = auto()
    PLACE = auto()
    HELP = auto()
    STOP = auto()
    START = auto()
    NONE = auto()


V = Verb
KEYWORDS: Mapping[str, Verb] = {
    word: verb
    for verb, words in {
        V.NEW: "LAPOR LAPORKAN ADUAN PENGADUAN",
        V.SUGGESTION: "USUL ASPIRASI SARAN",
        V.INFORMATION: "TANYA",
        V.STATUS: "STATUS CEK LACAK",
        V.READ: "BACA JAWABAN ISI",
        V.REPLY: "BALAS TAMBAH",
        V.COMPLETE: "LENGKAP LENGKAPI",
        V.CONFIRM: "SELESAI SUDAH BERES",
        V.CONTEST: "BELUM BLM BLUM",
        V.RATE: "NILAI PUAS",
        V.WITHDRAW: "BATAL CABUT",
        V.RESTORE: "PULIHKAN",
        V.APPEAL: "BANDING KEBERATAN",
        V.OMBUDSMAN: "OMBUDSMAN",
        V.FOLLOW: "IKUT IKUTI",
        V.UNFOLLOW: "LEPAS",
        V.PLACE: "TEMPAT LOKASI",
        V.HELP: "BANTU BANTUAN HELP",
        V.STOP: "STOP BERHENTI UNREG",
        V.START: "MULAI REG",
    }.items()
    for word in words.split()
}
STARTS_COMPLAINT = frozenset({V.NEW, V.SUGGESTION, V.INFORMATION})
# A slip of the finger away from a keyword, and quite another word.
OTHER_WORDS = frozenset(
    ["LAPAR", "LAPIS", "BALAI", "BALAP", "BELUK", "BATAS", "BATANG", "STATIS", "LENGKAU", "NILAM"]
)
# These change something for good or are said in many other ways: written exactly, or not meant.
EXACT = frozenset(
    {V.FOLLOW, V.UNFOLLOW, V.WITHDRAW, V.CONFIRM, V.STOP, V.START, V.RATE, V.READ, V.HELP}
)
# With other words behind them these are the beginning of a sentence, not a command.
ALONE = frozenset(
    {V.FOLLOW, V.UNFOLLOW, V.CONFIRM, V.WITHDRAW, V.RESTORE, V.STATUS, V.READ, V.HELP, V.START}
)
POLITE = frozenset(
    (
        *("TERIMA", "KASIH", "TERIMAKASIH", "MAKASIH", "TRIMS", "YA", "PAK", "BU", "BAPAK", "IBU"),
        *("ADMIN", "LAPORAN", "SAYA"),
    )
)
_WORD = re.compile(r"[\W_]*([^\W\d_]+)[\s:;#.,*/=>()\-]*", re.UNICODE)
_ANSWERED = re.compile(
    r"^(?:\s*\[[^\]]{0,40}\]\s*)?(?:(?:re|aw|antw|bls|balas|fw|fwd|trs|terusan)\s*(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)
_LONGEST_CODE = 4  # tokens: "LP 9K47 TX 2B"


@dataclass(frozen=True, slots=True)
class Command:
    """What was read. `text` is the rest in the sender's own words, `whole` the message."""

    verb: Verb
    whole: str
    text: str = ""
    code: str = ""  # a tracking number as stored
    pin: str = ""
    keyword: str = ""

    @property
    def score(self) -> int | None:
        """One to five in a rating."""
        found = re.search(r"(?<!\d)([1-5])(?!\d)", self.text)
        return int(found[1]) if found else None


def parse(text: str, *, more: Mapping[str, Verb] | None = None) -> Command:
    """Read one message; `more` are keywords of this installation."""
    whole = cleaned(text)
    known = {**KEYWORDS, **(more or {})}
    code, pin, rest = _code_at_start(whole)
    if code:
        verb, word, after = _keyword(rest, known)
        if verb is V.NONE:
            verb, after = (V.REPLY, rest) if rest else (V.STATUS, "")
        return Command(verb, whole, after, code, pin, word)
    verb, word, rest = _keyword(whole, known)
    if verb is V.NONE:
        is_score = re.fullmatch(r"[1-5][\s.!]*", whole)
        return Command(V.RATE if is_score else V.NONE, whole, whole)
    if verb in STARTS_COMPLAINT:
        return Command(verb, whole, rest, keyword=word)
    code, pin, rest = _code_at_start(rest, is_announced=True)
    if not code and not _is_meant(verb, rest):
        return Command(V.NONE, whole, whole)
    return Command(verb, whole, rest, code, pin, word)


def bare_subject(subject: str) -> str:
    """The subject of an e-mail without what programs put before it at each answer."""
    return _ANSWERED.sub("", cleaned(subject))


def parse_mail(
    subject: str, text: str, *, more: Mapping[str, Verb] | None = None, code: str = ""
) -> Command:
    """Read an e-mail: the command may stand in the text or in the subject, the code in either.

    `code` is the report that the conversation is about; words without a keyword are a reply to it.
    """
    command = parse(text, more=more)
    title = bare_subject(subject)
    if command.verb is V.NONE and not code and _is_command(title, {**KEYWORDS, **(more or {})}):
        command = parse(f"{title} {text}", more=more)
    named = command.code or code or _code_in(title)
    if command.verb is V.NONE and named and command.whole:
        command = replace(command, verb=V.REPLY, text=command.whole)
    own = (V.HELP, V.STOP, V.START, V.FOLLOW, V.UNFOLLOW, V.NONE)  # the code in the mail is no part
    is_new = command.verb in STARTS_COMPLAINT or command.verb in own
    return command if is_new else replace(command, code=named)


def _is_command(title: str, known: Mapping[str, Verb]) -> bool:
    """A subject is an order only where it begins with the very word, not by a slip."""
    match = _WORD.match(title)
    verb = known.get(match[1].upper()) if match else None
    return verb is not None and not (verb in STARTS_COMPLAINT and _code_in(title))


def as_written(original: str, rest: str) -> str:
    """`rest`, the end of a text on one line, with the lines and paragraphs that it had."""
    wanted = sum(not one.isspace() for one in rest)
    plain = unicodedata.normalize("NFKC", original)
    place = len(plain)
    while place and wanted:
        place -= 1
        kind = unicodedata.category(plain[place])[0]
        wanted -= kind != "C" and not plain[place].isspace()
    lines = [" ".join(one.split()) for one in plain[place:].splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() if not wanted else rest


def _code_in(text: str) -> str:
    """A tracking number anywhere in a text, written so that it can be nothing else."""
    for match in re.finditer(r"\bLP[-\s]?\w{4}[-\s]?\w{4}\b", text, re.IGNORECASE):
        if code := ids.read_number(match[0]):
            return code
    return ""


def cleaned(text: str) -> str:
    """One line without the marks that carriers and telephones leave."""
    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in plain)
    return " ".join(kept.split())


def _keyword(text: str, known: Mapping[str, Verb]) -> tuple[Verb, str, str]:
    match = _WORD.match(text)
    if match is None:
        return V.NONE, "", text
    word, rest = match[1].upper(), text[match.end() :].strip()
    if word in known:
        return known[word], word, rest
    for keyword, verb in known.items():
        if _is_slip(word, keyword, verb) and _supports(verb, rest):
            return verb, keyword, rest
    return V.NONE, "", text


def _is_slip(word: str, keyword: str, verb: Verb) -> bool:
    """One letter wrong, missing, too many or two exchanged; the first one is seldom mistyped."""
    if verb in EXACT or len(keyword) < 5 or word in OTHER_WORDS or word[0] != keyword[0]:
        return False
    if abs(len(word) - len(keyword)) > 1:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, keyword, score_cutoff=1) <= 1


def _supports(verb: Verb, rest: str) -> bool:
    """What follows makes sense behind that keyword."""
    if verb in STARTS_COMPLAINT:
        return len(rest) >= 10
    return not rest or bool(_code_at_start(rest, is_announced=True)[0])


def _is_meant(verb: Verb, rest: str) -> bool:
    words = [re.sub(r"\W", "", one).upper() for one in rest.split()]
    if verb is V.STOP:
        return len(words) <= 1 or set(words) <= POLITE
    if verb in ALONE:
        return set(words) <= POLITE
    if verb is V.RATE:
        return bool(words) and words[0] in {"1", "2", "3", "4", "5"}
    if verb is V.OMBUDSMAN:
        return not words or words[0] == "SETUJU"
    return True


def _code_at_start(text: str, *, is_announced: bool = False) -> tuple[str, str, str]:
    """A tracking number, a PIN of six digits and the rest.

    Eight letters that happen to check are a word of the sentence, unless a keyword announced them.
    """
    tokens = text.split(" ")
    for count in range(1, min(_LONGEST_CODE, len(tokens)) + 1):
        written = "".join(tokens[:count]).strip("#:;,.()")
        code = ids.read_number(written)
        is_told = (
            (is_announced and count == 1)
            or any(one.isdecimal() for one in written)
            or written.upper().startswith("LP")
        )
        if code and is_told:
            rest = tokens[count:]
            pin = ""
            while rest and rest[0].upper().strip(":#.,") in {"PIN", ""}:
                rest = rest[1:]
            if rest and re.fullmatch(r"\d{6}[.,]?", rest[0]):
                pin, rest = rest[0].strip(".,"), rest[1:]
            return code, pin, " ".join(rest).lstrip(":#.,- ").strip()
    return "", "", text
