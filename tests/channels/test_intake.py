"""What carriers bring: kept at once, once, whatever it is; and what is never answered."""

import pytest
from django.db import DatabaseError

from kentongan.channels import intake, parts, processing
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message, Receipt
from kentongan.notifications.transports.sms import Arrived
from tests.channels.conftest import NUMBER, SECRET, read_all

REPORT = "LAPOR jalan berlubang di Desa Heuleut Kec. Kadipaten"


def test_the_same_id_twice_is_one_message_with_the_same_answer(phone):
    first = phone.brings(REPORT, id="abc")
    second = phone.brings(REPORT, id="abc")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    read_all()
    assert Complaint.objects.count() == 1
    assert Message.objects.filter(purpose="sms_receipt").count() == 1


def test_without_an_id_the_same_words_in_ten_minutes_are_one(phone, later):
    phone.brings(REPORT, id="")
    with later(minutes=9):
        phone.brings(REPORT, id="")
    assert InboundMessage.objects.count() == 1
    with later(minutes=40):
        phone.brings(REPORT, id="")
    assert InboundMessage.objects.count() == 2


def test_the_intake_is_one_statement_and_reads_nothing(phone, query_count):
    phone.brings("apa saja")
    with query_count() as seen:
        phone.brings(REPORT)
    writing = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(writing) == 1, writing
    assert "INSERT INTO" in writing[0]
    assert Complaint.objects.count() == 0


def test_utf_16_is_read_by_its_charset(phone):
    text = "LAPOR air keruh “sekali” di Desa Heuleut 💧"
    answer = phone.client.generic(
        "POST",
        f"/masuk/sms/kannel/?from=%2B6281234567890&id=u1&coding=2&token={SECRET}",
        text.encode("utf-16-be"),
        content_type="application/octet-stream; charset=UTF-16BE",
    )
    assert answer.status_code == 200
    assert InboundMessage.objects.get().text == text


def test_the_text_may_stand_in_the_query_as_bytes(phone):
    from urllib.parse import quote_from_bytes

    text = quote_from_bytes("LAPOR é 你".encode("utf-16-be"))
    phone.client.get(
        f"/masuk/sms/kannel/?from=0812-3456-7890&id=u2&coding=2&text={text}&token={SECRET}"
    )
    assert InboundMessage.objects.get().text == "LAPOR é 你"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("081234567890", NUMBER), ("6281234567890", NUMBER), ("+62 812-3456-7890", NUMBER),
        ("1708", ""), ("363", ""), ("TELKOMSEL", ""), ("", ""), ("+6281234567890x", ""),
    ],
)  # fmt: skip
def test_numbers_become_one_form_and_short_codes_nobody(written, read):
    assert intake.person(written) == read


@pytest.mark.parametrize("sender", ["363", "TELKOMSEL", "1708"])
def test_short_codes_and_brands_are_never_answered(phone, sender, last):
    phone.number = sender
    assert phone.sends(REPORT) == ""
    assert (last().state, last().outcome) == ("ignored", "no_person")
    assert Complaint.objects.count() == 0


def test_a_number_is_readable_nowhere(phone):
    phone.brings(REPORT)
    row = InboundMessage.objects.values().get()
    assert "81234567890" not in str(row)
    read_all()
    row = InboundMessage.objects.values().get()
    assert row["sender_sealed"] == ""
    assert "81234567890" not in str(row)


def test_the_same_words_again_and_again_are_a_machine(phone, last):
    answers = [phone.sends("Terima kasih atas pesan Anda, kami sedang cuti") for _ in range(6)]
    assert sum(bool(one) for one in answers) == 1
    assert last().outcome == "loop"


def test_answers_to_one_number_have_an_end(phone, settings):
    settings.SMS_REPLIES_PER_DAY = 3
    answers = [phone.sends(f"BANTU{' ' * n}") for n in range(1, 3)] + [
        phone.sends("STATUS"), phone.sends("CEK"), phone.sends("LACAK")
    ]  # fmt: skip
    assert sum(bool(one) for one in answers) == 3


def test_too_many_of_one_number_are_kept_and_not_acted_upon(phone, settings, last):
    settings.SMS_PER_NUMBER_HOUR = 2
    for n in range(4):
        phone.sends(f"LAPOR jalan rusak nomor {n} di desa kami")
    assert Complaint.objects.count() == 2
    assert last().outcome == "too_many"


def test_the_help_text_comes_once_a_day(phone, later):
    assert "LAPOR" in phone.sends("halo selamat siang")
    assert phone.sends("halo ada orang") == ""
    with later(days=1, hours=1):
        assert "LAPOR" in phone.sends("halo lagi ya")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"kannel/?token={SECRET}", b"x", 400),
        ("kannel/?token=salah&from=%2B628123", b"x", 403),
        ("kannel/?from=%2B628123", b"x", 403),
        (f"tidakada/?token={SECRET}", b"x", 404),
        (f"kannel/?token={SECRET}&from=1", b"x" * 1_100_000, 413),
        (f"kannel/kabar/?token={SECRET}&key=kentongan-1&state=99", b"", 400),
    ],
)
def test_garbage_gets_a_precise_answer(phone, path, body, status):
    answer = phone.client.post(f"/masuk/sms/{path}", body, content_type="text/plain")
    assert answer.status_code == status
    assert answer.content.strip()
    assert not InboundMessage.objects.exists()


