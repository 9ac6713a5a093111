"""Tables of national LAPOR! in and out, each complaint once; and what waits while the nation is away."""

import csv
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.lapor import columns, sending
from kentongan.lapor.models import Outbound
from kentongan.organizations.actor import Actor

pytestmark = pytest.mark.django_db
ROW = {
    "Tracking ID": "9165816",
    "Tanggal Laporan Masuk": "23 Sep 2026",
    "Waktu Laporan Masuk": "10:41:43",
    "Nama Pelapor": "Siti",
    "Klasifikasi Laporan": "Pengaduan Tidak Berkadar Pengawasan",
    "Kategori": "Jalan berlubang",
    "Judul Laporan": "Jalan rusak di Kadipaten",
    "Isi Laporan Awal": "Jalan rusak di depan pasar Kadipaten sejak bulan lalu.",
    "Sumber Laporan": "Android",
    "Status Laporan": "Menunggu Verifikasi",
    "Kecamatan": "Kadipaten",
}


@pytest.fixture
def table(tmp_path):
    def write(*rows, names=columns.OFFICE):
        path = tmp_path / "lapor.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def load(path, **options):
    out = StringIO()
    call_command("lapor", "import", str(path), "majalengka", stdout=out, verbosity=0, **options)
    return out.getvalue()


def export(*words):
    out = StringIO()
    call_command("lapor", "export", "majalengka", *words, stdout=out)
    return list(csv.DictReader(StringIO(out.getvalue())))


def submitted(offices, text="Lampu jalan mati di depan pasar.", **given):
    receipt = services.submit(
        Submission(text=text, channel=Channel.WEB, institution=offices("majalengka"), **given),
        by=Actor.system(),
    )
    return Complaint.objects.get(pk=receipt.complaint_id)


def test_the_office_export_has_its_twenty_one_columns():
    assert len(columns.OFFICE) == 21
    assert len(columns.OPEN_DATA) == 11


def test_a_row_becomes_a_complaint_with_its_own_time_and_number(table):
    assert load(table(ROW)).startswith("1 imported")

    complaint = Complaint.objects.get()
    assert complaint.external_id == "9165816"
    assert timezone.localtime(complaint.submitted_at).isoformat() == "2026-09-23T10:41:43+07:00"
    assert complaint.due_at < complaint.submitted_at + timedelta(days=10)
    assert (complaint.channel, complaint.status) == ("app", "forwarded")
    assert complaint.shown_name == "Siti"
    assert complaint.area_id.startswith("32.10.13")


def test_a_second_import_changes_nothing(table):
    load(table(ROW))

    assert "0 imported, 1 known" in load(table(ROW))
    assert Complaint.objects.count() == 1


def test_a_double_entry_is_joined_by_its_words(table, offices):
    with clock.at(columns.read_moment("25 Sep 2026", "08:00:00")):
        ours = submitted(offices, text=ROW["Isi Laporan Awal"].upper().replace(".", " !"))

    assert "1 joined" in load(table(ROW))

    ours.refresh_from_db()
    assert ours.external_id == "9165816"
    assert Complaint.objects.count() == 1


def test_flags_and_supervision_keep_it_secret(table):
    secret = ROW | {"Tipe Laporan (Anonim/Rahasia)": "Anonim|Rahasia"}
    supervised = ROW | {"Tracking ID": "2", "Klasifikasi Laporan": columns.SUPERVISORY}
    load(table(secret, supervised | {"Isi Laporan Awal": "Pungutan liar di kantor pelayanan."}))

    first, second = Complaint.objects.order_by("external_id")
    assert first.is_secret
    assert second.is_secret
    assert second.is_anonymous
    assert second.shown_name == first.shown_name == ""


def test_what_has_ended_there_is_left_out_unless_wanted(table):
    ended = table(ROW | {"Status Laporan": "Ditutup oleh Sistem"})

    assert "1 ended" in load(ended)
    assert not Complaint.objects.exists()
    load(ended, with_ended=True)
    assert Complaint.objects.count() == 1


def test_a_dry_run_changes_nothing(table):
    assert "1 would be imported" in load(table(ROW), dry_run=True)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"Tracking ID": "LP-1"},
        {"Tanggal Laporan Masuk": "kemarin"},
        {"Tanggal Laporan Masuk": "1 Jan 2999"},
        {"Isi Laporan Awal": " "},
    ],
)
def test_a_wrong_line_is_left_out_and_the_others_are_taken(table, wrong):
    path = table(ROW | {"Tracking ID": "77"} | wrong, ROW)

    assert load(path).startswith("1 imported")
    assert "1 lines wrong" in load(path)


