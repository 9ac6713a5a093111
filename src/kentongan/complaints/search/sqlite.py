"""The questions that search asks of FTS5. Words are letters and digits: never its syntax."""

from kentongan.complaints.search import SHORTEST_BEGINNING, indonesian
from kentongan.organizations.actor import Actor

_TABLE = "complaints_searchwords"


def hits(words: list[str], offices: None, most: int) -> tuple[str, list[object]]:
    """Keys, and whether the head alone has all words."""
    query = _query(words)
    sql = f"""SELECT rowid, rowid IN (SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s)
        FROM {_TABLE} WHERE {_TABLE} MATCH %s LIMIT %s"""  # noqa: S608 - our own text
    return sql, [f"{{head}} : ({query})", query, most]


def every(words: list[str], offices: None) -> tuple[str, list[object]]:
    """All keys."""
    return f"SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s", [_query(words)]  # noqa: S608


def offices_of(actor: Actor) -> None:
    """A small installation: `visible_to` alone is quick enough."""


def _query(words: list[str]) -> str:
    return " AND ".join(f"({_forms(word, is_last=word is words[-1])})" for word in words)


def _forms(word: str, *, is_last: bool) -> str:
    """Forms are asked for, because FTS5 knows no Indonesian."""
    forms = [f'"{one}"*' for one in indonesian.openings(word)]
    mark = "*" if is_last and len(word) >= SHORTEST_BEGINNING else ""
    return " OR ".join([f'"{word}"{mark}', *forms])
