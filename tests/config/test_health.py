"""A supervisor learns whether the server lives, and whether it can do its work."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from kentongan.config import health, spreading
from kentongan.integrations.models import Heartbeat
from kentongan.notifications import outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing

pytestmark = pytest.mark.django_db


def test_life_asks_no_database(client, query_count):
    with query_count() as statements:
        answer = client.get("/healthz")

    assert answer.json()["status"] == "alive"
    assert not statements.captured_queries


def test_ready_when_database_migrations_queue_and_worker_are_fine(client):
    health.beat(timezone.now())

    answer = client.get("/readyz")

    assert answer.status_code == 200, answer.content
    checks = answer.json()["checks"]
    assert set(checks) == {
        *("database", "migrations", "queue", "inbound", "worker", "channels", "redis"),
    }
    assert checks["database"]["fact"] == connection.vendor


def test_a_redis_that_is_away_is_a_fact_and_no_fault(client, settings, tmp_path):
    health.beat(timezone.now())
    assert client.get("/readyz").json()["checks"]["redis"]["fact"] == "not used"
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock?db=0"
    spreading.broker.cache_clear()

    answer = client.get("/readyz")

    spreading.broker.cache_clear()
    assert answer.status_code == 200
    fact = answer.json()["checks"]["redis"]["fact"]
    assert fact == "away (ConnectionError): the worker does everything itself"


def test_a_silent_worker_is_told(client):
    never = client.get("/readyz")
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=5))
    silent = client.get("/readyz")

    assert [never.status_code, silent.status_code] == [503, 503]
    assert never.json()["checks"]["worker"]["fact"] == "never seen"
    assert silent.json()["checks"]["worker"]["fact"].startswith("300")
    assert silent.json()["checks"]["database"]["ok"]


def test_a_long_queue_is_told(client, cast, monkeypatch):
    health.beat(timezone.now())
    monkeypatch.setattr(health, "MANY", 2)
    outbox.queue(
        [
            Outgoing(
                purpose="test",
                transport="email",
                dedupe=f"test-{one}",
                body="Isi",
                user_id=cast.liaison.user.pk,
            )
            for one in range(3)
        ]
    )
    assert client.get("/readyz").status_code == 200

    Message.objects.update(due_at=timezone.now() - timedelta(hours=1))

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["checks"]["queue"]["ok"]


def test_a_missing_migration_is_told(client):
    health.beat(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app='api'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"]["fact"] == 1


def test_the_heart_beats_once_in_ten_seconds(query_count):
    health.beat(timezone.now())
    with query_count() as statements:
        health.beat(timezone.now())
    cache.clear()
    health.beat(timezone.now())

    assert not statements.captured_queries
    assert Heartbeat.objects.count() == 1


def test_sms_that_nobody_reads_are_noticed(client):
    from kentongan.channels import intake
    from kentongan.common import clock
    from kentongan.notifications.transports.sms import Arrived

    intake.keep(Arrived(sender="081234567890", text="LAPOR", external_id="1"), channel="x")
    assert client.get("/readyz").json()["checks"]["inbound"]["ok"]
    with clock.at(timezone.now() - timedelta(hours=1)):
        intake.keep(Arrived(sender="081234567890", text="LAPOR", external_id="2"), channel="x")
    inbound = client.get("/readyz").json()["checks"]["inbound"]
    assert (inbound["ok"], inbound["fact"]) == (False, 1)
