"""The only place that says how a record is bound to the one before it, so that no one is lost."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

GENESIS = "0" * 64  # what the first record of every chain follows


def link(previous: str, facts: Mapping[str, object]) -> str:
    """The hash of a record: sha256 over the hash of the record before and its own facts.

    Facts read back from the database must give the same text: moments count in UTC, the order of
    keys does not count. A value that has no such text is refused with TypeError or ValueError.
    """
    text = _JSON.encode(dict(facts))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return dict(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a chained record.")


_JSON = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain
)
