"""Cursors of pages: opaque to programs, a key of the last row to us, so that no page is counted."""

import base64
import binascii
import json
from datetime import datetime

from django.utils.translation import gettext as _

from kentongan.api.problems import Problem, field_problem


def write(*parts: object) -> str:
    """A cursor of these parts."""
    return base64.urlsafe_b64encode(json.dumps(parts, default=str).encode()).decode().rstrip("=")


def read_row(cursor: str) -> tuple[datetime, int]:
    """Moment and id of the last row."""
    try:
        at, pk = _parts(cursor)
        moment, key = datetime.fromisoformat(at), int(pk)
    except (TypeError, ValueError):
        raise _wrong() from None
    if moment.tzinfo is None or not 0 <= key < 2**63:
        raise _wrong()
    return moment, key


def read_id(cursor: str) -> int:
    """Id of the last row; an empty cursor is the beginning."""
    if not cursor:
        return 0
    try:
        key = int(_parts(cursor)[0])
    except (TypeError, ValueError, IndexError):
        raise _wrong() from None
    if not 0 <= key < 2**63:
        raise _wrong()
    return key


def _parts(cursor: str) -> list[str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        parts = json.loads(text)
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        raise _wrong() from None
    if not isinstance(parts, list):
        raise _wrong()
    return parts


def _wrong() -> Problem:
    return field_problem("cursor", _("This is no cursor of ours."))
