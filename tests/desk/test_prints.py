"""What an office files on paper: contents, who may print it, and that it fits on A4."""

import html
from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import agenda, services
from kentongan.complaints.models import Complaint
from tests.desk.steps import WORDS, answered, in_progress

pytestmark = pytest.mark.django_db
PAPERS = ("terima", "disposisi", "jawaban")
AGENDA = "/meja/agenda/"


def paper(complaint, form):
    return f"{complaint.get_absolute_url()}cetak/{form}/"


def text_of(page):
    return html.unescape(page.content.decode())


def test_the_receipt_holds_what_the_law_asks_for(client_for, cast, file_one):
    complaint = file_one(is_anonymous=False)
    agenda.sweep(clock.now())

    text = text_of(client_for(cast.district_admin).get(paper(complaint, "terima")))

    for words in (
        *("Pasal 44", complaint.shown_number, complaint.text, "Uraian singkat", "Diterima di"),
        *("Dinas Komunikasi dan Informatika", "Petugas penerima", "Bu Rina", "Nomor agenda"),
        *("Target", "Batas hukum", "dirahasiakan"),
    ):
        assert words in text


def test_a_reporter_who_chose_to_be_named_stands_on_it(client_for, cast, file_one):
    complaint = file_one(is_anonymous=False)
    Complaint.objects.filter(pk=complaint.pk).update(shown_name="Siti")

    for form in ("terima", "disposisi"):
        text = text_of(client_for(cast.district_admin).get(paper(complaint, form)))
        assert "<td>Siti</td>" in text


def test_the_disposition_sheet_says_to_whom_by_when_and_has_room_for_a_hand(client_for, cast):
    complaint = in_progress(cast, is_secret=True)

    text = text_of(client_for(cast.district_admin).get(paper(complaint, "disposisi")))

    for words in ("Dinas Pekerjaan Umum", "RAHASIA", "Batas hukum", "Instruksi tertulis"):
        assert words in text


def test_the_answer_letter_holds_the_answer_and_the_way_on(client_for, cast):
    text = text_of(client_for(cast.liaison).get(paper(answered(cast), "jawaban")))

    for words in (WORDS, "Pak Hendra", "Ombudsman", "/lacak/"):
        assert words in text


def test_a_first_word_is_no_answer_letter(client_for, cast):
    complaint = in_progress(cast)
    services.tell(complaint, by=cast.liaison.actor, text="Kami akan ke lokasi.", kind="first_word")

    text = text_of(client_for(cast.liaison).get(paper(complaint, "jawaban")))

    assert "Kami akan ke lokasi." not in text
    assert "Belum ada jawaban" in text


def test_only_who_may_read_it_prints_it(client_for, cast):
    complaint = in_progress(cast)

    for form in PAPERS:
        assert client_for(cast.other_liaison).get(paper(complaint, form)).status_code == 404
    assert client_for(cast.liaison).get(paper(complaint, "surat")).status_code == 404


def test_the_register_lists_the_month_with_its_columns(client_for, cast):
    first, second = answered(cast), in_progress(cast)
    agenda.sweep(clock.now())

    text = text_of(client_for(cast.district_admin).get(AGENDA))

    for words in (
        *("Buku agenda", first.shown_number, second.shown_number, "Tanda tangan"),
        *("dirahasiakan", "Dinas PUTR", "Ditindaklanjuti", "Diproses"),
    ):
        assert words in text


def test_the_register_is_narrowed_by_day_and_by_unit(client_for, cast, file_one):
    one = in_progress(cast)
    file_one()
    agenda.sweep(clock.now())
    client, today = client_for(cast.district_admin), clock.now().date()
    yesterday = today - timedelta(days=1)

    def numbers(**asked):
        lines = client.get(AGENDA, asked).context["register"].lines
        return [line.complaint.number for line in lines]

    assert len(numbers(dari=today.isoformat(), sampai=today.isoformat())) == 2
    assert numbers(dari=yesterday.isoformat(), sampai=yesterday.isoformat()) == []
    assert numbers(unit="putr") == [one.number]
    assert len(numbers(unit="nonsense", dari="x", sampai="2026-99-99")) == 2


def test_a_unit_sees_its_own_lines_only_and_another_district_none(client_for, cast):
    complaint = in_progress(cast)
    agenda.sweep(clock.now())

    for member, is_seen in (
        (cast.liaison, True),
        (cast.other_liaison, False),
        (cast.outsider_admin, False),
        (cast.national_admin, True),
    ):
        lines = client_for(member).get(AGENDA, {"instansi": "majalengka"}).context["register"].lines
        assert [line.complaint.number for line in lines] == [complaint.number] * is_seen


def test_the_register_costs_the_same_at_any_length(client_for, cast, many, query_count):
    many(12)
    agenda.sweep(clock.now())
    client = client_for(cast.district_admin)

    with query_count() as statements:
        page = client.get(AGENDA, {"dari": "2020-01-01", "sampai": "2099-12-31"})

    assert len(page.context["register"].lines) == 12
    assert len(statements) <= 10


@pytest.mark.browser
def test_the_papers_fit_on_a4_and_the_register_lies_across(transactional_db, new_page, cast):
    complaint = answered(cast)
    agenda.sweep(clock.now())
    page = new_page(cast.district_admin)
    for url, box in (
        *((paper(complaint, form), b"[0 0 594.95996 841.91998]") for form in PAPERS),
        (AGENDA, b"[0 0 841.91998 594.95996]"),
    ):
        page.goto(url)
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") == 1, url
        assert box in printed, url
