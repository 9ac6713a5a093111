"""The only reader of the ladder that ships with the package."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from kentongan.deadlines import ladder_editing
from kentongan.deadlines.ladder_models import LadderRevision, Rung

DATA = Path(__file__).parent / "data" / "ladder.csv"


@transaction.atomic
def load() -> int:
    """Enter the shipped rungs that are missing; a rung that is there, or has ended, stays."""
    known = set(Rung.objects.filter(institution=None).values_list("code", flat=True))
    rungs = [rung for rung in _rungs() if rung.code not in known]
    if rungs or not LadderRevision.objects.exists():
        ladder_editing.bump()
        Rung.objects.bulk_create(rungs, ignore_conflicts=True)
    return len(rungs)


def _rungs() -> Iterator[Rung]:
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            confirmed, value, level = row.pop("is_confirmed"), row.pop("value"), row.pop("level")
            yield Rung(**row, is_confirmed=confirmed == "true", value=int(value), level=int(level))
