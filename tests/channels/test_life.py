"""The whole life of a complaint by SMS alone: the same services, the same record as every door."""

import re

import pytest

from kentongan.accounts.models import VerifiedContact
from kentongan.complaints import history, services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint, Rating
from kentongan.notifications import delivery, gsm, rendering
from kentongan.notifications.models import Message

REPORT = "LAPOR Lampu jalan mati di Desa Heuleut Kec. Kadipaten sejak Senin"


@pytest.fixture
def filed(phone):
    phone.sends(REPORT)
    return Complaint.objects.get()


@pytest.fixture
def to_unit(cast, offices):
    def go(complaint):
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
        services.accept(complaint, by=cast.liaison.actor)
        return complaint

    return go


@pytest.fixture
def answered(cast, filed, to_unit):
    services.answer(to_unit(filed), by=cast.liaison.actor, text="Lampu sudah kami ganti kemarin.")
    return filed


def fresh(complaint):
    complaint.refresh_from_db()
    return complaint


def test_a_report_gets_number_pin_and_place(cast, phone):
    said = phone.sends(REPORT)

    complaint = Complaint.objects.get()
    assert complaint.channel == Channel.SMS
    assert complaint.area.name == "Heuleut"
    assert complaint.institution.code == "majalengka"
    assert complaint.text.startswith("Lampu jalan mati")
    assert complaint.contact_by == "sms"
    assert said.startswith(f"{complaint.shown_number} diterima. PIN ")
    assert gsm.measure(said).parts == 1
    # Not a second, paid one beside it.
    assert not Message.objects.filter(purpose="received", transport="sms").exists()


def test_the_pin_is_wiped_once_it_was_sent(cast, phone, settings):
    settings.TRANSPORTS = settings.TRANSPORTS | {"sms": "tests.notifications.carriers.Taking"}
    phone.sends(REPORT)
    from kentongan.common import clock

    delivery.sweep(clock.now())

    receipt = Message.objects.get(purpose="sms_receipt")
    assert (receipt.state, receipt.body) == ("sent", "")


def test_the_whole_way_to_closed_and_rated(cast, phone, filed, to_unit):
    assert "sedang diperiksa" in phone.sends("status")
    to_unit(filed)
    assert "dikerjakan Dinas PUTR" in phone.sends("Cek")
    services.answer(filed, by=cast.liaison.actor, text="Lampu sudah kami ganti kemarin.")
    notice = Message.objects.get(purpose="answered", transport="sms")
    assert notice.params["own_link"] == f"SMS: BACA {filed.number}"

    assert "Lampu sudah kami ganti kemarin." in phone.sends("BACA")
    assert "NILAI 1" in phone.sends("Selesai terima kasih")
    assert fresh(filed).closed_kind == "confirmed"
    assert "terima kasih atas nilai" in phone.sends("5")
    assert Rating.objects.get().score == 5
    assert history.verify([fresh(filed)]) == []


def test_a_question_is_read_and_completed(cast, phone, filed):
    services.ask(filed, by=cast.district_admin.actor, question="RT berapa?")
    assert "RT berapa?" in phone.sends("BACA")
    assert "dilanjutkan" in phone.sends("LENGKAP RT 03")
    assert fresh(filed).status == "forwarded"
    assert filed.events.get(action="complete").text == "RT 03"


def test_an_answer_is_contested_with_its_reason(phone, answered):
    said = phone.sends(f"BELUM {answered.shown_number} baru sebagian yang menyala")
    assert "dibuka kembali" in said
    event = fresh(answered).events.get(action="contest")
    assert event.facts["contest_reason"] == "partly_done"
    assert answered.status == "reopened"


def test_a_reply_goes_to_the_unit(phone, answered):
    phone.sends(f"balas {answered.number} terima kasih, kapan yang di gang?")
    assert fresh(answered).status == "replied"


def test_a_closed_one_is_opened_again(phone, answered):
    phone.sends("SELESAI")
    assert "dibuka kembali" in phone.sends("blm pak, mati lagi tadi malam")
    assert fresh(answered).status == "reopened"


def test_it_is_withdrawn_and_restored(phone, filed):
    assert "PULIHKAN" in phone.sends(f"BATAL {filed.number}")
    assert fresh(filed).status == "withdrawn"
    assert "ditangani lagi" in phone.sends("pulihkan")
    assert fresh(filed).status == "forwarded"


def test_what_counts_as_withdrawn_comes_back_by_the_word_of_the_sms(cast, phone, filed):
    services.ask(filed, by=cast.district_admin.actor, question="Di RT berapa?")
    services.lapse(filed)
    said = rendering.text_of(Message.objects.get(purpose="lapsed", transport="sms")).body
    word, number = re.search(r"SMS: (\w+) (\w+)$", said).groups()
    assert word == "PULIHKAN"
    assert "ditangani lagi" in phone.sends(f"{word} {number}")
    assert fresh(filed).status == "forwarded"


def test_an_archived_one_is_appealed_against(cast, phone, filed):
    services.propose_archive(
        filed, by=cast.district_admin.actor, archive_reason="unclear", text="Terlalu umum."
    )
    services.archive(filed, by=cast.second_admin.actor)
    assert "Terlalu umum." in phone.sends("BACA")
    assert "keberatan" in phone.sends("BANDING Letaknya di depan balai desa")
    assert fresh(filed).status == "forwarded"


