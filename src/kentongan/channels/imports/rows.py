"""One row as a complaint to submit, or the reasons why it cannot be one. No reason quotes a person."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.services.submit import Original, Submission
from kentongan.organizations import gazetteer
from kentongan.organizations.models import Organization

T = TypeVar("T")
SPACE = UUID("c1b3b1e6-2f5d-5f7b-9a55-6d1f0f6a3b77")
SHORTEST, LONGEST = 20, 4000
OLDEST = date(2000, 1, 1)
MONTHS = {name: at for at, names in enumerate(
    (("jan",), ("feb", "peb"), ("mar",), ("apr",), ("mei", "may"), ("jun",), ("jul",),
     ("agu", "aug", "ags"), ("sep",), ("okt", "oct"), ("nov", "nop"), ("des", "dec")), start=1)
    for name in names}  # fmt: skip
YES = frozenset({"ya", "y", "yes", "true", "1", "x", "v", "anonim", "rahasia", "benar"})
NO = frozenset({"tidak", "t", "no", "n", "false", "0", "-", "bukan", ""})
CHANNELS = {
    "loket": Channel.COUNTER, "langsung": Channel.COUNTER, "counter": Channel.COUNTER,
    "tatap muka": Channel.COUNTER, "surat": Channel.LETTER, "letter": Channel.LETTER,
    "kotak": Channel.BOX, "box": Channel.BOX, "telepon": Channel.PHONE, "telp": Channel.PHONE,
    "phone": Channel.PHONE, "wa": Channel.WHATSAPP, "whatsapp": Channel.WHATSAPP,
    "sms": Channel.SMS, "facebook": Channel.SOCIAL, "instagram": Channel.SOCIAL,
    "twitter": Channel.SOCIAL, "medsos": Channel.SOCIAL, "media sosial": Channel.SOCIAL,
    "social": Channel.SOCIAL, "web": Channel.WEB, "aplikasi": Channel.APP, "app": Channel.APP,
}  # fmt: skip
KINDS = {
    "aspirasi": Kind.SUGGESTION, "saran": Kind.SUGGESTION, "suggestion": Kind.SUGGESTION,
    "permintaan informasi": Kind.INFORMATION, "informasi": Kind.INFORMATION,
    "information": Kind.INFORMATION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A row: what would be submitted, or why not."""

    submission: Submission | None
    reasons: list[str]


class _Cells:
    """The cells of one row by field, and what is wrong with them."""

    def __init__(self, cells: Sequence[str], mapped: Mapping[str, int]) -> None:
        self.cells, self.mapped, self.reasons = cells, mapped, list[str]()

    def get(self, field: str, most: int) -> str:
        place = self.mapped.get(field)
        text = self.cells[place].strip() if place is not None and place < len(self.cells) else ""
        if len(text) > most:
            words = _("“%(column)s” is longer than %(most)s letters.")
            self.wrong(words % {"column": self.name(field), "most": most})
        return text

    def name(self, field: str) -> str:
        from kentongan.channels.imports.columns import FIELDS

        return str(FIELDS[field])

    def wrong(self, reason: str) -> None:
        self.reasons.append(reason)


def read(
    cells: Sequence[str],
    mapped: Mapping[str, int],
    *,
    key: UUID,
    institution: Organization | None,
    may_contact: bool,
) -> Read:
    """Everything that is wrong with the row is told at once."""
    row = _Cells(cells, mapped)
    text = row.get("text", LONGEST)
    if len(text) < SHORTEST:
        row.wrong(_("The text has fewer than %(least)s letters.") % {"least": SHORTEST})
    at = _moment(row)
    is_anonymous = _yes_or_no(row, "anonymous", default=True)
    is_secret = _yes_or_no(row, "secret", default=False)
    area = _area(row)
    personal = _personal(row)
    original = Original(
        letter_number=row.get("letter_number", 80),
        source_url=_link(row),
        may_contact=may_contact,
    )
    submission = Submission(
        text=text,
        title=row.get("title", 120),
        channel=_word(row.get("channel", 60), CHANNELS, Channel.IMPORT),
        kind=_word(row.get("kind", 60), KINDS, Kind.COMPLAINT),
        idempotency_key=key,
        area_code=area,
        landmark=row.get("landmark", 200),
        happened_on=_day(row, "happened_on"),
        institution=institution,
        is_anonymous=is_anonymous,
        is_secret=is_secret,
        personal=personal,
        original=original,
        arrived_at=at,
    )
    if row.reasons:
        return Read(None, row.reasons)
    return Read(submission, [])


def row_key(cells: Sequence[str], own_number: str, occurrence: int, *, institution: int) -> UUID:
    """The same row of the same office has the same key in every file; nobody outside can compute it."""
    own = f"number:{own_number}" if own_number else f"row:{occurrence}:" + "\x1f".join(cells)
    secret = hashlib.sha256(f"{settings.SECRET_KEY}:{institution}:{own}".encode()).hexdigest()
    return uuid5(SPACE, secret)


