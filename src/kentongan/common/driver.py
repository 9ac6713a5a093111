"""The only place that goes past Django's cursor: a kept statement straight to the driver.

Django's cursor costs as much as a small statement itself (30 of 60 microseconds): it looks for
wrappers, logs, and turns `%s` into `?` anew each time. Errors are still Django's, and whoever wants
to see statements (tests, a log, a wrapper) sees these as well.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_PERCENT_S = re.compile(r"(?<!%)%s")


def run(sql: str, params: Sequence[Any], *, is_planned_once: bool = False) -> tuple[list[Any], int]:
    """The rows that the statement gives, and how many it changed.

    `is_planned_once` is for long statements on PostgreSQL, whose planning costs more than their
    running: the server keeps the plan for the connection. Their values must be plain ones.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.execute_wrappers or database.queries_logged:
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else [], cursor.rowcount
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            cursor = database.connection.execute(_question_marks(sql), params)
        else:
            cursor = _executed(database, sql, params, is_planned_once)
        try:
            return cursor.fetchall() if cursor.description else [], cursor.rowcount
        finally:
            cursor.close()


def _executed(database: Any, sql: str, params: Sequence[Any], is_planned_once: bool) -> Any:
    if not is_planned_once:
        cursor = database.create_cursor()
        cursor.execute(sql, params)
        return cursor
    from psycopg import Cursor  # only where the database is PostgreSQL

    # Django's own cursors put the values into the text: to the server each is another statement.
    return Cursor(database.connection).execute(sql, params, prepare=True)


@lru_cache(maxsize=4096)
def _question_marks(sql: str) -> str:
    return _PERCENT_S.sub("?", sql).replace("%%", "%")