def test_who_guesses_the_secret_has_to_wait(phone):
    codes = [phone.client.get("/masuk/sms/kannel/?token=x").status_code for _ in range(32)]
    assert codes[:30] == [403] * 30
    assert codes[-1] == 429
    assert phone.brings(REPORT).status_code == 200  # the carrier is not held up by it


def test_a_channel_that_brings_too_much_tries_again_later(phone, settings):
    settings.SMS_PER_CHANNEL_MINUTE = 2
    codes = [phone.brings(f"pesan {n}").status_code for n in range(3)]
    assert codes == [200, 200, 503]


def test_a_carrier_is_known_by_its_address_too(phone, settings):
    settings.SMS_CHANNELS = "kannel url=http://127.0.0.1:9/ username=u password=p allow=10.0.0.0/8"
    assert phone.brings(REPORT).status_code == 403
    settings.SMS_CHANNELS += ",127.0.0.1"
    assert phone.brings(REPORT).status_code == 200
    settings.SMS_CHANNELS = "kannel url=http://127.0.0.1:9/ username=u password=p"
    assert phone.brings(REPORT).status_code == 403  # nobody was named: nobody may


def test_receipts_only_move_forward(phone, db):
    phone.sends("BANTU")
    message = Message.objects.get()
    url = f"/masuk/sms/kannel/kabar/?token={SECRET}&key=kentongan-{message.pk}&state="
    seen = []
    for state in ("8", "2", "1", "8", "16", "1"):
        assert phone.client.get(url + state).status_code == 200
        seen.append(Receipt.objects.get().get_state_display())
    assert [str(one) for one in seen] == [
        "Dalam perjalanan", "Tidak sampai", "Sampai", "Sampai", "Sampai", "Sampai"
    ]  # fmt: skip
    assert phone.client.get(url.replace(str(message.pk), "999999") + "1").status_code == 200


def part(number, text, *, ref="a7", total=3, sender=NUMBER):
    intake.keep(
        Arrived(sender=sender, text=text, part_ref=ref, part_number=number, part_total=total),
        channel="kannel",
    )


def test_parts_in_any_order_make_one_report(phone):
    for number, text in ((3, "di Desa Heuleut."), (1, "LAPOR jalan rusak "), (2, "dan gelap ")):
        part(number, text)
        read_all()
    with clock.at(clock.now()):
        read_all()
    assert Complaint.objects.get().text == "jalan rusak dan gelap di Desa Heuleut."
    assert InboundMessage.objects.filter(state="part").count() == 2
    assert Message.objects.filter(purpose="sms_receipt").count() == 1


def test_a_part_that_never_comes_is_not_waited_for_for_ever(phone, later):
    part(1, "LAPOR jalan rusak parah ")
    part(3, "di Desa Heuleut.")
    read_all()
    assert not Complaint.objects.exists()
    with later(seconds=parts.PATIENCE.total_seconds() + 1):
        read_all()
        assert Complaint.objects.get().text == "jalan rusak parah [...] di Desa Heuleut."
    assert InboundMessage.objects.get(lacks_parts=True).state == "done"


def test_the_same_reference_of_two_senders_is_two_messages(phone):
    part(1, "LAPOR jalan rusak ", total=2)
    part(1, "LAPOR sampah menumpuk ", total=2, sender="+6281398765432")
    part(2, "di Heuleut", total=2, sender="+6281398765432")
    part(2, "di Kadipaten", total=2)
    read_all()
    read_all()
    texts = set(Complaint.objects.values_list("text", flat=True))
    assert texts == {"jalan rusak di Kadipaten", "sampah menumpuk di Heuleut"}


def test_a_torn_command_is_read_by_a_person(phone, later, last):
    part(1, "BATAL ", total=2)
    with later(seconds=parts.PATIENCE.total_seconds() + 1):
        read_all()
    assert InboundMessage.objects.get().state == "inbox"


def test_a_fault_in_one_message_ends_with_an_officer(phone, monkeypatch, last):
    """What breaks is tried again, and never lost."""

    def broken(*_args, **_more):
        raise DatabaseError("disk full")

    monkeypatch.setattr(processing.dialogue, "act", broken)
    phone.brings(REPORT)
    for _ in range(len(processing.BACKOFF) + 1):
        InboundMessage.objects.filter(state="waiting").update(due_at=clock.now())
        read_all()
    assert (last().state, last().outcome) == ("inbox", "fault")
    assert "disk full" in last().last_error
