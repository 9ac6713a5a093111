"""What goes back to the office as CSV: errors by line, numbers by line. No cell can be a formula."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kentongan.channels.models import ImportFile, ImportRow
from kentongan.common import ids

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # or Excel reads UTF-8 as something else


def errors(file: ImportFile) -> str:
    """Each wrong row with all its reasons."""
    rows = file.rows.filter(state=ImportRow.State.WRONG)
    lines = ((str(row.line), " ".join(row.reasons)) for row in rows)
    return _table((_("Row"), _("What is wrong")), lines)


def results(file: ImportFile) -> str:
    """Each row with what became of it, and its code."""
    lines = (
        (str(row.line), row.get_state_display(), ids.shown(row.number) if row.number else "")
        for row in file.rows.all()
    )
    return _table((_("Row"), _("What became of it"), _("Code")), lines)


def _table(header: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    for line in (header, *lines):
        table.writerow([safe(one) for one in line])
    return BOM + written.getvalue()


def safe(text: str) -> str:
    """A text that a spreadsheet shows and does not work out."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
