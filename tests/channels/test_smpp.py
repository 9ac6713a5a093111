"""`kentongan smpp` bound to an unrelated SMSC: both ways, drops, throttles, a wrong password."""

import os
import threading

import pytest
from django.db import connection

from kentongan.channels import smpp_link
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.notifications import delivery, gsm, stopping
from kentongan.notifications.models import Message, Receipt, TransportHealth
from kentongan.notifications.outbox import Outgoing, queue
from kentongan.notifications.transports import sms, transport_class
from kentongan.notifications.transports.smpp import LinkLost
from tests.channels.mailserver import certificate
from tests.channels.programs import Relay, Smsc, wait_for

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("KENTONGAN_DATABASE_URL", "").startswith("postgres"),
        reason="the programs of SMS are tried once, on SQLite",
    ),
    pytest.mark.django_db(transaction=True),
]
NUMBER = "+6281234567890"


@pytest.fixture
def smsc():
    made = Smsc()
    yield made
    made.stop()


@pytest.fixture
def wire(smsc, settings):
    made = Relay(smsc.port)
    settings.SMS_CHANNELS = (
        f"operator adapter=smpp host=127.0.0.1 port={made.port} system_id=kentongan "
        "password=rahasia from=1708"
    )
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "sms": "kentongan.notifications.transports.by_channel.SmsTransport"
    }
    transport_class.cache_clear()
    yield made
    made.cut()
    transport_class.cache_clear()


@pytest.fixture
def bound(wire, smsc):
    """The loop of the command, in a thread of this process so that it has the test's database."""

    def work():
        try:
            smpp_link.run(sms.carrier("operator"))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: smsc.seen("bound"))
    yield wire
    stopping.requested.set()
    thread.join(timeout=20)
    stopping.requested.clear()
    assert not thread.is_alive()


def say(text, n=0, number=NUMBER):
    queue(
        [Outgoing(purpose="sms_reply", transport="sms", dedupe=f"t:{n}", body=text, address=number)]
    )


def test_texts_go_out_in_parts_and_their_receipts_come_back(bound, smsc):
    long = "Terima kasih [lama] " * 20
    say(long, 1)
    say("Sudah diterima 💧", 2)
    wait_for(lambda: Message.objects.filter(state="sent").count() == 2)
    parts = smsc.seen("mt", coding=0)
    assert len(parts) == gsm.measure(long).parts
    assert "".join(one["text"] for one in parts) == long
    last = Message.objects.get(dedupe="t:1").carrier_reference
    assert last == parts[-1]["id"]
    smsc.deliver("1708", f"id:{last} sub:001 dlvrd:001 stat:DELIVRD err:000 text:", esm=4)
    wait_for(lambda: Receipt.objects.filter(message__dedupe="t:1", state=3).exists())
    assert not InboundMessage.objects.exists()


def test_what_comes_is_kept_before_it_is_acknowledged(bound, smsc):
    smsc.deliver(NUMBER, "LAPOR jalan rusak", n=1)
    words = "LAPOR “keruh” 💧 di Heuleut".encode("utf-16-be").hex()
    smsc.deliver(NUMBER, "", n=2, coding=8, hex=words)
    wait_for(lambda: len(smsc.seen("answer", status=0)) == 2)
    texts = list(InboundMessage.objects.order_by("pk").values_list("text", flat=True))
    assert texts == ["LAPOR jalan rusak", "LAPOR “keruh” 💧 di Heuleut"]


def test_what_cannot_be_kept_is_refused_and_comes_again(bound, smsc, monkeypatch):
    from django.db import OperationalError

    keep, tries = smpp_link.intake.keep, []

    def full(arrived, *, channel):
        tries.append(arrived)
        if len(tries) == 1:
            raise OperationalError("disk full")
        keep(arrived, channel=channel)

    monkeypatch.setattr(smpp_link.intake, "keep", full)
    smsc.deliver(NUMBER, "LAPOR jalan rusak", n=1)
    wait_for(lambda: smsc.seen("answer", n=1))
    assert smsc.seen("answer", n=1)[0]["status"] == 0x64
    smsc.deliver(NUMBER, "LAPOR jalan rusak", n=2)
    wait_for(lambda: smsc.seen("answer", n=2, status=0))
    assert InboundMessage.objects.count() == 1


def test_the_link_drops_in_the_middle_of_a_burst_and_nothing_is_lost(bound, smsc):
    for n in range(200):
        say(f"Pesan {n:03d}", n, f"+62812{n:08d}")
    wait_for(lambda: len(smsc.seen("mt")) > 60)
    bound.cut()
    bound.mend()

    def all_sent():
        Message.objects.filter(state="failed").update(due_at=clock.now())
        return Message.objects.filter(state="sent").count() == 200

    wait_for(all_sent, seconds=60, every=0.3)
    texts = [one["text"] for one in smsc.seen("mt")]
    assert set(texts) == {f"Pesan {n:03d}" for n in range(200)}
    assert len(texts) <= 201  # the one that was on the wire
    assert len(smsc.seen("bound")) == 2


def test_a_throttled_text_waits_and_goes_later(bound, smsc):
    smsc.tell(do="throttle", count=1)
    say("Sabar")
    wait_for(lambda: Message.objects.get().state == "failed")
    assert "0x58" in Message.objects.get().last_error
    Message.objects.update(due_at=clock.now())
    wait_for(lambda: Message.objects.get().state == "sent")


def test_a_wrong_password_is_said_and_tried_again(wire, settings, smsc):
    settings.SMS_CHANNELS = settings.SMS_CHANNELS.replace("rahasia", "salah")
    with pytest.raises(LinkLost):
        sms.carrier("operator").connect()
    wait_for(lambda: smsc.seen("refused"))


def test_the_worker_leaves_these_to_the_process_that_holds_the_link(wire):
    say("Halo")
    delivery.sweep(clock.now())
    assert Message.objects.get().state == "waiting"
    assert not TransportHealth.objects.exists()


def test_the_link_is_encrypted_and_the_operators_certificate_is_checked(tmp_path, settings):
    cert, key = certificate(tmp_path)
    smsc = Smsc(cert, key)
    settings.SMS_CHANNELS = (
        f"operator adapter=smpp host=localhost port={smsc.port} system_id=kentongan "
        f"password=rahasia from=1708 tls=yes ca={cert}"
    )
    try:
        carrier = sms.carrier("operator")
        got = []
        carrier.on_message = got.append
        carrier.connect()
        assert carrier.send(NUMBER, "", "Halo " * 60, message_id="kentongan-1")
        for n in range(30):  # many in one record: none of them waits for the next
            smsc.deliver(NUMBER, f"pesan {n}", n=n)
        wait_for(lambda: carrier.pump(0.1) or len(got) == 30)
        carrier.disconnect(politely=True)
        settings.SMS_CHANNELS = settings.SMS_CHANNELS.replace(f"ca={cert}", "")
        with pytest.raises(LinkLost, match="certificate"):
            sms.carrier("operator").connect()
    finally:
        smsc.stop()
