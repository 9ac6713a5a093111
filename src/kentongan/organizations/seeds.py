"""The only place that fills areas and offices from the data files; safe to run again.

Areas are reference data: a run refreshes them. Offices belong to their administrators: a run adds
those whose code is missing and leaves the others as they are.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from kentongan.organizations import tree
from kentongan.organizations.models import Area, Organization

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class _Office:
    """One row of organizations.csv; `parent` and `area` are codes, empty for none."""

    code: str
    name: str
    short_name: str
    level: str
    kind: str
    parent: str
    area: str
    is_external: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_areas() -> int:
    """Write all areas of areas.csv (parents stand before children); returns how many."""
    areas = [
        Area(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            parent_id=row["parent"] or None,
            lat=float(row["lat"]) if row["lat"] else None,
            lng=float(row["lng"]) if row["lng"] else None,
        )
        for row in _rows("areas.csv")
    ]
    Area.objects.bulk_create(
        areas,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "kind", "parent_id", "lat", "lng"],
    )
    return len(areas)


@transaction.atomic
def load_organizations() -> int:
    """Add the offices of organizations.csv that do not exist yet; returns how many were added."""
    known = {office.code: office for office in Organization.objects.all()}
    missing = [
        office
        for office in (_Office(**row) for row in _rows("organizations.csv"))
        if office.code not in known
    ]
    for level in Organization.Level.values:
        _add([office for office in missing if office.level == level], known)
    return len(missing)


def _add(offices: list[_Office], known: dict[str, Organization]) -> None:
    """Add offices of one level; their parents are among `known`, and they join them."""
    new = [_unsaved(office, known.get(office.parent)) for office in offices]
    for office in Organization.objects.bulk_create(new):
        office.path = tree.path_of(office.pk, under=office.parent.path if office.parent else "/")
        if office.level == Organization.Level.INSTITUTION:
            office.institution = office
        known[office.code] = office
    Organization.objects.bulk_update(new, ["path", "institution"])


def _unsaved(office: _Office, parent: Organization | None) -> Organization:
    return Organization(
        code=office.code,
        name=office.name,
        short_name=office.short_name,
        level=office.level,
        kind=office.kind,
        parent=parent,
        institution_id=parent.institution_id if parent else None,
        area_id=office.area or None,
        is_external=office.is_external == "yes",
    )
