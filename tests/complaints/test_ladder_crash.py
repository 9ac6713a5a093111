"""Killed at any moment, or run twice at once, the worker tells each rung exactly once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, connections

from kentongan.common import clock
from kentongan.complaints import history
from kentongan.complaints.escalation import sweep as escalation
from kentongan.complaints.models import ClockRun, Complaint, Event, Firing
from kentongan.notifications.models import Message
from tests.complaints.conftest import MONDAY
from tests.complaints.reaching import reach

LATE = MONDAY + timedelta(days=33)
# A worker of its own: it sweeps at the moment given until nothing is left, then says so.
WORKER = """
import os, sys
from datetime import datetime
import django
from django.conf import settings
from django.db import connections
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
connections["default"].settings_dict["NAME"] = sys.argv[1]
from kentongan.common import clock
from kentongan.complaints.escalation import sweep
sweep.BATCH, sweep.TOGETHER = 5, 3
now = datetime.fromisoformat(sys.argv[2])
with clock.at(now):
    print("ready", flush=True)
    while sweep.sweep(now):
        pass
print("done", flush=True)
"""


@pytest.fixture
def late_ones(transactional_db):
    """Complaints of which every one has rungs due, in several clocks."""
    from tests.conftest import reseed

    reseed()
    from kentongan.demo import cast

    people = cast.load()
    with clock.at(MONDAY):
        for status in ("received", "forwarded", "dispatched", "in_progress", "answered") * 4:
            reach(people, status)
    return list(Complaint.objects.values_list("pk", flat=True))


def assert_each_once(keys):
    assert not ClockRun.objects.filter(next_rung_at__lte=LATE).exists()
    for key in keys:
        rows = list(Firing.objects.filter(complaint=key).values_list("run_id", "code"))
        assert rows, "no rung fired"
        assert max(Counter(rows).values()) == 1
        told = Firing.objects.filter(complaint=key, state="fired")
        events = Event.objects.filter(complaint=key, action__in=("escalate", "remind"))
        assert sorted(told.values_list("event_id", flat=True)) == sorted(
            events.values_list("pk", flat=True)
        )
        # One event for the offices, one for the reporter at most: a sleep is no flood.
        assert events.filter(action="escalate").count() <= 1
        assert events.filter(action="remind").count() <= 1
    assert history.verify(Complaint.objects.filter(pk__in=keys)) == []
    keys_of_messages = Message.objects.filter(dedupe__startswith="rung:")
    assert keys_of_messages.count() >= len(keys) / 2
    owed = Counter(
        keys_of_messages.values_list("about", "purpose", "transport", "user", "identity")
    )
    assert max(owed.values()) == 1


def start_worker(environ):
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-c", WORKER, name, LATE.isoformat()]
    env = environ | {"PYTHONPATH": os.pathsep.join(["src", "."])}
    if url := os.environ.get("KENTONGAN_DATABASE_URL"):
        env["KENTONGAN_DATABASE_URL"] = url
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env)


def test_killed_again_and_again_it_tells_each_rung_exactly_once(late_ones, environ):
    chance = random.Random(20261102)
    connections.close_all()
    kills = 0
    for attempt in range(25):
        worker = start_worker(environ)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        if attempt < 3:
            time.sleep(chance.uniform(0.005, 0.12))
            worker.send_signal(signal.SIGKILL)
        rest = worker.stdout.read()
        worker.wait(timeout=60)
        if rest.endswith("done\n"):
            break
        kills += 1
    assert kills, "the worker was never killed in the middle"

    assert_each_once(late_ones)


def test_four_workers_at_once_tell_each_rung_exactly_once(late_ones):
    faults = []

    def work():
        try:
            close_old_connections()
            with clock.at(LATE):
                while escalation.sweep(LATE):
                    pass
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(timeout=120)

    assert faults == []
    assert_each_once(late_ones)
