"""An answer leaves by the channel by which its sender wrote; officers see what they need of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kentongan.channels import intake
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery, receipts, ways
from kentongan.notifications.models import Message
from kentongan.notifications.transports import by_channel, transport_class
from kentongan.notifications.transports.sms import Arrived, Media, News
from tests.channels.conftest import NUMBER, read_all


@pytest.fixture
def two(settings, cast, tmp_path):
    for name in ("satu", "dua"):
        (tmp_path / name / "outbox").mkdir(parents=True)
        (tmp_path / name / "inbox").mkdir()
    settings.HOME_INSTITUTION = "majalengka"
    settings.SMS_CHANNELS = (
        f"satu adapter=gammu folder={tmp_path}/satu\ndua adapter=gammu folder={tmp_path}/dua"
    )
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "sms": "kentongan.notifications.transports.by_channel.SmsTransport"
    }
    transport_class.cache_clear()
    yield tmp_path
    transport_class.cache_clear()


def brought(text, *, channel="dua", transport="sms", sender=NUMBER, **more):
    intake.keep(Arrived(sender=sender, text=text, **more), channel=channel, transport=transport)
    read_all()
    return InboundMessage.objects.order_by("-pk")[0]


def test_with_several_sms_channels_the_answer_goes_back_where_it_came_from(two):
    brought("BANTU", channel="dua")
    brought("CEK", channel="satu", sender="+6281398765432")
    delivery.sweep(clock.now())
    sent = {name: len(list((two / name / "outbox").glob("OUT*"))) for name in ("satu", "dua")}
    assert sent == {"satu": 1, "dua": 1}
    assert NUMBER in next((two / "dua" / "outbox").iterdir()).name


def test_what_came_by_a_channel_that_is_gone_is_answered_by_the_first(two, settings):
    brought("BANTU", channel="dua")
    settings.SMS_CHANNELS = settings.SMS_CHANNELS.partition("\n")[0]
    assert ways.of(Message.objects.get()) == "satu"
    assert by_channel.way("sms", "dua") == "satu"
    delivery.sweep(clock.now())
    assert len(list((two / "satu" / "outbox").glob("OUT*"))) == 1


def test_a_channel_held_by_another_process_is_left_to_it(two, settings):
    settings.SMS_CHANNELS += "\ntiga adapter=smpp host=h port=1 system_id=x password=p"
    brought("BANTU", channel="tiga")
    brought("CEK", channel="dua", sender="+6281398765432")
    delivery.sweep(clock.now())
    waiting = Message.objects.get(due_at__isnull=False)
    assert waiting.via == "tiga"
    assert delivery.claim(clock.now(), limit=9, those=ways.behind("tiga")) == [waiting]


def test_the_same_reference_of_one_sender_an_hour_later_is_another_message(two):
    """The reference has eight bits: it comes again."""

    def part(number, text):
        intake.keep(
            Arrived(sender=NUMBER, text=text, part_ref="a7", part_number=number, part_total=2,
                    external_id=f"{text}"),
            channel="dua",
        )  # fmt: skip

    part(1, "LAPOR jalan rusak di Heuleut ")
    part(2, "sejak Senin")
    read_all()
    read_all()
    with clock.at(clock.now() + timedelta(hours=3)):
        part(1, "LAPOR lampu mati di Heuleut ")
        read_all()
        part(2, "sejak Rabu")
        read_all()
        read_all()
    texts = set(Complaint.objects.values_list("text", flat=True))
    assert texts == {"jalan rusak di Heuleut sejak Senin", "lampu mati di Heuleut sejak Rabu"}


@pytest.fixture
def officer(client_for, cast):
    return client_for(cast.district_admin)


def test_a_reply_is_previewed_with_letters_and_sms_and_not_sent(two, officer):
    row = brought("jembatan kami goyang pak, tolong")
    before = Message.objects.count()
    url = reverse("desk:message_preview", args=[row.pk])
    page = officer.post(url, {"text": "Terima kasih “banyak”. " + "Kami cek besok. " * 12})
    text = page.content.decode()
    assert "2 SMS" in text
    assert "Terima kasih &quot;banyak&quot;." in text  # as it goes out
    assert "Kirim balasan" in text
    wide = officer.post(url, {"text": "Baik 💧"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in wide
    assert "1 SMS" in wide
    assert "70 huruf" in wide
    assert Message.objects.count() == before


def test_an_officer_is_warned_of_an_unproved_sender_and_reads_the_whole(two, officer, settings):
    settings.CHANNELS = "surel adapter=imap host=h user=u password=p address=lapor@x.id"
    row = brought(
        "Mohon kabar laporan saya", channel="surel", transport="email", sender="warga@example.id",
        original="Mohon kabar laporan saya\n> kutipan lama", subject="Tanya", is_proved=False,
        files=(Media(name="surat.pdf", content=b"%PDF-1.4 isi"), Media(name="x.exe", content=b"MZ")),
    )  # fmt: skip
    text = officer.get(reverse("desk:message", args=[row.pk])).content.decode()
    assert "Siapa pun dapat menulis nama pengirim ini" in text
    assert "kutipan lama" in text
    assert "surat.pdf" in text
    assert "warga@example.id" not in text
    officer.post(reverse("desk:message_step", args=[row.pk, "laporkan"]),
                 {"text": "Mohon kabar laporan saya", "kind": "information"})  # fmt: skip
    complaint = Complaint.objects.get()
    assert complaint.channel == "email"
    assert complaint.attachments.get().name == "surat.pdf"
    assert Message.objects.get(purpose="sms_receipt").transport == "email"


def test_words_of_an_unproved_sender_are_never_the_reporters_own(two, officer, settings):
    settings.CHANNELS = "surel adapter=imap host=h user=u password=p address=lapor@x.id"
    proved = {"channel": "surel", "transport": "email", "sender": "warga@example.id"}
    brought("LAPOR jalan rusak di Desa Heuleut", **proved)
    complaint = Complaint.objects.get()
    row = brought("mohon dicabut saja pak admin", is_proved=False, **proved)
    url = reverse("desk:message_step", args=[row.pk, "gabung"])
    officer.post(url, {"number": complaint.shown_number})
    assert complaint.events.filter(action="note").exists()
    assert not complaint.events.filter(action="add").exists()


def test_the_page_of_a_complaint_says_whether_a_message_arrived(two, officer):
    brought("LAPOR jalan rusak di Desa Heuleut")
    complaint = Complaint.objects.get()
    delivery.sweep(clock.now())
    message = Message.objects.get(purpose="sms_receipt")
    receipts.note(News("DELIVERED", key=f"kentongan-{message.pk}"))
    text = officer.get(complaint.get_absolute_url()).content.decode()
    assert "Sampai:" in text


def test_a_whole_life_by_sms_alone(two, cast, offices):
    """Filed, asked, answered, contested, answered, closed, rated, opened again, stopped: one number."""
    from kentongan.complaints import services

    def says(text):
        before = Message.objects.count()
        brought(text)
        return " ".join(Message.objects.order_by("pk").values_list("body", flat=True)[before:])

    assert "PIN" in says("LAPOR lampu mati di Desa Heuleut Kec. Kadipaten")
    complaint = Complaint.objects.get()
    desk, unit = cast.district_admin.actor, cast.liaison.actor
    services.ask(complaint, by=desk, question="RT berapa?")
    assert "RT berapa?" in says("BACA")
    says("LENGKAP RT 03")
    complaint.refresh_from_db()
    services.dispatch(complaint, by=desk, unit=offices("putr"))
    services.accept(complaint, by=unit)
    services.answer(complaint, by=unit, text="Sudah diganti.")
    says("SELESAI")
    says("4")
    says("BELUM mati lagi tadi malam")
    complaint.refresh_from_db()
    assert complaint.status == "reopened"
    services.answer(complaint, by=unit, text="Kabel sudah diganti.")
    assert "dibuka kembali" in says("BELUM masih gelap di ujung gang")
    complaint.refresh_from_db()
    assert complaint.status == "reopened"
    taken = list(complaint.events.values_list("action", flat=True))
    for action in ("submit", "complete", "contest", "confirm", "rate", "reopen"):
        assert action in taken
    assert "MULAI" in says("STOP")
