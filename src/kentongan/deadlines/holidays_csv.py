"""Reading a list of holidays as offices keep it: a CSV with the columns tanggal, jenis, nama."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.deadlines import editing
from kentongan.deadlines.choices import HolidayKind
from kentongan.deadlines.models import NAME_LENGTH, Holiday

COLUMNS = ("tanggal", "jenis", "nama")
KINDS = {
    "libur_nasional": HolidayKind.LIBUR_NASIONAL,
    "cuti_bersama": HolidayKind.CUTI_BERSAMA,
    "libur_daerah": HolidayKind.LOCAL,
}
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line, and in which column."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. With faults it did nothing: half a calendar gives wrong dates."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()


def read(data: bytes | str) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """Every good row and every fault of a file, comma or semicolon, as spreadsheets save it."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (Fault(1, "", _("The file is not UTF-8 text. Save it as “CSV UTF-8”.")),)
    first = text.removeprefix("\ufeff").partition("\n")[0]
    reader = csv.DictReader(
        StringIO(text.removeprefix("\ufeff")), delimiter=";" if ";" in first else ","
    )
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        message = _("The first line must name the columns tanggal, jenis and nama.")
        return (), tuple(Fault(1, column, message) for column in missing)
    reader.fieldnames = names
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[date, int] = {}
    for cells in reader:
        row = _row(reader.line_num, {key: (cells.get(key) or "").strip() for key in COLUMNS})
        if isinstance(row, Row) and row.day in seen:
            message = _("This day already stands in line %(line)d.") % {"line": seen[row.day]}
            faults.append(Fault(row.line, "tanggal", message))
        elif isinstance(row, Row):
            seen[row.day] = row.line
            rows.append(row)
        else:
            faults += row
    return tuple(rows), tuple(faults)


def rehearse(data: bytes | str, *, institution_id: int | None = None) -> tuple[Report, list[date]]:
    """What `load` would do, and the days that it would add; nothing is written."""
    rows, faults = _judged(data, institution_id)
    if faults:
        return Report(faults=faults), []
    known = _known(rows, institution_id)
    added, changed = _new(rows, known), _different(rows, known)
    report = Report(len(added), len(changed), len(rows) - len(added) - len(changed))
    return report, [row.day for row in added]


@transaction.atomic
def load(
    data: bytes | str, *, institution_id: int | None = None, by_id: int | None, by_label: str
) -> Report:
    """Enter the holidays of a file, all or none. Days that the file does not name stay."""
    rows, faults = _judged(data, institution_id)
    if faults:
        return Report(faults=faults)
    editing.bump()
    added, changed = _enter(rows, institution_id=institution_id)
    if added or changed:
        log.record(
            "deadlines.holidays_imported",
            actor_id=by_id,
            actor_label=by_label,
            subject=f"organization:{institution_id}" if institution_id else "national",
            detail={
                "added": " ".join(row.day.isoformat() for row in added),
                "changed": " ".join(row.day.isoformat() for row in changed),
            },
        )
    return Report(len(added), len(changed), len(rows) - len(added) - len(changed))


def _judged(
    data: bytes | str, institution_id: int | None
) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    rows, faults = read(data)
    if institution_id is None:
        faults += tuple(_homeless(rows))
    return rows, tuple(sorted(faults, key=lambda fault: fault.line))


def _homeless(rows: Sequence[Row]) -> Iterator[Fault]:
    for row in rows:
        if row.kind == HolidayKind.LOCAL:
            yield Fault(row.line, "jenis", _("A local holiday needs an institution."))


def _enter(rows: Sequence[Row], *, institution_id: int | None) -> tuple[list[Row], list[Row]]:
    """Write what differs from the table; what was added and what was changed."""
    known = _known(rows, institution_id)
    added, changed = _new(rows, known), _different(rows, known)
    Holiday.objects.bulk_create(
        Holiday(day=row.day, name=row.name, kind=row.kind, institution_id=institution_id)
        for row in added
    )
    for row in changed:
        Holiday.objects.filter(pk=known[row.day].pk).update(name=row.name, kind=row.kind)
    return added, changed


def _known(rows: Sequence[Row], institution_id: int | None) -> dict[date, Holiday]:
    days = [row.day for row in rows]
    standing = Holiday.objects.filter(
        institution_id=institution_id, is_withdrawn=False, day__in=days
    )
    return {holiday.day: holiday for holiday in standing}


def _new(rows: Sequence[Row], known: dict[date, Holiday]) -> list[Row]:
    return [row for row in rows if row.day not in known]


def _different(rows: Sequence[Row], known: dict[date, Holiday]) -> list[Row]:
    return [
        row
        for row in rows
        if (old := known.get(row.day)) and (old.name, old.kind) != (row.name, row.kind)
    ]


def _row(line: int, cells: dict[str, str]) -> Row | list[Fault]:
    faults = []
    day = _date(cells["tanggal"])
    if day is None:
        message = _("“%(text)s” is not a date. Write it as 2027-08-17 or 17/08/2027.")
        faults.append(Fault(line, "tanggal", message % {"text": cells["tanggal"]}))
    kind = KINDS.get(cells["jenis"].lower().replace(" ", "_"))
    if kind is None:
        message = _("“%(text)s” is unknown. Use libur_nasional, cuti_bersama or libur_daerah.")
        faults.append(Fault(line, "jenis", message % {"text": cells["jenis"]}))
    name = cells["nama"]
    if not name or len(name) > NAME_LENGTH:
        message = _("Give the holiday a name of at most %(count)d characters.")
        faults.append(Fault(line, "nama", message % {"count": NAME_LENGTH}))
    if day is None or kind is None or faults:
        return faults
    return Row(line, day, kind, name)


def _date(text: str) -> date | None:
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
