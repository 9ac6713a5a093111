"""The questions that search asks of PostgreSQL: stems of all words, the last one also as a beginning."""

from kentongan.complaints.search import SHORTEST_BEGINNING
from kentongan.complaints.search.triggers import MARK
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

_OF_INSTITUTION = (Role.INSTITUTION_ADMIN, Role.INSPECTORATE, Role.PPID, Role.LEADER)
_STEM = "coalesce((ts_lexize('indonesian_stem', %s))[1], %s)"
_QUOTE = "''''"  # a quotation mark, in SQL


def hits(words: list[str], offices: list[int] | None, most: int) -> tuple[str, list[object]]:
    """Keys, and whether the head alone has all words.

    Planned as if all were wanted (MATERIALIZED): a plan for the first few reads the whole table when
    they are fewer than it was thought. It stops at `most` all the same.
    """
    query, given = _query(words)
    head, given_head = _query(words, mark=MARK)
    held, known = _held(offices)
    sql = f"""WITH found AS MATERIALIZED (
            SELECT complaint_id, doc @@ ({head}) FROM complaints_searchtext
            WHERE doc @@ ({query}){held}
        ) SELECT * FROM found LIMIT %s"""  # noqa: S608 - our own text
    return sql, [*given_head, *given, *known, most]


def every(words: list[str], offices: list[int] | None) -> tuple[str, list[object]]:
    """All keys."""
    query, given = _query(words)
    held, known = _held(offices)
    sql = f"SELECT complaint_id FROM complaints_searchtext WHERE doc @@ ({query}){held}"  # noqa: S608
    return sql, [*given, *known]


def one_row(words: list[str]) -> tuple[str, list[object]]:
    """Whether the complaint that is looked at just now is a hit."""
    query, given = _query(words)
    sql = f"""(SELECT s.doc @@ ({query}) FROM complaints_searchtext s
        WHERE s.complaint_id = complaints_complaint.id)"""  # noqa: S608 - our own text
    return sql, given


def _query(words: list[str], *, mark: str = "") -> tuple[str, list[object]]:
    parts, given = [], []
    for word in words:
        stem = _STEM if word.isalpha() else "%s"
        parts.append(f"({_opened(mark)} || {stem} || {_QUOTE})::tsquery")
        given += [word, word] if word.isalpha() else [word]
    begins = ":*" if len(words[-1]) >= SHORTEST_BEGINNING else ""
    parts[-1] = f"({parts[-1]} || %s::tsquery)"
    return " && ".join(parts), [*given, f"'{mark}{words[-1]}'{begins}"]


def _opened(mark: str) -> str:
    return f"'''{mark}'"


def offices_of(actor: Actor) -> list[int] | None:
    """The offices whose complaints the actor may see at all; None: of all.

    `visible_to` decides all the same; this only spares reading what it would throw away: the index
    meets words and offices in one look.
    """
    if actor.is_of_unit and actor.path:
        below = Organization.objects.filter(path__startswith=actor.path)
        return list(below.values_list("pk", flat=True))
    if actor.role in _OF_INSTITUTION and actor.institution_id is not None:
        return [actor.institution_id]
    return None


def _held(offices: list[int] | None) -> tuple[str, list[object]]:
    return ("", []) if offices is None else (" AND offices && %s::integer[]", [offices])