def test_a_file_of_another_kind_is_refused(table, tmp_path):
    with pytest.raises(CommandError, match="Tracking ID"):
        load(table({"Nama": "Siti"}, names=["Nama"]))
    binary = tmp_path / "foto.csv"
    binary.write_bytes(b"\xff\xd8\xff\xe0" * 50)
    with pytest.raises(CommandError):
        load(binary)


def test_open_data_come_back_as_they_went_out(table, offices, cast):
    load(table(ROW))
    complaint = Complaint.objects.get()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))

    (row,) = export()
    assert row["TrackingID"] == "9165816"
    assert row["DisposisiInstansiID"] == "putr"
    assert row["TanggalLaporanMasuk"] == "2026-09-23 10:41:43"
    assert (row["status"], row["TanggalLaporanDitutup"]) == ("Terdisposisi", "")
    again = table(row | {"TrackingID": "5"}, names=columns.OPEN_DATA)
    assert load(again).startswith("1 imported")
    assert Complaint.objects.filter(external_id="5", text__contains="5").exists()


def test_open_data_hold_neither_secret_nor_unpublished_ones(offices):
    submitted(offices, is_secret=True)
    submitted(offices)

    assert export() == []


def test_the_office_table_names_nobody_who_is_anonymous_and_holds_no_formula(offices):
    from kentongan.accounts.vault import PersonalData

    submitted(offices, text="=HYPERLINK(1) jalan rusak", personal=PersonalData(name="Asep"))

    (row,) = export("--office")
    assert row["Isi Laporan Awal"].startswith("'=HYPERLINK")
    assert row["Tipe Laporan (Anonim/Rahasia)"] == "Anonim"
    assert "Asep" not in str(row)


class Nation:
    """An intake of LAPOR! that answers what it is told to."""

    def __init__(self):
        self.got, self.status, self.answer = [], 200, b"<r><trackingid>777</trackingid></r>"
        nation = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                nation.got.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(nation.status)
                self.end_headers()
                self.wfile.write(nation.answer)

            def log_message(self, *_):
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def nation(settings):
    made = Nation()
    settings.LAPOR_URL = f"http://127.0.0.1:{made.server.server_port}/"
    settings.LAPOR_TOKEN = "token<of>tests"
    settings.HOME_INSTITUTION = "majalengka"
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def again():
    cache.clear()
    Outbound.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    return sending.sweep(timezone.now())


def test_a_complaint_is_sent_once_and_its_number_becomes_our_alias(nation, offices):
    complaint = submitted(offices, text="Jalan <rusak> & berlubang.", is_secret=True)

    assert again() == 1
    assert again() == 0

    complaint.refresh_from_db()
    assert complaint.external_id == "777"
    root = ElementTree.fromstring(nation.got[0])
    assert root.get("token") == "token<of>tests"
    assert root.findtext("laporan/isi") == "Jalan <rusak> & berlubang."
    assert root.find("laporan").attrib == {"rahasia": "1", "anonim": "1"}
    assert len(nation.got) == 1


def test_an_outage_loses_nothing_and_costs_one_try_a_round(nation, offices):
    for number in range(3):
        submitted(offices, text=f"Laporan nomor {number} tentang jalan.")
    nation.status = 503
    for _ in range(12):
        again()

    assert Outbound.objects.filter(state="waiting").count() == 3
    assert len(nation.got) == 12
    nation.status = 200
    again()
    assert Outbound.objects.filter(state="sent").count() == 3


@pytest.mark.parametrize("answer", [b"ok", b"<r/>", b"<!DOCTYPE r><r/>", b"<r><trackingid>x"])
def test_an_answer_that_makes_no_sense_is_tried_again(nation, offices, answer):
    complaint = submitted(offices)
    nation.answer = answer

    again()

    complaint.refresh_from_db()
    assert complaint.external_id == ""
    assert Outbound.objects.get().state == "waiting"


def test_what_is_refused_there_waits_for_a_person(nation, offices):
    submitted(offices)
    nation.status = 400
    again()
    again()
    out = StringIO()

    call_command("lapor", "queue", stdout=out)

    assert len(nation.got) == 1
    assert "refused: 1" in out.getvalue()
    assert "HTTP 400" in out.getvalue()


def test_without_an_address_nothing_is_queued(settings, offices):
    settings.LAPOR_URL, settings.HOME_INSTITUTION = "", "majalengka"
    submitted(offices)

    assert again() == 0
    assert not Outbound.objects.exists()
