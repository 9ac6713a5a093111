"""The only reader of the rules and holidays that ship with the package."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from kentongan.audit import log
from kentongan.deadlines import editing, holidays_csv, ladder_seeds
from kentongan.deadlines.choices import Profile
from kentongan.deadlines.models import Holiday, OfficeHours, Rule

DATA = Path(__file__).parent / "data"
# The first word of a shipped code says whose limit it is.
PROFILE_OF = {"sop": Profile.SOP.value, "nasional": Profile.NATIONAL.value}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were missing and have been entered."""

    rules: int
    holidays: int


@transaction.atomic
def load() -> Loaded:
    """Enter the shipped rows that are missing; never touch a row that is there.

    A withdrawn holiday or an ended rule is there: what an office decided does not come back.
    """
    known_rules = set(Rule.objects.filter(institution=None).values_list("code", "valid_from"))
    known_days = set(Holiday.objects.filter(institution=None).values_list("day", flat=True))
    rules = [rule for rule in _rules() if (rule.code, rule.valid_from) not in known_rules]
    holidays = [holiday for holiday in _holidays() if holiday.day not in known_days]
    hours = [] if OfficeHours.objects.filter(institution=None).exists() else [OfficeHours()]
    ladder_seeds.load()
    if rules or holidays or hours:
        editing.bump()
        # Two servers that start at once may both find rows missing: the second keeps the first's.
        Rule.objects.bulk_create(rules, ignore_conflicts=True)
        Holiday.objects.bulk_create(holidays, ignore_conflicts=True)
        OfficeHours.objects.bulk_create(hours, ignore_conflicts=True)
        log.record(
            "deadlines.seeds_loaded",
            actor_id=None,
            actor_label="load_deadlines",
            subject="national",
            detail={"rules": str(len(rules)), "holidays": str(len(holidays))},
        )
    return Loaded(rules=len(rules), holidays=len(holidays))


def _rules() -> Iterator[Rule]:
    with (DATA / "rules.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Rule(
                code=row["code"],
                name=row["name"],
                source=row["source"],
                clock=row["clock"],
                classification=row["classification"],
                purpose=row["purpose"],
                value=int(row["value"]),
                unit=row["unit"],
                profile=PROFILE_OF.get(row["code"].partition("-")[0], ""),
                pauses=row["pauses"] == "true",
                is_confirmed=row["is_confirmed"] == "true",
                valid_from=date.fromisoformat(row["valid_from"]),
            )


def _holidays() -> Iterator[Holiday]:
    rows, faults = holidays_csv.read((DATA / "holidays.csv").read_bytes())
    if faults:
        raise ValueError(f"The shipped holidays are damaged: {faults[0]}")
    for row in rows:
        yield Holiday(day=row.day, name=row.name, kind=row.kind)
