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


def run(sql: str, params: Sequence[Any]) -> tuple[list[Any], int]:
    """The rows that the statement gives, and how many it changed."""
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
            cursor = database.create_cursor()
            cursor.execute(sql, params)
        try:
            return cursor.fetchall() if cursor.description else [], cursor.rowcount
        finally:
            cursor.close()


@lru_cache(maxsize=4096)
def _question_marks(sql: str) -> str:
    return _PERCENT_S.sub("?", sql).replace("%%", "%")
