"""The worker as a real process: killed in the middle, started again, told to stop."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from kentongan.notifications import outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing
from tests.faults.test_mail import free_port

pytestmark = pytest.mark.django_db(transaction=True)
COMMAND = Path(sys.executable).with_name("kentongan")
COUNT = 20


class Slow:
    """A server that takes its time, so that the worker can be caught in the middle."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        head = envelope.content.decode("utf-8", "replace")
        self.taken.append((envelope.rcpt_tos[0], head.split("Message-ID: ")[1].split("\r\n")[0]))
        await asyncio.sleep(0.03)
        return "250 taken"


@pytest.fixture
def server():
    box = Slow()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def worker(server, environ, tmp_path):
    """`worker()`: the real program on this test's database and mail server."""
    started = []

    def start(*words):
        settings = environ | {
            "KENTONGAN_DEMO": "true",
            "KENTONGAN_DATA_FOLDER": str(tmp_path),
            "KENTONGAN_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            "KENTONGAN_DATABASE_URL": database_url(),
        }
        process = subprocess.Popen(
            [COMMAND, "worker", *words], env=settings,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.wait()
        one.stderr.close()


def database_url():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["KENTONGAN_DATABASE_URL"].replace("/kentongan?", f"/{name}?")


def owe_many():
    outbox.queue(
        [
            Outgoing(
                purpose="test", transport="email", dedupe=str(n), subject="Kabar", body="Sudah.",
                address=f"p{n}@contoh.demo",
            )
            for n in range(COUNT)
        ]
    )  # fmt: skip


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def let_leases_run_out():
    Message.objects.exclude(lease="").update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_is_killed_loses_nothing_and_repeats_at_most_what_it_held(worker, server):
    owe_many()
    first = worker()
    wait_for(lambda: len(server.taken) >= 4)
    first.send_signal(signal.SIGKILL)
    first.wait()
    held = Message.objects.open()
    assert 0 < held.count() < COUNT
    assert worker("--once").wait(timeout=30) == 0
    assert held.count() > 0, "what another worker holds is not touched before its lease is over"

    let_leases_run_out()
    assert worker("--once").wait(timeout=30) == 0
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    times = Counter(to for to, _id in server.taken)
    assert set(times) == {f"p{n}@contoh.demo" for n in range(COUNT)}
    twice = [to for to, count in times.items() if count > 1]
    assert len(twice) <= 1  # the one that was on its way
    for to in twice:  # and a mailbox can tell
        assert len({one for address, one in server.taken if address == to}) == 1


def test_a_worker_that_is_asked_to_stop_ends_after_the_message_in_hand(worker, server):
    owe_many()
    process = worker()
    wait_for(lambda: len(server.taken) >= 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert 0 < Message.objects.open().count() < COUNT
    assert not Message.objects.exclude(lease="").exists(), "what it held is free at once"
    assert Message.objects.filter(state="sent").count() == len(server.taken)
