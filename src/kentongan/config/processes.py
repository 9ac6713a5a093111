"""The only place that starts, watches and stops the programs beside `kentongan serve`."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

PATIENCE = 15.0  # seconds that a program has to finish what it is doing
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Program:
    """One child process in a process group of its own, so that Ctrl+C reaches it through us."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    restarts: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again: float = 0.0
    pause: float = field(default=1.0)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command, env=dict(self.environ), process_group=0
        )
        self.started = time.monotonic()
        self.again = 0.0

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else None

    def signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    def revive(self, now: float) -> None:
        """Start it again after a pause that doubles while it keeps dying at once."""
        if not self.again:
            lived = now - self.started
            self.pause = 1.0 if lived > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
            self.again = now + self.pause
            log.warning(
                "%s ended with code %s; starting it again in %.0f s.",
                self.name,
                self.exit_code(),
                self.pause,
            )
        elif now >= self.again:
            self.start()


class Watch:
    """Keeps programs running until it is told to stop, or until one dies that does not restart."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for program in self.programs:
            program.start()

    def round(self) -> Program | None:
        """Look once; returns the program that died for good, if one did."""
        for program in self.programs:
            if program.exit_code() is None:
                continue
            if not program.restarts:
                return program
            program.revive(time.monotonic())
        return None

    def wait(self) -> Program | None:
        """Watch until told to stop (None) or until a program died for good (that one)."""
        while not self.stopping:
            if dead := self.round():
                return dead
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """Ask all to finish, wait, and end what is still there."""
        for program in self.programs:
            program.signal(signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for program in self.programs:
            if program.process is None:
                continue
            try:
                program.process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop in %.0f s and was ended.", program.name, PATIENCE)
            program.signal(signal.SIGKILL)  # what it may have left behind in its group
            program.process.wait()

    def _stop(self, *_: object) -> None:
        self.stopping = True
