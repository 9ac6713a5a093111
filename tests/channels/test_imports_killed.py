"""The import of a spreadsheet by the real worker, killed with -9 at random moments and started again."""

import os
import random
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection, connections

from kentongan.channels.imports import running
from kentongan.channels.models import ImportFile
from kentongan.complaints import history
from kentongan.complaints.models import Complaint, Event
from tests.channels.test_imports import TEXT, as_csv, row
from tests.faults.test_worker import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 200
CHANCE = random.Random(20261128)
# The loop of `kentongan worker --once` with the one sweep that matters here.
WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
from django.conf import settings
from django.db import connections
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.SECRET_KEY = os.environ["THE_SECRET"]
settings.VAULT_KEYS = os.environ["THE_VAULT"].split(",")
settings.SWEEPS = ["kentongan.channels.imports.running.sweep"]
from kentongan.notifications import worker
worker.run(once=True)
"""


@pytest.fixture
def worker(environ):
    """`worker()`: the worker's loop as a program of its own, on this test's database."""
    started = []
    name = str(connection.settings_dict["NAME"])
    env = environ | {"PYTHONPATH": os.pathsep.join(["src", "."]), **the_keys()}
    if url := os.environ.get("KENTONGAN_DATABASE_URL"):
        env["KENTONGAN_DATABASE_URL"] = url

    def start():
        started.append(subprocess.Popen([sys.executable, "-c", WORKER, name], env=env))
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.wait()


def the_keys():
    return {"THE_SECRET": settings.SECRET_KEY, "THE_VAULT": ",".join(settings.VAULT_KEYS)}


def let_the_lease_run_out():
    ImportFile.objects.exclude(lease="").update(lease_until="2026-01-01T00:00:00Z")


def test_killed_at_random_moments_it_brings_every_row_once_and_reports_all(cast, worker):
    rows = [row(n, text=f"{TEXT} Tiang nomor {n}.") for n in range(1, ROWS + 1)]
    file = running.upload("lama.csv", as_csv(*rows), by=cast.district_admin.actor)
    running.check(file, file.mapped, may_contact=False)
    assert running.start(file, only_good=False)
    moments = sorted(CHANCE.sample(range(5, ROWS - 40), 2))
    kept = []
    for moment in moments:
        process = worker()
        wait_for(lambda at=moment: Complaint.objects.count() >= at)
        process.kill()
        process.wait()
        kept.append(Complaint.objects.count())
        let_the_lease_run_out()

    assert all(count < ROWS for count in kept), "it was never killed in the middle"
    assert worker().wait(timeout=60) == 0

    connections["default"].close()
    file.refresh_from_db()
    assert (file.state, file.rows_done, file.rows_wrong) == ("done", ROWS, 0)
    texts = Counter(Complaint.objects.values_list("text", flat=True))
    assert texts == Counter({f"{TEXT} Tiang nomor {n}.": 1 for n in range(1, ROWS + 1)})
    assert Event.objects.filter(action="submit").count() == ROWS
    told = dict(file.rows.values_list("number", "state"))
    assert set(told) == set(Complaint.objects.values_list("number", flat=True))
    assert set(told.values()) == {"done"}
    assert not file.rows.exclude(sealed="").exists()
    assert history.verify(Complaint.objects.all()) == []
