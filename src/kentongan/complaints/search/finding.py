"""What an officer typed, as a condition on complaints: numbers first, then words, best first.

Every word must be there, in any of its forms (Indonesian puts syllables before and after a word); the
last may be unfinished. What the title or the place says counts as much as `HEAD_START` of newness:
so the order is one of moments, and a page can begin where the one before it ended. Words that are in
more than `MANY` complaints tell nothing apart: of those the newest come first.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from types import ModuleType
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, Subquery, Value
from django.db.models.expressions import RawSQL

from kentongan.common import ids
from kentongan.complaints.models import Complaint
from kentongan.complaints.search import postgres, sqlite
from kentongan.organizations.actor import Actor

MOST_WORDS = 8
MANY = 4000  # so many hits are read at once; above, half a percent of a million rows is a hit
SURELY = 3  # so many times more are expected: then they are not counted at all
NEAR = 20_000  # rows among which the newest of so many hits are found
HEAD_START = timedelta(days=90)
_NUMBER = re.compile(rf"\b{ids.PREFIX}[\s.-]*([0-9A-Z]{{4}})[\s.-]*([0-9A-Z]{{4}})\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One stream of hits, newest first, and by how much newer each of them counts."""

    condition: Q
    head_start: timedelta = timedelta(0)


@dataclass(frozen=True)
class Search:
    """What was typed."""

    text: str
    actor: Actor

    @cached_property
    def number(self) -> str | None:
        """The complaint that is meant, when a whole number stands in it, in whatever form."""
        if whole := ids.read_number(self.text):
            return whole
        read = (ids.read_number("".join(one)) for one in _NUMBER.findall(self.text))
        return next((one for one in read if one), None)

    @cached_property
    def begun(self) -> str:
        """The beginning of a number that is typed just now: LP-9K4."""
        bare = "".join(one for one in self.text.upper() if one.isalnum())
        is_code = f"{ids.PREFIX}-" in self.text.upper() or any(map(str.isdigit, bare))
        fits = bare.startswith(ids.PREFIX) and 3 < len(bare) < 10
        return bare[2:] if fits and is_code else ""

    @cached_property
    def words(self) -> list[str]:
        """The words, in small letters without accents."""
        apart = unicodedata.normalize("NFKD", self.text[:400].lower())
        plain = "".join(one for one in apart if not unicodedata.combining(one))
        return re.findall(r"[^\W_]+", plain)[:MOST_WORDS]

    @cached_property
    def parts(self) -> list[Part]:
        """The streams to read; their hits are merged by moment. Too many hits are one stream."""
        if (coded := self._coded) is not None:
            return [Part(coded)]
        if self._hits is None:
            return [Part(Q(pk__in=self._every))]
        head = [key for key, is_head in self._hits if is_head]
        rest = [key for key, is_head in self._hits if not is_head]
        return [Part(Q(pk__in=head), HEAD_START), Part(Q(pk__in=rest))]

    @property
    def condition(self) -> Q:
        """All hits, for a list that has an order of its own."""
        if (coded := self._coded) is not None:
            return coded
        if self._hits is None:
            return Q(pk__in=self._every)
        return Q(pk__in=[key for key, _is_head in self._hits])

    @property
    def nearby(self) -> RawSQL | None:
        """For more hits than can be read: a look at one row, while the newest are gone through."""
        if self._coded is not None or self._hits is not None or connection.vendor == "sqlite":
            return None
        sql, given = postgres.one_row(self.words)
        return RawSQL(sql, given, output_field=BooleanField())  # noqa: S611 - our own text

    @cached_property
    def _coded(self) -> Q | None:
        if self.number:
            return Q(number=self.number)
        if self.begun:
            return Q(number__startswith=self.begun)
        return None if self.words else Q(pk__in=[])

    @cached_property
    def _hits(self) -> list[tuple[int, bool]] | None:
        """Key of each hit, and whether its title or place says it all; None: more than `MANY`."""
        sql, given = _vendor().hits(self.words, self._offices, MANY + 1)
        with connection.cursor() as cursor:
            if (
                connection.vendor != "sqlite"
                and _expected(cursor, *self._every_sql) > MANY * SURELY
            ):
                return (
                    None  # asking the index for a hundred thousand keys takes longer than all else
                )
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return [(key, bool(is_head)) for key, is_head in found] if len(found) <= MANY else None

    @cached_property
    def _offices(self) -> list[int] | None:
        found: list[int] | None = _vendor().offices_of(self.actor)
        return found

    @cached_property
    def _every(self) -> RawSQL:
        return RawSQL(*self._every_sql)  # noqa: S611 - our own text

    @cached_property
    def _every_sql(self) -> tuple[str, list[object]]:
        sql, given = _vendor().every(self.words, self._offices)
        return sql, given


def _expected(cursor: Any, sql: str, given: list[object]) -> int:
    """How many rows PostgreSQL thinks that there are; right enough to tell many from few."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", given)
    plan = cursor.fetchone()[0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def horizon(pk: int | None) -> datetime | None:
    """When the complaint arrived that is `NEAR` rows older than the newest, or than `pk`."""
    newest = Subquery(Complaint.objects.order_by("-pk").values("pk")[:1])
    rows = Complaint.objects.filter(pk__lte=(newest if pk is None else Value(pk)) - NEAR)
    return rows.order_by("-pk").values_list("submitted_at", flat=True).first()


def _vendor() -> ModuleType:
    return sqlite if connection.vendor == "sqlite" else postgres
