"""What all processes of an installation count together: limits, tries of a sign-in, turns of a sweep.

On one machine a small SQLite file of its own beside the data: apart from the database, so that a
count never waits behind a report that is being written. With Redis, all machines share. When neither
answers, each process counts for itself rather than refuse a report.
"""

import atexit
import logging
import os
import pickle
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)

ALONE_FOR = 5.0  # seconds after a fault in which nobody asks again
SWEPT_EVERY = 500  # writes
WAIT = 2.0  # seconds for another process that writes
CREATE = """
CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, value BLOB, until REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counted_until ON counted (until);
"""


class _File:
    """One connection for all threads of this process; none waits longer than for some statements."""

    def __init__(self, path: str) -> None:
        self._path, self._lock = Path(path), threading.Lock()
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def run(self, words: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            return self._connection().execute(words, values).fetchall()

    def close(self) -> None:
        if self._opened and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None

    def _connection(self) -> sqlite3.Connection:
        # A process that was forked must not write through the file that its parent opened.
        if self._opened is None or self._opened[0] != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            found = sqlite3.connect(
                self._path, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            _set_up(found)
            self._opened = (os.getpid(), found)
        return self._opened[1]


def _set_up(found: sqlite3.Connection) -> None:
    """Turn on the log and make the table. SQLite refuses at once, whatever its timeout, when several
    processes turn the log of a new file on: they try again."""
    until = time.monotonic() + WAIT
    while True:
        try:
            # What is lost with the power is a quarter of an hour of counting.
            found.execute("PRAGMA synchronous=OFF")
            found.execute("PRAGMA journal_mode=WAL")
            found.executescript(CREATE)
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


@lru_cache(maxsize=8)
def _file(path: str) -> _File:
    found = _File(path)
    atexit.register(found.close)
    return found


class FileCache(BaseCache):
    """A table in a file: `add` and `incr` are one statement each, so no count is lost between two."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._file = _file(location)
        self._writes = random.randrange(SWEPT_EVERY)  # noqa: S311 - processes should not sweep together

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        now = time.time()
        rows = self._write(
            "INSERT INTO counted VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE"
            " SET value = excluded.value, until = excluded.until WHERE until <= ?4 RETURNING 1",
            (self._name(key, version), _packed(value), self._until(timeout), now),
        )
        return bool(rows)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        rows = self._file.run(
            "SELECT value FROM counted WHERE key = ? AND until > ?",
            (self._name(key, version), time.time()),
        )
        return _unpacked(rows[0][0]) if rows else default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._write(
            "INSERT OR REPLACE INTO counted VALUES (?, ?, ?)",
            (self._name(key, version), _packed(value), self._until(timeout)),
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        rows = self._write(
            "UPDATE counted SET until = ? WHERE key = ? AND until > ? RETURNING 1",
            (self._until(timeout), self._name(key, version), time.time()),
        )
        return bool(rows)

    def delete(self, key: str, version: int | None = None) -> bool:
        rows = self._write(
            "DELETE FROM counted WHERE key = ? RETURNING 1", (self._name(key, version),)
        )
        return bool(rows)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        rows = self._write(
            "UPDATE counted SET value = value + ? WHERE key = ? AND until > ? RETURNING value",
            (delta, self._name(key, version), time.time()),
        )
        if not rows:
            raise ValueError(f"Key {key!r} not found")
        return int(rows[0][0])

    def clear(self) -> None:
        self._write("DELETE FROM counted", ())

    def _name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _until(self, timeout: Any) -> float:
        until = self.get_backend_timeout(timeout)
        return float("inf") if until is None else float(until)

    def _write(self, words: str, values: tuple[Any, ...]) -> list[Any]:
        rows = self._file.run(words, values)
        self._writes += 1
        if self._writes % SWEPT_EVERY == 0:
            self._sweep()
        return rows

    def _sweep(self) -> None:
        """What ran out goes; beyond the most entries, what would run out first."""
        self._file.run("DELETE FROM counted WHERE until <= ?", (time.time(),))
        self._file.run(
            "DELETE FROM counted WHERE key IN (SELECT key FROM counted ORDER BY until DESC"
            " LIMIT -1 OFFSET ?)",
            (self._max_entries,),
        )


def _packed(value: Any) -> Any:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number else pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpacked(value: Any) -> Any:
    return pickle.loads(value) if isinstance(value, bytes) else value  # noqa: S301 - our own file


class SharedCache(BaseCache):
    """The file, or Redis where `LOCATION` is its address; alone for some seconds when it fails."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared, self._faults = _shared(location, params)
        self._alone = LocMemCache(f"alone:{location}", params)
        self._alone_until = 0.0

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return bool(self._do(lambda to: to.add(key, value, timeout, version)))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        return self._do(lambda to: to.get(key, default, version))

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        self._do(lambda to: to.set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return bool(self._do(lambda to: to.touch(key, timeout, version)))

    def delete(self, key: str, version: Any = None) -> bool:
        return bool(self._do(lambda to: to.delete(key, version)))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        return int(self._do(lambda to: to.incr(key, delta, version)))

    def clear(self) -> None:
        self._do(lambda to: to.clear())

    def _do(self, ask: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= self._alone_until:
            try:
                return ask(self._shared)
            except self._faults:
                self._alone_until = time.monotonic() + ALONE_FOR
                log.exception("Limits are counted by each process for itself")
        return ask(self._alone)


class RedisCounts(RedisCache):
    """Django's, whose `incr` leaves a count for ever when it runs out between two of its calls."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        name = self.make_and_validate_key(key, version=version)
        client = self._cache.get_client(name, write=True)
        count = int(client.incrby(name, delta))
        if count == delta and client.ttl(name) < 0:
            client.delete(name)
            raise ValueError(f"Key {key!r} not found")
        return count


def _shared(location: str, params: dict[str, Any]) -> tuple[BaseCache, tuple[type[Exception], ...]]:
    if "://" not in location:
        return FileCache(location, params), (sqlite3.Error, OSError)
    from redis.exceptions import RedisError

    quick = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    return RedisCounts(location, params | {"OPTIONS": quick}), (RedisError, OSError)
