"""The floor: the rows of one report, inserted by the bare driver, one transaction each."""

import threading
import time
from contextlib import closing
from typing import Any
from uuid import uuid4

TABLES = (  # in this order; the rows of the last report are the pattern
    ("accounts_identity", "id"),
    ("complaints_complaint", "id"),
    ("complaints_event", "complaint_id"),
    ("complaints_clockrun", "complaint_id"),
    ("notifications_message", "about"),
)


def transactions_per_second(clients: int, seconds: float) -> float:
    """How many times a second the same rows can be written by `clients` at once."""
    pattern = _pattern()
    counts = [0] * clients
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_insert, args=(pattern, until, counts, number))
        for number in range(clients)
    ]
    began = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / (time.monotonic() - began)


def _pattern() -> dict[str, tuple[list[str], list[list[Any]]]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, identity_id FROM complaints_complaint"
            " WHERE identity_id IS NOT NULL AND version = 1 ORDER BY id DESC LIMIT 1"
        )
        complaint, identity = cursor.fetchone()
        found = {}
        for table, column in TABLES:
            key = identity if table == "accounts_identity" else complaint
            cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [key])
            columns = [one[0] for one in cursor.description]
            found[table] = (columns, [list(row) for row in cursor.fetchall()])
    return found


def _insert(pattern: dict, until: float, counts: list[int], place: int) -> None:
    with closing(_connect()) as database:
        while time.monotonic() < until:
            _one(pattern, database)
            counts[place] += 1


def _connect() -> Any:
    """A connection as the product sets it up, without the product."""
    from django.conf import settings

    given = settings.DATABASES["default"]
    if "sqlite" in given["ENGINE"]:
        import sqlite3

        database = sqlite3.connect(given["NAME"], timeout=20, isolation_level=None)
        for pragma in given["OPTIONS"]["init_command"].split(";"):
            database.execute(pragma)
        return database
    import psycopg

    return psycopg.connect(
        dbname=given["NAME"], user=given["USER"], host=given["HOST"], autocommit=True
    )


def _one(pattern: dict, database: Any) -> None:
    is_sqlite = type(database).__module__ == "sqlite3"
    identity = uuid4()
    fresh: dict[str, Any] = {
        "identity_id": identity.hex if is_sqlite else identity,
        "number": uuid4().hex[:8],
        "idempotency_key": uuid4().hex if is_sqlite else uuid4(),
    }
    cursor = database.cursor()
    cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    for table, (columns, rows) in pattern.items():
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            key = values.pop("id")
            values |= {name: value for name, value in fresh.items() if name in values}
            if table == "accounts_identity":
                values["id"] = fresh["identity_id"]
            if "dedupe" in values:
                values["dedupe"] = uuid4().hex
            mark = "?" if is_sqlite else "%s"
            marks = ", ".join([mark] * len(values))
            names = ", ".join(f'"{name}"' for name in values)
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id",
                list(map(_plain, values.values())),
            )
            given = cursor.fetchone()[0]
            if table == "complaints_complaint":
                fresh |= {"complaint_id": given, "about": given}
            assert key
    cursor.execute("COMMIT")


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return value
