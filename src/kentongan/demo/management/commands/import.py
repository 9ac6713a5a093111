"""`kentongan import FILE`: complaints from a CSV file, submitted and walked like the demo's."""

import csv
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.masking import first_sentence
from kentongan.demo.loading import Loader, Row, load_base
from kentongan.organizations import gazetteer

SHORTEST = 20
TEXT = ("teks", "text", "isi", "isi_aduan")
TITLE = ("judul", "title")
DAY = ("tanggal", "date", "submitted_at")
KEY = ("id_sumber", "source_id", "id")
UNIT = ("unit", "kode_unit")
PLACE = ("kelurahan", "desa", "village", "kecamatan")


class Command(BaseCommand):
    help = "Import complaints from a CSV file (columns teks/text, judul, tanggal, id_sumber ...)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--most", type=int, default=0, help="stop after so many rows (0: all)")

    def handle(self, *, file: Path, most: int, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                table = list(csv.DictReader(opened))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} cannot be read as CSV in UTF-8: {error}") from error
        if not table or not _first(table[0], TEXT, present=True):
            raise CommandError(
                f"{file} has no column with the text; name it one of {', '.join(TEXT)}."
            )
        loader = Loader(load_base())
        units = sorted(loader.staffed)
        rows = [_row(file.stem, at, one, units) for at, one in enumerate(table, start=2)]
        good = [row for row in rows if row is not None][: most or None]
        with tqdm(total=len(good), unit=" complaints", disable=options["verbosity"] == 0) as bar:
            new = loader.load(good, tick=bar.update)
        short = sum(row is None for row in rows)
        self.stdout.write(
            f"{new} complaints imported, {len(good) - new} were there before, "
            f"{short} rows had fewer than {SHORTEST} letters of text."
        )


def _row(source: str, line: int, given: dict[str, str], units: list[str]) -> Row | None:
    text = _first(given, TEXT).strip()
    if len(text) < SHORTEST:
        return None
    key = f"{source}:{_first(given, KEY) or line}"
    known = _first(given, UNIT)
    place = gazetteer.search(_first(given, PLACE), limit=1) if _first(given, PLACE) else []
    return Row(
        key=key,
        title=_first(given, TITLE)[:120] or first_sentence(text),
        text=text[:4000],
        kind=Kind.COMPLAINT,
        channel=Channel.IMPORT,
        unit=known if known in units else units[sum(key.encode()) % len(units)],
        area=place[0].code if place else "",
        on=_day(_first(given, DAY)),
    )


def _first(given: dict[str, str], names: tuple[str, ...], *, present: bool = False) -> str:
    for name in names:
        if present and name in given:
            return name
        if given.get(name):
            return given[name]
    return ""


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text[:10]).date()
    except ValueError:
        return None
    return datetime.combine(day, time(9), ZoneInfo(settings.TIME_ZONE))
