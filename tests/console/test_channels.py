"""How the channels do: for administrators on a page, for machines on two addresses, no secret there."""

import pytest
from django.urls import reverse

from kentongan.channels import intake, overview
from kentongan.common import clock
from kentongan.notifications import health, outbox, receipts
from kentongan.notifications.models import Message, TransportHealth
from kentongan.notifications.outbox import Outgoing
from kentongan.notifications.transports import transport_class
from kentongan.notifications.transports.sms import Arrived, News


@pytest.fixture
def lines(settings, cast):
    settings.SMS_CHANNELS = (
        "utama adapter=kannel url=http://127.0.0.1:9/ username=u password=rahasia secret=s\n"
        "modem adapter=gammu folder=/nowhere"
    )
    settings.CHANNELS = "tg adapter=telegram token=9:kunci-rahasia-sekali secret=s"
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "sms": "kentongan.notifications.transports.by_channel.SmsTransport"
    }
    transport_class.cache_clear()
    yield settings
    transport_class.cache_clear()


def write(n, **more):
    facts = {"purpose": "test", "transport": "sms", "body": "Isi", "address": "+6281234567890"}
    outbox.queue([Outgoing(dedupe=f"t{n}", **facts | more)])


def by_name():
    return {one.name: one for one in overview.all_ways()}


def test_queues_are_counted_by_the_way_that_each_message_takes(lines):
    for n, via in enumerate(("", "", "modem", "sudah-tidak-ada")):
        write(n, via=via)
    write(9, transport="telegram", address="5", via="tg")
    intake.keep(Arrived(sender="+6281234567890", text="x"), channel="modem")
    ways = by_name()
    assert {name: one.waiting_out for name, one in ways.items()} == {
        "utama": 3, "modem": 1, "tg": 1, "email": 0, "push": 0,
    }  # fmt: skip
    assert ways["modem"].waiting_in == 1
    assert ways["modem"].last_in is not None
    assert ways["utama"].last_in is None


def test_receipts_of_a_day_are_counted(lines):
    for n in range(3):
        write(n)
    for message, state in zip(
        Message.objects.order_by("pk"), ("ACCEPTED", "FAILED", "READ"), strict=True
    ):
        receipts.note(News(state, key=f"kentongan-{message.pk}"))
    way = by_name()["utama"]
    assert (way.on_the_way, way.not_arrived, way.arrived) == (1, 1, 1)


def test_many_receipts_cost_as_many_statements_as_one(lines, query_count):
    for n in range(60):
        write(n)
    news = [
        News("DELIVERED", key=f"kentongan-{pk}")
        for pk in Message.objects.values_list("pk", flat=True)
    ]
    with query_count() as statements:
        assert receipts.note_all([*news, *news, News("FAILED", key="kentongan-0")]) == [
            News("FAILED", key="kentongan-0")
        ]
    assert len([one for one in statements if "SAVEPOINT" not in one["sql"]]) <= 4


def test_a_channel_that_rests_is_shown_and_woken(lines, cast, client_for):
    for _ in range(health.THRESHOLD):
        health.failed("tg", error="Telegram: 502")
    client = client_for(cast.national_admin)
    page = client.get(reverse("console:channels")).content.decode()
    assert "Telegram: 502" in page
    assert "istirahat" in page
    assert client.post(reverse("console:wake", args=["tg"])).status_code == 302
    assert TransportHealth.objects.get(pk="tg").open_until is None
    assert (
        client_for(cast.district_admin).post(reverse("console:wake", args=["tg"])).status_code
        == 403
    )


def test_a_resting_channel_holds_up_no_other(lines):
    from kentongan.notifications import delivery

    write(1)
    write(2, via="modem")
    for _ in range(health.THRESHOLD):
        health.failed("utama", error="down")
    claimed = delivery.claim(clock.now(), limit=10)
    assert [one.via for one in claimed] == ["modem"]


def test_machines_read_queue_and_fault_and_no_secret(lines, client):
    write(1)
    fault = (
        "450 greylisted <warga@example.id> 081234567890 https://api/bot9:kunci-rahasia-sekali "
        "kunci-rahasia-sekali"
    )
    health.failed("utama", error=fault)
    facts = client.get("/readyz").json()["checks"]["channels"]["fact"]["utama"]
    assert facts["out"] == 1
    assert facts["state"] == "fails"
    assert facts["error"].startswith("450 greylisted")
    for secret in ("warga@", "081234567890", "kunci-rahasia", "https://"):
        assert secret not in facts["error"]


@pytest.mark.django_db(transaction=True)
def test_life_tells_of_the_channels_without_waiting_for_the_database(client, settings, monkeypatch):
    from kentongan.config import health as pages

    settings.SMS_CHANNELS = "utama adapter=gammu folder=/nowhere"
    glance = pages.Glance()
    monkeypatch.setattr(pages, "_GLANCE", glance)
    assert client.get("/healthz").json()["channels"].keys() >= {"utama"}

    def hang():
        raise RuntimeError("the database is away")

    monkeypatch.setattr(pages.overview, "public", hang)
    glance._at = float("-inf")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["channels"].keys() >= {"utama"}  # as it was seen last


def test_the_page_costs_the_same_however_many_messages_wait(lines, cast, client_for, query_count):
    client = client_for(cast.operator)
    for n in range(30):
        write(n, via="modem" if n % 2 else "")
    client.get(reverse("console:channels"))
    with query_count() as statements:
        client.get(reverse("console:channels"))
    assert len(statements) <= 16, len(statements)
