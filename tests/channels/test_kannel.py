"""Real Kannel on loopback: with its fake SMSC, and over SMPP to an unrelated SMSC."""

import os
import time

import pytest
from django.core.cache import cache

from kentongan.channels import carriers, overview
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery
from kentongan.notifications.models import Message, Receipt
from kentongan.notifications.outbox import Outgoing, queue
from kentongan.notifications.transports import transport_class
from tests.channels.conftest import SECRET, read_all
from tests.channels.programs import (
    FAKESMSC,
    Kannel,
    Relay,
    Running,
    Smsc,
    Telephones,
    fake,
    free_port,
    smpp,
    wait_for,
)

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("KENTONGAN_DATABASE_URL", "").startswith("postgres"),
        reason="the programs of SMS are tried once, on SQLite",
    ),
]
BURST = 500


@pytest.fixture
def app(live_server, settings, cast):
    """The application behind a wire that can be cut, as Kannel reaches it."""
    wire = Relay(int(live_server.url.rpartition(":")[2]))
    settings.HOME_INSTITUTION = "majalengka"
    settings.ALLOWED_HOSTS = ["*"]
    yield wire
    wire.cut()
    transport_class.cache_clear()


def configure(settings, app, kannel):
    settings.SMS_CHANNELS = (
        f"kannel url=http://127.0.0.1:{kannel.sendsms}/cgi-bin/sendsms username=kentongan "
        f"password=rahasia from=1708 secret={SECRET} "
        f"status=http://127.0.0.1:{kannel.admin}/status.txt?password=status "
        f"callback=http://127.0.0.1:{app.port}/masuk/sms"
    )
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "sms": "kentongan.notifications.transports.by_channel.SmsTransport"
    }
    transport_class.cache_clear()


@pytest.fixture
def with_fake(app, settings, tmp_path):
    port = free_port()
    kannel = Kannel(tmp_path, app_port=app.port, smsc=fake(port), secret=SECRET, fake_port=port)
    configure(settings, app, kannel)
    yield kannel
    kannel.stop()


@pytest.fixture
def smsc():
    made = Smsc()
    yield made
    made.stop()


@pytest.fixture
def with_smpp(app, settings, smsc, tmp_path):
    wire = Relay(smsc.port)
    kannel = Kannel(tmp_path, app_port=app.port, smsc=smpp(wire.port), secret=SECRET)
    kannel.wire = wire
    configure(settings, app, kannel)
    wait_for(lambda: smsc.seen("bound"))
    yield kannel
    kannel.stop()
    wire.cut()


def arrived(count, *, seconds=60):
    wait_for(lambda: InboundMessage.objects.count() >= count, seconds=seconds, every=0.2)


def send_all():
    Message.objects.filter(due_at__isnull=False).update(due_at=clock.now())
    while delivery.sweep(clock.now()):
        pass


def say(number, text, n=0):
    queue(
        [Outgoing(purpose="sms_reply", transport="sms", dedupe=f"t:{number}:{n}", body=text,
                  address=number)]
    )  # fmt: skip


def waiting_at_kannel():
    cache.delete("carriers-asked")
    carriers.sweep(clock.now())
    return overview.public()["kannel"]["at_carrier"]


@pytest.mark.skipif(not FAKESMSC.exists(), reason="needs the package kannel-extras")
def test_a_report_through_kannel_and_its_own_fake_smsc(with_fake, tmp_path):
    log = (tmp_path / "fake.log").open("w")
    words = "081234567890 1708 text LAPOR lampu mati di Desa Heuleut Kec. Kadipaten"
    phone = Running(
        [FAKESMSC, "-H", "127.0.0.1", "-r", with_fake.fake_port, "-i", "600", "-v", "0", words],
        stdout=log,
        stderr=log,
    )
    try:
        arrived(1)
        read_all()
        complaint = Complaint.objects.get()
        send_all()
        shown = complaint.shown_number
        wait_for(lambda: shown in (tmp_path / "fake.log").read_text(errors="replace"))
        # The fake operator acknowledges; Kannel tells us so.
        wait_for(Receipt.objects.exists)
    finally:
        phone.stop()
    assert Message.objects.get(purpose="sms_receipt").state == "sent"


def test_nothing_is_lost_or_doubled_while_the_application_is_down(app, with_fake):
    phones = Telephones(with_fake.fake_port)
    try:
        for n in range(BURST):
            if n == 150:
                app.cut()
            phones.send(f"+62812{n:08d}", f"LAPOR lampu jalan nomor {n:04d} mati di desa kami")
        # Meanwhile they wait in Kannel, and whoever watches us sees it.
        wait_for(lambda: waiting_at_kannel() > BURST - 200)
        app.mend()
        arrived(BURST, seconds=90)
        wait_for(lambda: waiting_at_kannel() == 0)
    finally:
        phones.stop()
    texts = list(InboundMessage.objects.values_list("text", flat=True))
    assert len(texts) == BURST
    assert {one[24:28] for one in texts} == {f"{n:04d}" for n in range(BURST)}
    assert not [one for one in phones.got if "belum kami terima" in one]
    read_all()
    assert Complaint.objects.count() == BURST


