"""The loop of the worker: every sweep of settings.SWEEPS, again and again, until told to stop."""

import logging
import signal
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string

from kentongan.common import clock
from kentongan.notifications import stopping

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 0.5, 2.0  # seconds of rest when nothing was found
Sweep = Callable[[datetime], int]


def run(*, once: bool = False) -> int:
    """Sweep until SIGTERM or Ctrl+C; with `once` until nothing is found. Returns what was done."""
    sweeps: list[Sweep] = [import_string(path) for path in settings.SWEEPS]
    total, rest = 0, SHORTEST
    while not stopping.requested.is_set():
        done = sum(_guarded(sweep) for sweep in sweeps)
        total += done
        if done:
            rest = SHORTEST
            continue
        if once:
            break
        close_old_connections()  # an idle worker must not hold a dead connection
        stopping.requested.wait(rest)
        rest = min(rest * 1.5, LONGEST)
    return total


def listen_for_stop() -> None:
    """Finish the message in hand on SIGTERM and Ctrl+C, then end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.requested.set())


def _guarded(sweep: Sweep) -> int:
    """One sweep that fails is logged and tried again next time; the others go on."""
    try:
        return sweep(clock.now())
    except DatabaseError:
        log.exception("The database did not answer")
        connection.close()
    except Exception:  # one fault must not stop the mail of everybody
        log.exception("A sweep failed")
    return 0
