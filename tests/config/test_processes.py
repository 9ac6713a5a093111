import os
import signal
import sys
import time

import pytest

from kentongan.config import processes
from kentongan.config.processes import Program, Watch

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(60)",
]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def watched():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, 1)}
    watches = []

    def make(*programs):
        watch = Watch(programs)
        watches.append(watch)
        watch.start()
        return watch

    yield make
    for watch in watches:
        watch.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_program_that_must_not_die_ends_the_watch(watched):
    watch = watched(Program("web", FAIL, os.environ), Program("worker", SLEEP, os.environ))

    dead = watch.wait()

    assert dead is watch.programs[0]
    assert dead.exit_code() == 3


def test_a_program_that_restarts_is_started_again_after_a_pause(watched, monkeypatch):
    monkeypatch.setattr(processes, "LONGEST_PAUSE", 0.05)
    worker = Program("worker", SLEEP, os.environ, restarts=True)
    watch = watched(worker)
    first = worker.process.pid
    os.kill(first, signal.SIGKILL)

    until(lambda: watch.round() is None and worker.process.pid != first)

    assert worker.exit_code() is None


def test_the_pause_grows_while_it_keeps_dying_and_is_short_again_later():
    worker = Program("worker", FAIL, os.environ, restarts=True)
    pauses = []
    for now in (0.0, 10.0, 20.0):
        worker.started, worker.again = now, 0.0
        worker.revive(now + 1)
        pauses.append(worker.pause)
    worker.started, worker.again = 0.0, 0.0
    worker.revive(3600.0)

    assert pauses == [2.0, 4.0, 8.0]
    assert worker.pause == 1.0


def test_stopping_ends_all_children(watched):
    watch = watched(Program("one", SLEEP, os.environ), Program("two", SLEEP, os.environ))

    watch.stop()

    assert [program.exit_code() for program in watch.programs] == [-signal.SIGTERM] * 2


def test_a_child_that_does_not_listen_is_ended(watched, monkeypatch, capfd):
    monkeypatch.setattr(processes, "PATIENCE", 0.3)
    watch = watched(Program("deaf", STUBBORN, os.environ))
    until(lambda: "deaf" in capfd.readouterr().out)

    watch.stop()

    assert watch.programs[0].exit_code() == -signal.SIGKILL


def test_a_signal_ends_the_wait(watched):
    watch = watched(Program("one", SLEEP, os.environ))
    os.kill(os.getpid(), signal.SIGTERM)

    assert watch.wait() is None
