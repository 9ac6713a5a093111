"""gammu-smsd with its dummy telephone: files in, files out."""

import pytest

from kentongan.channels import polling
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery
from kentongan.notifications.models import Message, Receipt
from kentongan.notifications.transports import sms, transport_class
from tests.channels.conftest import read_all
from tests.channels.programs import Modem, wait_for

pytestmark = pytest.mark.django_db
NUMBER = "+6281234567890"


@pytest.fixture
def folder(settings, tmp_path, cast):
    settings.SMS_CHANNELS = f"modem adapter=gammu folder={tmp_path}"
    settings.HOME_INSTITUTION = "majalengka"
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "sms": "kentongan.notifications.transports.by_channel.SmsTransport"
    }
    transport_class.cache_clear()
    yield tmp_path
    transport_class.cache_clear()


@pytest.fixture
def modem(folder):
    made = Modem(folder)
    yield made
    made.stop()


def test_a_report_comes_and_its_receipt_goes_through_the_modem(modem, folder):
    modem.receives(NUMBER, "LAPOR lampu mati “gelap” di Desa Heuleut Kec. Kadipaten")
    wait_for(lambda: polling.sweep(clock.now()), seconds=40, every=0.5)
    read_all()
    assert Complaint.objects.get().text == "lampu mati “gelap” di Desa Heuleut Kec. Kadipaten"
    assert list((folder / "inbox").iterdir()) == []

    delivery.sweep(clock.now())
    receipt = Message.objects.get(purpose="sms_receipt")
    assert receipt.state == "sent"
    wait_for(lambda: polling.sweep(clock.now()), seconds=40, every=0.5)
    assert Receipt.objects.get().get_state_display() == "Dalam perjalanan"
    assert list((folder / "outbox").iterdir()) == []


def lay(folder, name, text, encoding="utf-16"):
    (folder / "inbox").mkdir(exist_ok=True)
    path = folder / "inbox" / name
    path.write_bytes(text.encode(encoding))
    import os

    os.utime(path, (1, 1))


def test_parts_that_smsd_wrote_side_by_side_are_one_message(folder):
    for number, text in enumerate(("LAPOR jalan ", "rusak di ", "Heuleut")):
        lay(folder, f"IN20261128_041700_00_{NUMBER}_{number:02}.txt", text)
    lay(folder, f"IN20261128_041701_00_{NUMBER}_00.txt", "STATUS", "utf-8")
    for name in ("sent", "error"):
        (folder / name).mkdir()
    assert polling.sweep(clock.now()) == 2
    texts = InboundMessage.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["LAPOR jalan rusak di Heuleut", "STATUS"]


def test_a_file_is_removed_only_after_its_message_is_kept(folder):
    lay(folder, f"IN20261128_041700_00_{NUMBER}_00.txt", "STATUS")
    found = sms.carrier("modem").fetch()
    next(found)
    assert len(list((folder / "inbox").iterdir())) == 1
    assert next(found, None) is None
    assert list((folder / "inbox").iterdir()) == []
