"""A CSV or XLSX file as rows of text. Bounded in bytes, rows, columns and letters; nothing is evaluated."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024  # a zip that grows beyond it is a bomb or no list of complaints
MOST_PARTS = 500
MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST = 20_000  # letters of one cell
XLSX = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
Row = tuple[str, ...]


class Unreadable(Exception):
    """The file cannot be taken; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet: its header, and the rows below with the number of their line."""

    header: Row
    rows: list[tuple[int, Row]]


def read(content: bytes) -> Sheet:
    """All of the table. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 10 MB. Split it."))
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old or locked Excel file. Save it as .xlsx or .csv."))
    lines = _xlsx(content) if content.startswith(XLSX) else _csv(content)
    return _sheet(lines)


def _sheet(lines: Iterable[Row]) -> Sheet:
    header: Row = ()
    rows: list[tuple[int, Row]] = []
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if not header:
            header = _trimmed(cells)
            continue
        if len(rows) >= MOST_ROWS:
            words = _("There are more than %(most)s rows. Split the file.")
            raise Unreadable(words % {"most": MOST_ROWS})
        if any(len(one) > LONGEST for one in cells):
            words = _("A cell in row %(line)s is longer than %(most)s letters.")
            raise Unreadable(words % {"line": number, "most": LONGEST})
        rows.append((number, cells[: len(header)]))
    if not header or not rows:
        raise Unreadable(_("The file has no rows below its header."))
    return Sheet(header, rows)


def _trimmed(cells: Row) -> Row:
    """The header without the empty columns at its end."""
    last = max(place for place, one in enumerate(cells) if one) + 1
    return tuple(one[:80] for one in cells[:last])


def _csv(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")  # what Excel writes by itself
        except UnicodeDecodeError:
            raise Unreadable(
                _("The file is no spreadsheet: choose a .csv or .xlsx file.")
            ) from None
    if "\x00" in text:
        raise Unreadable(_("The file is no spreadsheet: choose a .csv or .xlsx file."))
    first = text.split("\n", 1)[0]
    separator = max(";\t,", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield _cut([one.strip() for one in row])
    except csv.Error as error:
        raise Unreadable(_("The file is broken: open it, save it anew as .xlsx.")) from error


def _xlsx(content: bytes) -> Iterator[Row]:
    broken = _("The file is broken: open it, save it anew as .xlsx.")
    _refuse_bombs(content, broken)
    from openpyxl import load_workbook  # some megabytes: loaded with the first file

    try:
        # data_only: the value that the author saw; a formula is never worked out here.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        for row in sheet.iter_rows(
            max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS + 1, values_only=True
        ):
            yield _cut([_text(one) for one in row])
    except Unreadable:
        raise
    except Exception as error:  # a broken file fails in a hundred ways inside the library
        raise Unreadable(broken) from error


def _refuse_bombs(content: bytes, broken: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(broken) from error
    # Reading ends at the size that a part declares, so the sum of them is a limit.
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise Unreadable(_("The file is far too large when unpacked. Save the list alone."))
    if any(one.flag_bits & 1 for one in parts):
        raise Unreadable(_("The file is locked with a password. Save it without one."))


def _cut(cells: list[str]) -> Row:
    if any(cells[MOST_COLUMNS:]):
        words = _("There are more than %(most)s columns. Keep those that you need.")
        raise Unreadable(words % {"most": MOST_COLUMNS})
    return tuple(cells[:MOST_COLUMNS])


def _text(value: Any) -> str:
    """A cell as a person would type it: numbers without `.0`, days as in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()
