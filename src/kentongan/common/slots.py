"""Places in a kept statement, and the marks that stand in them while Django compiles it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a given value goes: `part` counts within a given tuple, `tail` follows in a LIKE."""

    name: str
    part: int | None = None
    tail: str = ""


@lru_cache(maxsize=512)  # one step writes the same moment into many columns
def moment(value: datetime, vendor: str) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


# Marks stand for values while a statement is compiled: unlikely numbers, texts and moments.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_140_000_000 + at,
    str: lambda at: f"¤{at}¤",
    datetime: lambda at: datetime(9998, 1, 1, tzinfo=UTC) + timedelta(hours=at),
    date: lambda at: date(9998, 1, 1) + timedelta(at),
    UUID: lambda at: UUID(int=2**127 + at),
}


def _kind(value: Any) -> type:
    return next(kind for kind in _MARKS if isinstance(value, kind))


def shape_of(name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return name, len(value), _kind(value[0]) if value else None
    return name, None if value is None else _kind(value)


def marks_for(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Any, Slot]]:
    """Values to build with, and which slot each of them, as the database sees it, stands for."""
    marks: dict[str, Any] = {}
    slots: dict[Any, Slot] = {}

    def mark(value: Any, slot: Slot) -> Any:
        made = _MARKS[_kind(value)](len(slots))
        slots[adapted(made)] = slot
        return made

    for name, value in given.items():
        if isinstance(value, tuple):
            marks[name] = tuple(mark(one, Slot(name, at)) for at, one in enumerate(value))
        else:
            marks[name] = None if value is None else mark(value, Slot(name))
    return marks, slots


def slot_for(param: Any, slots: Mapping[Any, Slot]) -> Any:
    if isinstance(param, str) and param.endswith("%") and param[:-1] in slots:
        begins = slots[param[:-1]]
        return Slot(begins.name, begins.part, "%")
    return slots.get(param, param)


def value_in(slot: Slot, given: Mapping[str, Any]) -> Any:
    value = given[slot.name] if slot.part is None else given[slot.name][slot.part]
    if slot.tail:
        return f"{connection.ops.prep_for_like_query(value)}{slot.tail}"
    return adapted(value)


def adapted(value: Any) -> Any:
    match value:
        case str():
            return str(value)
        case datetime():
            return moment(value, connection.vendor)
        case date():
            return connection.ops.adapt_datefield_value(value)
        case UUID():
            return value if connection.features.has_native_uuid_field else value.hex
    return value