def test_the_ombudsman_is_explained_and_then_agreed_to(phone, filed, later):
    with later(days=61):
        assert "SETUJU" in phone.sends(f"OMBUDSMAN {filed.number}")
        assert not fresh(filed).has_referral_consent
        assert "persetujuan" in phone.sends(f"OMBUDSMAN {filed.number} SETUJU")
        assert fresh(filed).has_referral_consent


def test_a_place_that_was_not_told_is_asked_for_and_noted(phone):
    said = phone.sends("LAPOR jalan berlubang besar di depan balai desa")
    assert "TEMPAT" in said
    assert "Cibodas" in phone.sends("desa Cibodas kec Majalengka")
    assert Complaint.objects.get().area.name == "Cibodas"


def test_a_kind_and_a_secret_are_told_by_their_words(phone):
    phone.sends("USUL buat taman bermain di alun-alun kota")
    phone.sends("LAPOR RAHASIA pungutan liar di kantor kecamatan")
    assert Complaint.objects.filter(kind="suggestion").count() == 1
    secret = Complaint.objects.get(is_secret=True)
    assert secret.text == "pungutan liar di kantor kecamatan"


def test_the_institution_is_told_by_the_first_word(phone, settings):
    settings.HOME_INSTITUTION = ""
    phone.sends("SUMEDANG jembatan gantung putus sejak kemarin")
    assert Complaint.objects.get().institution.code == "sumedang"


def test_a_strange_number_learns_nothing_and_the_pin_opens(phone, other_phone):
    pin = re.search(r"PIN (\d{6})", phone.sends(REPORT))[1]
    code = Complaint.objects.get().number
    refusal = other_phone.sends(f"STATUS {code}")
    unknown = other_phone.sends("STATUS 11111111")
    assert "tidak terhubung" in refusal
    assert refusal == unknown.replace("11111111", code)  # not even whether there is such a code
    wrong = other_phone.sends(f"BATAL {code} 000000")
    assert "tidak terhubung" in wrong
    assert "diperiksa" in other_phone.sends(f"STATUS {code} {pin}")
    assert "diperiksa" in other_phone.sends("STATUS")


def test_after_long_silence_the_pin_is_asked_for_again(phone, later):
    """The number may be somebody else's by now."""
    pin = re.search(r"PIN (\d{6})", phone.sends(REPORT))[1]
    code = Complaint.objects.get().number
    with later(days=91):
        assert "tidak terhubung" in phone.sends(f"STATUS {code}")
        assert "belum" not in phone.sends("STATUS")
        assert "diperiksa" in phone.sends(f"STATUS {code} {pin}")
        assert "diperiksa" in phone.sends("STATUS")


def test_a_number_that_was_silent_for_long_gets_no_link(cast, make_web, to_unit, later):
    complaint = make_web()
    with later(days=91):
        to_unit(complaint)
        services.answer(complaint, by=cast.liaison.actor, text="Sudah.")
    told = {one.purpose: one.params for one in Message.objects.filter(transport="sms")}
    assert "own_link" not in told["received"]
    assert told["answered"]["own_link"].endswith("/lacak/")


@pytest.fixture
def make_web(cast, offices):
    from kentongan.accounts.vault import PersonalData
    from kentongan.complaints.services.submit import Submission
    from kentongan.organizations.actor import Actor

    def make():
        receipt = services.submit(
            Submission(
                text="Jalan rusak parah",
                channel=Channel.WEB,
                institution=offices("majalengka"),
                personal=PersonalData(phone="0812 3456 7890"),
            ),
            by=Actor.system(),
        )
        return Complaint.objects.get(pk=receipt.complaint_id)

    return make


def test_who_left_a_number_on_the_web_follows_by_sms_with_the_pin(make_web, phone):
    complaint = make_web()
    assert "tidak terhubung" in phone.sends(f"STATUS {complaint.number}")


def test_stop_comes_before_everything_and_is_kept(cast, phone, filed, to_unit, settings):
    settings.TRANSPORTS = settings.TRANSPORTS | {"sms": "tests.notifications.carriers.Taking"}
    from kentongan.common import clock
    from tests.notifications.carriers import Taking

    assert "MULAI" in phone.sends("Stop.")
    assert VerifiedContact.objects.get().opted_out_at
    delivery.sweep(clock.now())
    Taking.taken.clear()
    services.tell(to_unit(filed), by=cast.liaison.actor, text="Kami survei besok.")
    delivery.sweep(clock.now())
    assert Taking.taken == []
    assert Message.objects.get(purpose="told", transport="sms").state == "cancelled"
    assert "dikerjakan" in phone.sends("STATUS")  # an answer to one's own question
    assert "dikabari" in phone.sends("MULAI")
    assert VerifiedContact.objects.get().opted_out_at is None


def test_what_the_workflow_refuses_is_said_in_its_words(phone, filed):
    said = phone.sends(f"SELESAI {filed.number}")
    assert filed.shown_number in said
    assert fresh(filed).status == "forwarded"


def test_a_pin_that_was_sent_is_not_kept_for_officers_to_read(phone, last):
    pin = re.search(r"PIN (\d{6})", phone.sends(REPORT))[1]
    phone.sends(f"STATUS {Complaint.objects.get().number} {pin}")
    assert pin not in last().text


def test_a_long_answer_is_cut_and_still_asks_for_the_last_word(cast, phone, filed, to_unit):
    services.answer(to_unit(filed), by=cast.liaison.actor, text="Sudah kami perbaiki. " * 60)
    said = phone.sends("BACA")
    assert said.endswith("atau BELUM alasan.")
    assert gsm.measure(said).parts <= 4
