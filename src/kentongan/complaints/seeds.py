"""The category tree of LAPOR! as shipped: loaded once, edited in the console afterwards."""

import csv
from importlib.resources import files

from kentongan.complaints.models import Category


def load_categories() -> int:
    """Insert the categories that are missing; returns how many. Edited ones stay as they are."""
    source = files("kentongan.complaints") / "data" / "categories.csv"
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
    known = dict(Category.objects.values_list("code", "pk"))
    new = [row for row in rows if row["code"] not in known]
    for is_child in (False, True):
        made = [
            _category(row, position=rows.index(row), parents=known)
            for row in new
            if bool(row["parent"]) == is_child
        ]
        Category.objects.bulk_create(made)
        known |= {one.code: one.pk for one in made}
    return len(new)


def _category(row: dict[str, str], *, position: int, parents: dict[str, int]) -> Category:
    return Category(
        code=row["code"],
        parent_id=parents[row["parent"]] if row["parent"] else None,
        name_id=row["name_id"],
        name_en=row["name_en"],
        classification=row["classification"],
        is_sensitive=row["is_sensitive"] == "yes",
        position=position,
    )
