"""A table of LAPOR! as entries: every wrong line is told with its number, none stops the rest."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints.choices import Channel, Classification, Kind
from kentongan.lapor import columns

NEEDED = ("Tracking ID", "Tanggal Laporan Masuk")
WORDS = ("Isi Laporan Awal", "Isi Laporan Akhir")
LONGEST = 20_000


class Unreadable(Exception):
    """The file is no table of LAPOR!; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One complaint as LAPOR! has it."""

    line: int
    tracking_id: str
    at: datetime
    text: str
    title: str
    name: str
    kind: Kind
    classification: Classification
    channel: Channel
    category: str
    place: str
    is_anonymous: bool
    is_secret: bool
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be read, and why."""

    line: int
    reason: str


def read(path: Path) -> tuple[list[Entry], list[Wrong]]:
    """All entries and all wrong lines. Raises Unreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(4096)
            file.seek(0)
            separator = ";" if start.count(";") > start.count(",") else ","
            table = csv.DictReader(file, delimiter=separator)
            names = [columns.canonical(one) for one in table.fieldnames or ()]
            table.fieldnames = names
            if missing := [one for one in NEEDED if one not in names]:
                words = {"names": ", ".join(missing)}
                raise Unreadable(_("These columns are missing: %(names)s.") % words)
            return _entries(table)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(_("The file is no CSV table in UTF-8.")) from error


def _entries(table: Iterable[Mapping[str, str]]) -> tuple[list[Entry], list[Wrong]]:
    entries: list[Entry] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for line, row in enumerate(table, start=2):
        try:
            entry = _entry(line, row)
        except (KeyError, ValueError) as error:
            wrong.append(Wrong(line, str(error)))
            continue
        if entry.tracking_id in seen:
            wrong.append(Wrong(line, _("The tracking number stands in the file twice.")))
            continue
        seen.add(entry.tracking_id)
        entries.append(entry)
    return entries, wrong


def _entry(line: int, row: Mapping[str, str]) -> Entry:
    def get(name: str) -> str:
        return (row.get(name) or "").strip().replace("\x00", "")

    number = get("Tracking ID").lstrip("#")
    if not (number.isascii() and number.isdecimal() and len(number) <= 20):
        raise ValueError(_("The tracking number is no number."))
    has_words = any(one in row for one in WORDS)
    text = get("Isi Laporan Akhir") or get("Isi Laporan Awal")
    if not has_words:  # the open data say what it is about, not what was written
        about = ", ".join(one for one in (get("Kategori"), get("Kecamatan")) if one)
        text = f"SP4N-LAPOR! {number}: {about}"
    if not text:
        raise ValueError(_("There is no text."))
    try:
        at = columns.read_moment(get("Tanggal Laporan Masuk"), get("Waktu Laporan Masuk"))
    except (ValueError, KeyError, IndexError):
        raise ValueError(_("The date cannot be read.")) from None
    if at > clock.now():
        raise ValueError(_("The date is in the future."))
    kind, classification = columns.KINDS.get(
        get("Klasifikasi Laporan").lower(), (Kind.COMPLAINT, Classification.ORDINARY)
    )
    flags = get("Tipe Laporan (Anonim/Rahasia)").lower()
    source = get("Sumber Laporan").lower().partition(" ")[0]
    return Entry(
        line=line,
        tracking_id=number,
        at=at,
        text=text[:LONGEST],
        title=get("Judul Laporan")[:120],
        name=get("Nama Pelapor")[:80],
        kind=kind,
        classification=classification,
        channel=columns.CHANNELS.get(source, Channel.IMPORT),
        category=get("Kategori"),
        place=", ".join(one for one in (get("Kelurahan"), get("Kecamatan")) if one),
        is_anonymous="anonim" in flags or not get("Nama Pelapor"),
        is_secret="rahasia" in flags or classification == Classification.SUPERVISORY,
        has_ended=get("Status Laporan").lower().startswith(columns.ENDED),
    )
