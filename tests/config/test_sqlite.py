"""Writers on SQLite queue: nobody sleeps past a free database, and nobody waits for ever."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from kentongan.config.sqlite.base import Turn
from kentongan.notifications.models import Recurring

HOLDER = """
import sys, time
from kentongan.config.sqlite.base import Turn
turn = Turn(sys.argv[1])
assert turn.take(timeout=5)
print("held", flush=True)
time.sleep(60)
"""


def test_the_next_one_writes_when_the_turn_is_given(tmp_path):
    first, second = Turn(f"{tmp_path}/turn"), Turn(f"{tmp_path}/turn")
    assert first.take(timeout=1)
    assert not second.take(timeout=0.01)
    first.give()
    assert second.take(timeout=1)
    second.close()
    assert first.take(timeout=1)
    first.close()


def test_giving_back_twice_takes_nothing_from_another(tmp_path):
    first, second = Turn(f"{tmp_path}/turn"), Turn(f"{tmp_path}/turn")
    assert first.take(timeout=1)
    first.give()
    assert second.take(timeout=1)
    first.give()
    assert not first.take(timeout=0.01)
    second.close()


def test_the_turn_of_a_killed_process_is_free(tmp_path):
    path = f"{tmp_path}/turn"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    turn = Turn(path)
    assert not turn.take(timeout=0.01)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(10)
    holder.stdout.close()
    assert turn.take(timeout=5)
    turn.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a queue only for SQLite")
def test_transactions_follow_one_another_and_a_broken_one_gives_its_turn_back():
    order: list[str] = []
    inside = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            inside.set()
            time.sleep(0.05)
            order.append("slow")
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    inside.wait(5)
    with pytest.raises(DatabaseError), transaction.atomic():
        order.append("quick")
        Recurring.objects.raw("SELECT nonsense")[0]
    thread.join()
    assert order == ["slow", "quick"]
    with transaction.atomic():
        assert connection._turn.is_held  # type: ignore[attr-defined]
    assert not connection._turn.is_held  # type: ignore[attr-defined]
