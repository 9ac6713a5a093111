"""The real worker processes of the year, and the hand that kills them at random moments."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Machine:
    """Some workers, each told every moment; one more stands ready to follow a killed one."""

    mailbox: Path
    environ: Mapping[str, str]
    chance: random.Random
    count: int = 1
    kills_wanted: int = 0
    killed: int = 0
    rounds: int = 0
    _workers: list[subprocess.Popen[str]] = field(default_factory=list)
    _spare: subprocess.Popen[str] | None = None
    _took: float = 0.05  # seconds of an ordinary round, so that a kill falls inside one

    def __enter__(self) -> "Machine":
        self._workers = [self._start() for _ in range(self.count)]
        self._spare = self._start() if self.kills_wanted else None
        for one in self._workers:
            _hear(one)
        return self

    def __exit__(self, *_: object) -> None:
        for one in [*self._workers, *([self._spare] if self._spare else [])]:
            one.kill()
            one.wait()
            for pipe in (one.stdin, one.stdout):
                if pipe:
                    pipe.close()

    def round(self, moment: datetime, *, is_fatal: bool = False) -> None:
        """Every worker does what is due at `moment`; a killed one is followed by another."""
        self.rounds += 1
        for one in self._workers:
            _say(one, moment)
        begun = time.perf_counter()
        if is_fatal:
            self._kill_one()
        others = self._workers[1:] if is_fatal else self._workers
        for one in others:
            _hear(one)
        if is_fatal:
            # Only now: what a living worker has in hand must not be given to another.
            _let_leases_run_out()
            _say(self._workers[0], moment)
            _hear(self._workers[0])
        else:
            self._took = 0.9 * self._took + 0.1 * (time.perf_counter() - begun)

    def _kill_one(self) -> None:
        """SIGKILL at a random moment of the round; counted if the worker was still at work then."""
        time.sleep(self.chance.uniform(0, self._took))
        worker = self._workers[0]
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert worker.stdin is not None
        assert worker.stdout is not None
        self.killed += worker.stdout.read() == ""
        worker.stdin.close()
        worker.stdout.close()
        assert self._spare is not None
        self._workers[0], self._spare = self._spare, self._start()
        _hear(self._workers[0])  # it is ready

    def _start(self) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "benchmarks.year.worker", str(self.mailbox)]
        return subprocess.Popen(
            words,
            cwd=ROOT,
            env=dict(self.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def environment() -> dict[str, str]:
    """What a worker needs to find this process's database, whatever it is called."""
    from django.conf import settings
    from django.db import connection

    own = {name: text for name, text in os.environ.items() if not name.startswith("KENTONGAN_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        before = os.environ["KENTONGAN_DATABASE_URL"]
        url = before.replace("/kentongan?", f"/{name}?")
    return own | {
        "DJANGO_SETTINGS_MODULE": "kentongan.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "KENTONGAN_DEMO": "true",
        "KENTONGAN_LOG_LEVEL": "ERROR",
        "KENTONGAN_DATA_FOLDER": str(settings.DATA_FOLDER),
        "KENTONGAN_DATABASE_URL": url,
    }


def _let_leases_run_out() -> None:
    """The five minutes pass after which what a dead worker held is free again."""
    from django.utils import timezone

    from kentongan.notifications.models import Message

    over = timezone.now() - timedelta(seconds=1)
    Message.objects.exclude(lease="").update(lease_until=over)


def _say(worker: subprocess.Popen[str], moment: datetime) -> None:
    assert worker.stdin is not None
    worker.stdin.write(f"{moment.isoformat()}\n")
    worker.stdin.flush()


def _hear(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError(f"a worker ended by itself with code {worker.wait()}")
