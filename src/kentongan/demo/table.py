"""Rows of a CSV file as complaints to submit; what cannot be read is named with its line."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.masking import first_sentence
from kentongan.demo.loading import Row
from kentongan.organizations import gazetteer

SHORTEST, LONGEST = 20, 4000
TEXT = ("teks", "text", "isi", "isi_aduan")
TITLE = ("judul", "title")
DAY = ("tanggal", "date", "submitted_at")
KEY = ("id_sumber", "source_id", "id")
UNIT = ("unit", "kode_unit")
PLACE = ("kelurahan", "desa", "village", "kecamatan")
KIND = ("klasifikasi", "kind")
KINDS = {
    "aspirasi": Kind.SUGGESTION,
    "permintaan informasi": Kind.INFORMATION,
    **{kind.value: kind for kind in Kind},
}


class UnreadableTable(Exception):
    """The file is no table of complaints; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that is left out, and why."""

    line: int
    reason: str


def read(path: Path, *, units: Sequence[str]) -> tuple[list[Row], list[Wrong]]:
    """The rows that can be submitted, and the others with their reason."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            names = table.fieldnames or []
            if not any(name in names for name in TEXT):
                raise UnreadableTable(
                    f"{path} has no column with the text; name it one of {', '.join(TEXT)}."
                )
            return _sorted_out([(table.line_num, one) for one in table], path.stem, units)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableTable(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _sorted_out(
    table: Sequence[tuple[int, Mapping[str, str]]], source: str, units: Sequence[str]
) -> tuple[list[Row], list[Wrong]]:
    rows: list[Row] = []
    wrong: list[Wrong] = []
    lines: dict[str, int] = {}
    for line, given in table:
        text = _first(given, TEXT).strip()
        key = f"{source}:{_first(given, KEY) or line}"
        if "\x00" in text:
            wrong.append(Wrong(line, "the text holds a character that is none"))
        elif len(text) < SHORTEST:
            wrong.append(Wrong(line, f"the text has fewer than {SHORTEST} letters"))
        elif key in lines:
            wrong.append(Wrong(line, f"its number stands in line {lines[key]} already"))
        elif _first(given, DAY) and _day(_first(given, DAY)) is None:
            wrong.append(Wrong(line, f"{_first(given, DAY)[:30]!r} is no date"))
        else:
            lines[key] = line
            rows.append(_row(key, text, given, units))
    return rows, wrong


def _row(key: str, text: str, given: Mapping[str, str], units: Sequence[str]) -> Row:
    known = _first(given, UNIT)
    # The same row goes to the same unit at every run, whatever stands around it.
    by_chance = units[int(hashlib.sha256(key.encode()).hexdigest(), 16) % len(units)]
    return Row(
        key=key,
        title=_first(given, TITLE).strip()[:120] or first_sentence(text),
        text=text[:LONGEST],
        kind=KINDS.get(_first(given, KIND).strip().lower(), Kind.COMPLAINT),
        channel=Channel.IMPORT,
        unit=known if known in units else by_chance,
        area=_place(_first(given, PLACE)),
        on=_day(_first(given, DAY)),
    )


@lru_cache(maxsize=2048)  # a few hundred places stand in thousands of rows
def _place(name: str) -> str:
    wanted = gazetteer.squeezed(name)
    found = gazetteer.search(name, limit=1) if wanted else []
    return found[0].code if found and gazetteer.squeezed(found[0].name) == wanted else ""


def _first(given: Mapping[str, str], names: Sequence[str]) -> str:
    return next((given[name] for name in names if given.get(name)), "")


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text[:10]).date()
    except ValueError:
        return None
    return datetime.combine(day, time(9), ZoneInfo(settings.TIME_ZONE))
