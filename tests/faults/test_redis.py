"""Work spread through a real Redis: two processes, one killed, Redis lost in the middle."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from redis import Redis, RedisError

from kentongan.common import clock
from kentongan.complaints.escalation import sweep as escalation
from kentongan.complaints.models import Firing
from kentongan.config import spreading
from kentongan.notifications import outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing
from tests.complaints.test_ladder_crash import LATE, assert_each_once, late_ones  # noqa: F401
from tests.faults.test_mail import free_port
from tests.faults.test_worker import Slow, database_url, let_leases_run_out, wait_for

COUNT = 40
SERVER = shutil.which("redis-server")
COMMAND = Path(sys.executable).with_name("kentongan")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(SERVER is None, reason="needs redis-server: scripts/system-packages"),
]


class Counting(Slow):
    """A slow mail server that knows how many came at the same time."""

    def __init__(self):
        super().__init__()
        self.here = self.most = 0

    async def handle_DATA(self, server, session, envelope):
        self.here += 1
        self.most = max(self.most, self.here)
        try:
            return await super().handle_DATA(server, session, envelope)
        finally:
            self.here -= 1


@pytest.fixture
def server():
    box = Counting()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


class Queue:
    """A private Redis on a socket in a folder of its own; forgets everything when it dies."""

    def __init__(self, folder):
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.process = None

    def start(self):
        words = [SERVER, "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir"]
        self.process = subprocess.Popen(
            [*words, str(self.socket.parent)], stdout=subprocess.DEVNULL
        )
        client = Redis.from_url(self.url)
        wait_for(lambda: self.socket.exists() and is_there(client))
        client.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


def is_there(client):
    try:
        return client.ping()
    except RedisError:
        return False


@pytest.fixture
def redis():
    folder = Path(tempfile.mkdtemp(prefix="kentongan-redis-"))  # a short path: it is a socket
    queue = Queue(folder)
    queue.start()
    yield queue
    queue.kill()
    shutil.rmtree(folder)


@pytest.fixture
def start(redis, server, environ, tmp_path):
    """`start("worker")`, `start("queue")`: the real programs on this test's database and Redis."""
    started = []

    def run(*words):
        own = environ | {
            "KENTONGAN_DEMO": "true",
            "KENTONGAN_DATA_FOLDER": str(tmp_path),
            "KENTONGAN_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            "KENTONGAN_DATABASE_URL": database_url(),
            "KENTONGAN_REDIS_URL": redis.url,
            "KENTONGAN_LOG_LEVEL": "ERROR",
        }
        process = subprocess.Popen([COMMAND, *words], env=own, stdout=subprocess.PIPE, text=True)
        started.append(process)
        if words[0] == "queue":
            assert process.stdout.readline() == "Taking what is due.\n"
        return process

    yield run
    for one in started:
        one.kill()
        one.wait()
        one.stdout.close()


def owe(count, *, name="p"):
    outbox.queue(
        [
            Outgoing(
                purpose="test", transport="email", dedupe=f"{name}{n}", subject="Kabar",
                body="Sudah.", address=f"{name}{n}@contoh.demo",
            )
            for n in range(count)
        ]
    )  # fmt: skip


def all_sent():
    return not Message.objects.open().exists()


def assert_sent(server, count, *, again=0):
    times = Counter(to for to, _id in server.taken)
    assert len(times) == count
    assert times.total() - count <= again
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.fixture
def handing_out(redis, settings):
    """This process hands out through the same Redis, as a worker does, and sends nothing itself."""
    settings.REDIS_URL = redis.url
    for kept in (spreading.broker, spreading._actor):
        kept.cache_clear()
    spreading._board.seen.clear()
    return spreading.sweep


def test_two_processes_share_what_a_worker_hands_out(start, server, handing_out):
    start("queue", "--threads", "1")
    start("queue", "--threads", "1")
    owe(COUNT)

    assert handing_out(clock.now()) == COUNT
    assert handing_out(clock.now()) == 0, "what lies in the queue is not handed out again"

    wait_for(all_sent)
    assert_sent(server, COUNT)
    assert server.most == 2, "only one of them worked"


def test_a_process_that_is_killed_loses_nothing(start, server):
    first = start("queue", "--threads", "1")
    owe(COUNT)
    start("worker")
    wait_for(lambda: len(server.taken) >= 4)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert 0 < Message.objects.open().count() < COUNT

    start("queue")
    let_leases_run_out()

    wait_for(all_sent, seconds=40)
    assert_sent(server, COUNT, again=1)


def test_when_redis_is_lost_the_worker_does_the_rest_itself_until_it_is_back(start, server, redis):
    start("queue", "--threads", "1")
    owe(COUNT)
    worker = start("worker")
    wait_for(lambda: len(server.taken) >= 4)

    redis.kill()
    owe(5, name="lost")

    wait_for(all_sent, seconds=40)
    assert_sent(server, COUNT + 5)
    redis.start()
    waiting = Redis.from_url(redis.url)
    owe(5, name="back")
    wait_for(all_sent)
    wait_for(lambda: waiting.dbsize() > 0 or len(server.taken) == COUNT + 10)
    waiting.close()
    assert worker.poll() is None
    assert_sent(server, COUNT + 10)


def test_the_rungs_of_a_long_sleep_are_told_once_by_many(late_ones, handing_out, redis):  # noqa: F811
    with clock.at(LATE):
        while escalation.plan(LATE):
            pass
        assert handing_out(LATE) >= len(late_ones)
        assert not Firing.objects.exists()
        handfuls = [keys for name, keys in taken_from(redis) if name == "rungs"]
        assert len(handfuls) > 0
        # Every handful twice, as after a lost acknowledgement; and the worker, too.
        for keys in [*handfuls, *handfuls]:
            spreading._do("rungs", keys)
        while escalation.sweep(LATE):
            pass

    assert_each_once(late_ones)


def taken_from(redis):
    """What lies in the queue, without dramatiq."""
    client = Redis.from_url(redis.url)
    texts = client.hvals(f"{spreading.NAMESPACE}:{spreading.QUEUE}.msgs")
    client.close()
    return [json.loads(one)["args"] for one in texts]