def read_day(text: str) -> datetime:
    """`2024-09-23`, `23/09/2024`, `23 Sep 2024`, `45558` (Excel), each with a time or without."""
    text = text.strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        from openpyxl.utils.datetime import from_excel

        return datetime.combine(from_excel(float(text)).date(), time())
    if re.match(r"\d{4}-\d\d?-\d\d?", text):
        return datetime.fromisoformat(text.replace(" ", "T", 1)).replace(tzinfo=None)
    found = re.fullmatch(
        r"(?:[a-zA-Z]+,\s*)?(\d{1,2})[\s./-]+(\w+)[\s./-]+(\d{4})(?:[\sT,]+(\d{1,2})[.:](\d\d)\S*.*)?",
        text,
    )
    if not found:
        raise ValueError(text)
    day, month, year, hour, minute = found.groups()
    number = int(month) if month.isdecimal() else MONTHS[month[:3].lower()]
    return datetime(int(year), number, int(day), int(hour or 0), int(minute or 0))


def _moment(row: _Cells) -> datetime | None:
    """The moment from which its limits count; noon, when only the day is known."""
    if not (text := row.get("at", 40)):
        return None
    try:
        found = read_day(text)
    except (ValueError, KeyError, OverflowError):
        row.wrong(_("The date cannot be read. Write it like 24/11/2026."))
        return None
    if found.time() == time():
        found = datetime.combine(found.date(), time(12))
    at = found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    if at.date() > clock.today() or at.date() < OLDEST:
        row.wrong(_("The date is in the future or before the year 2000."))
        return None
    return min(at, clock.now())


def _day(row: _Cells, field: str) -> date | None:
    if not (text := row.get(field, 40)):
        return None
    try:
        day = read_day(text).date()
    except (ValueError, KeyError, OverflowError):
        row.wrong(_("“%(column)s” is no date.") % {"column": row.name(field)})
        return None
    if day > clock.today():
        row.wrong(_("“%(column)s” is in the future.") % {"column": row.name(field)})
    return day


def _yes_or_no(row: _Cells, field: str, *, default: bool) -> bool:
    text = row.get(field, 20).lower()
    if text and text not in YES and text not in NO:
        row.wrong(_("“%(column)s” is neither yes nor no.") % {"column": row.name(field)})
    return text in YES if text else default


def _area(row: _Cells) -> str | None:
    place, district = row.get("place", 120), row.get("district", 80)
    if not place and not district:
        return None
    code = _place(place, _bare_district(district))
    if not code:
        row.wrong(_("The place is not known, or may be several. Write village and kecamatan."))
    return code or None


def _bare_district(name: str) -> str:
    return re.sub(r"^kec(amatan|\.)?\s+", "", name, flags=re.IGNORECASE)


@lru_cache(maxsize=2048)  # a few hundred places stand in thousands of rows
def _place(place: str, district: str) -> str:
    """The code of the one place that is meant; empty when there is none, or more than one."""
    exact = [one.code for one in gazetteer.all_places().values() if str(one) == place]
    if exact and not district:
        return exact[0]
    asked = ", ".join(one for one in (place, f"Kec. {district}" if district else "") if one)
    found = gazetteer.search(asked)
    # A name that is only like another is no answer here: nobody looks at each of a thousand rows.
    name = re.sub(r"^(desa|ds|kelurahan|kel)\.?\s+", "", (place or district), flags=re.IGNORECASE)
    wanted = gazetteer.squeezed(name.partition(",")[0])
    same = [one for one in found if gazetteer.squeezed(one.name) == wanted]
    return same[0].code if len(same) == 1 else ""


def _personal(row: _Cells) -> PersonalData:
    phone, email, nik = row.get("phone", 30), row.get("email", 120), row.get("nik", 30)
    number = read_phone(_with_zero(phone)) if phone else ""
    if number is None:
        row.wrong(_("The telephone number is not complete."))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            row.wrong(_("The e-mail address is not complete."))
    digits = "".join(one for one in nik if one.isdecimal())
    if nik and len(digits) != 16:
        row.wrong(_("The NIK has not 16 digits. In Excel, format the column as text."))
    return PersonalData(
        name=row.get("name", 120),
        phone=number or "",
        email=email,
        nik=digits,
        address=row.get("address", 240),
    )


def _with_zero(phone: str) -> str:
    """Excel takes the zero off a number that it does not know as text."""
    return f"0{phone}" if phone.startswith("8") else phone


def _link(row: _Cells) -> str:
    if link := row.get("source_url", 500):
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError:
            row.wrong(_("The link is none."))
    return link


def _word(text: str, known: Mapping[str, T], otherwise: T) -> T:
    wanted = text.lower()
    return next((value for name, value in known.items() if wanted.startswith(name)), otherwise)
