"""What an officer typed, as a condition on complaints: numbers first, then words, best first.

Every word must be there, in any of its forms (Indonesian puts syllables before and after a word); the
last may be unfinished. What the title or the place says counts as much as `HEAD_START` of newness:
so the order is one of moments, and a page can begin where the one before it ended.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from kentongan.common import ids
from kentongan.complaints.search import indonesian
from kentongan.complaints.search.triggers import MARK
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

MOST_WORDS = 8
SHORTEST_BEGINNING = 3  # of a word not finished yet: two letters begin a tenth of all words
_OF_INSTITUTION = (Role.INSTITUTION_ADMIN, Role.INSPECTORATE, Role.PPID, Role.LEADER)
HEAD_START = timedelta(days=90)
_STEM = "coalesce((ts_lexize('indonesian_stem', %s))[1], %s)"
_QUOTE = "''''"  # a quotation mark, in SQL
_NUMBER = re.compile(rf"\b{ids.PREFIX}[\s.-]*([0-9A-Z]{{4}})[\s.-]*([0-9A-Z]{{4}})\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One stream of hits, newest first, and by how much newer each of them counts."""

    condition: Q
    head_start: timedelta


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
        """The streams to read; their hits are merged by moment."""
        if self.number:
            return [Part(Q(number=self.number), timedelta(0))]
        if self.begun:
            return [Part(Q(number__startswith=self.begun), timedelta(0))]
        if not self.words:
            return [Part(Q(pk__in=[]), timedelta(0))]
        head, rest, _every = self._found
        return [Part(Q(pk__in=head), HEAD_START), Part(Q(pk__in=rest), timedelta(0))]

    @property
    def condition(self) -> Q:
        """All hits, for a list that has an order of its own."""
        if self.number or self.begun or not self.words:
            return self.parts[0].condition
        return Q(pk__in=self._found[2])

    @cached_property
    def _found(self) -> tuple[RawSQL, RawSQL, RawSQL]:
        """Keys of those whose title or place has all the words, of the others, and of all."""
        made = _sqlite if connection.vendor == "sqlite" else _postgres
        return made(self.words, self.actor)


def _sqlite(words: list[str], actor: Actor) -> tuple[RawSQL, RawSQL, RawSQL]:
    """Forms are asked for: FTS5 knows no Indonesian. Words are letters and digits, never syntax."""
    asked = [_forms(word, is_last=word is words[-1]) for word in words]
    every = " AND ".join(f"({one})" for one in asked)
    head = f"{{head}} : ({every})"
    return _keys(head), _keys(f"({every}) NOT ({head})"), _keys(every)


def _forms(word: str, *, is_last: bool) -> str:
    forms = [f'"{one}"*' for one in indonesian.openings(word)]
    mark = "*" if is_last and len(word) >= SHORTEST_BEGINNING else ""
    return " OR ".join([f'"{word}"{mark}', *forms])


def _keys(query: str) -> RawSQL:
    sql = "SELECT rowid FROM complaints_searchwords WHERE complaints_searchwords MATCH %s"
    return RawSQL(sql, [query])  # noqa: S611 - constant text, one parameter


def _postgres(words: list[str], actor: Actor) -> tuple[RawSQL, RawSQL, RawSQL]:
    every, given = _query(words)
    head, given_head = _query(words, mark=MARK)
    held, offices = _held(actor)
    table = "SELECT complaint_id FROM complaints_searchtext WHERE doc @@ "
    in_rest = f"{table}({every}) AND NOT doc @@ ({head}){held}"
    return (
        RawSQL(f"{table}({head}){held}", [*given_head, *offices]),  # noqa: S611 - our own text
        RawSQL(in_rest, [*given, *given_head, *offices]),  # noqa: S611 - our own text
        RawSQL(f"{table}({every}){held}", [*given, *offices]),  # noqa: S611 - our own text
    )


def _query(words: list[str], *, mark: str = "") -> tuple[str, list[str]]:
    """Stems of all words; the last one also as the beginning of any."""
    parts, given = [], []
    for word in words:
        stem = _STEM if word.isalpha() else "%s"
        parts.append(f"({_quoted(mark)} || {stem} || {_QUOTE})::tsquery")
        given += [word, word] if word.isalpha() else [word]
    begins = ":*" if len(words[-1]) >= SHORTEST_BEGINNING else ""
    parts[-1] = f"({parts[-1]} || %s::tsquery)"
    return " && ".join(parts), [*given, f"'{mark}{words[-1]}'{begins}"]


def _quoted(mark: str) -> str:
    return f"'''{mark}'"


def _held(actor: Actor) -> tuple[str, list[Any]]:
    """The offices of the actor: the index meets words and offices in one look.

    `visible_to` decides all the same; this only spares reading what it would throw away.
    """
    if actor.is_of_unit and actor.path:
        below = Organization.objects.filter(path__startswith=actor.path)
        return " AND offices && %s::integer[]", [list(below.values_list("pk", flat=True))]
    if actor.role in _OF_INSTITUTION:
        return " AND offices && %s::integer[]", [[actor.institution_id]]
    return "", []
