"""Django's SQLite backend, with one thing more: writers queue at a lock file.

SQLite lets whoever meets a busy database sleep 1, 2, 5 ... 100 ms and try again: with eight writers
the database lies idle for half of the time, and one of twenty waits 100 ms (measured). Here a
transaction first waits for its turn: within a process without any delay, between processes with
looks a fifth of a millisecond apart. The lock is the kernel's: it is gone with a process that is killed.
Whoever waits longer than the `timeout` of the connection goes to SQLite without a turn, which
answers as ever. Single statements outside a transaction do not queue.
"""

import fcntl
import os
import threading
import time
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base

LOOK_AGAIN = 0.0002  # seconds
_IN_PROCESS: dict[str, threading.Lock] = {}


class Turn:
    """A place in the queue of one database file; held by one connection at a time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._here = _IN_PROCESS.setdefault(path, threading.Lock())
        self._file: int | None = None
        self.is_held = False

    def take(self, *, timeout: float) -> bool:
        """Wait for the turn; False when it did not come in `timeout` seconds."""
        until = time.monotonic() + timeout
        if not self._here.acquire(timeout=timeout):
            return False
        try:
            self.is_held = self._lock(until)
        finally:
            if not self.is_held:
                self._here.release()
        return self.is_held

    def give(self) -> None:
        """Let the next one write; nothing happens when the turn was not held."""
        if not self.is_held:
            return
        self.is_held = False
        try:
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._here.release()

    def close(self) -> None:
        """Give the turn back and forget the file."""
        self.give()
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None

    def _lock(self, until: float) -> bool:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(LOOK_AGAIN)
            else:
                return True


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait for their turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            if self._turn is None:
                self._turn = Turn(f"{self.settings_dict['NAME']}-turn")
            with suppress(OSError):  # a folder that cannot be written: SQLite will say so itself
                self._turn.take(timeout=self.settings_dict["OPTIONS"].get("timeout", 5.0))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # not in the stubs
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # not in the stubs
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # not in the stubs
        finally:
            if self._turn is not None:
                self._turn.close()

    def _give_turn(self) -> None:
        if self._turn is not None:
            self._turn.give()