def test_kannel_refuses_a_wrong_password_and_the_text_waits(with_fake, settings):
    settings.SMS_CHANNELS = settings.SMS_CHANNELS.replace("password=rahasia", "password=salah")
    say("+6281234567890", "Halo")
    send_all()
    message = Message.objects.get()
    assert message.state == "failed"
    assert "403" in message.last_error


def test_long_and_unicode_both_ways_over_smpp(with_smpp, smsc):
    header = "050003a7{total:02x}{number:02x}"
    words = "LAPOR air keruh “sekali” 💧 di Desa Heuleut, sudah tiga hari kami tidak bisa mandi dan masak"
    cut = [words[0:40], words[40:70], words[70:]]
    for number in (3, 1, 2):  # out of order
        smsc.deliver(
            "+6281234567890", "", n=number, coding=8, esm=0x40,
            udh=header.format(total=3, number=number),
            hex=cut[number - 1].encode("utf-16-be").hex(),
        )  # fmt: skip
    arrived(1)
    time.sleep(0.5)
    assert [one.text for one in InboundMessage.objects.all()] == [words]
    say("+6281234567890", "Terima kasih. " * 30, 1)
    say("+6281234567890", "Sudah diterima 💧", 2)
    send_all()
    wait_for(lambda: len(smsc.seen("mt")) >= 4)
    parts = [one for one in smsc.seen("mt") if one["coding"] == 0]
    assert len(parts) == 3
    assert all(one["parts"] for one in parts)
    assert smsc.seen("mt", coding=8)[0]["text"] == "Sudah diterima 💧"


def test_a_throttled_text_is_sent_again_by_kannel(with_smpp, smsc):
    smsc.tell(do="throttle", count=2)
    say("+6281234567890", "Sabar")
    send_all()
    wait_for(lambda: smsc.seen("mt", text="Sabar"), seconds=40)
    assert len(smsc.seen("mt")) == 1


def test_the_link_drops_in_the_middle_of_a_burst_out(with_smpp, smsc):
    """Kannel queues on disk what it has taken, and sends it after the bind is there again."""
    for n in range(BURST):
        say(f"+62812{n:08d}", f"Pesan {n:04d}", n)
    transport = transport_class("sms")()
    for turn, message in enumerate(delivery.claim(clock.now(), limit=BURST)):
        delivery.deliver(message, transport)
        if turn == 200:
            with_smpp.wire.cut()
    time.sleep(1)
    with_smpp.wire.mend()
    wait_for(lambda: len({o["text"] for o in smsc.seen("mt")}) >= BURST, seconds=60, every=0.3)
    texts = [one["text"] for one in smsc.seen("mt")]
    assert set(texts) == {f"Pesan {n:04d}" for n in range(BURST)}
    # What was on the wire when it was cut may go twice: the window of unanswered submits.
    assert len(texts) - BURST <= 20
    assert Message.objects.filter(state="sent").count() == BURST


def test_the_link_drops_in_the_middle_of_a_burst_in(with_smpp, smsc):
    """What the operator did not get an answer for comes again; it is one message here."""
    for n in range(BURST):
        smsc.deliver(f"+62812{n:08d}", f"LAPOR lubang nomor {n:04d} di jalan desa kami", n=n)
        if n == 250:
            wait_for(lambda: len(smsc.seen("answer", status=0)) > 100, seconds=30)
            with_smpp.wire.cut()
            time.sleep(0.5)
            with_smpp.wire.mend()
            wait_for(lambda: len(smsc.seen("bound")) > 1, seconds=30)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(1)
        good = {one["n"] for one in smsc.seen("answer", status=0)}
        missing = set(range(BURST)) - good
        if not missing:
            break
        for n in missing:
            smsc.deliver(f"+62812{n:08d}", f"LAPOR lubang nomor {n:04d} di jalan desa kami", n=n)
    # Kannel has answered the operator; what came twice counts once.
    different = InboundMessage.objects.values("text").distinct()
    wait_for(lambda: different.count() >= BURST, seconds=60, every=0.3)
    time.sleep(1)
    read_all()
    texts = list(Complaint.objects.values_list("text", flat=True))
    assert {one[13:17] for one in texts} == {f"{n:04d}" for n in range(BURST)}
    doubles = InboundMessage.objects.filter(outcome="again").count()
    assert len(texts) == BURST
    assert InboundMessage.objects.count() - doubles == BURST
