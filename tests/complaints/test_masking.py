"""What is covered before the public reads it, and what stays: measured on real complaints."""

import csv
from pathlib import Path

import pytest

from kentongan.complaints import disclosure, masking, services
from kentongan.complaints.masking import Kind, Verdicts
from kentongan.complaints.models import Mask
from kentongan.complaints.refusals import Missing, MoveRefused
from tests.complaints.reaching import office, own, reach

REAL = Path(masking.__file__).parents[1] / "demo" / "data" / "complaints.csv"
# Real complaints from which numbers and names were taken before: whatever is proposed is wrong.

# fmt: off
FOUND = [
    ("NIK saya 3210015505900001 tidak terdaftar", Kind.NIK, "3210015505900001"),
    ("no KK 3210 0124 0387 0002 belum jadi", Kind.NIK, "3210 0124 0387 0002"),
    ("hubungi 0812-9876-5432 ya", Kind.PHONE, "0812-9876-5432"),
    ("WA +62 813 2233 4455", Kind.PHONE, "+62 813 2233 4455"),
    ("telepon (0233) 281234 siang hari", Kind.PHONE, "(0233) 281234"),
    ("kirim ke rohaeti@warga.demo.", Kind.EMAIL, "rohaeti@warga.demo"),
    ("akunnya @siti_rohaeti88 di IG", Kind.ACCOUNT, "@siti_rohaeti88"),
    ("transfer ke BRI 0123-01-012345-50-1 sebelum lunas", Kind.BANK, "0123-01-012345-50-1"),
    ("rekening BCA 1234567890 atas nama panitia", Kind.BANK, "1234567890"),
    ("mobil E 1234 VB parkir liar", Kind.PLATE, "E 1234 VB"),
    ("nopol d 4567 xyz ugal-ugalan", Kind.PLATE, "d 4567 xyz"),
    ("id pelanggan 534210987654 mati", Kind.NUMBER, "534210987654"),
    ("nomor BPJS 0001234567891 nonaktif", Kind.NUMBER, "0001234567891"),
    ("NPWP 09.254.294.3-407.000", Kind.NUMBER, "09.254.294.3-407.000"),
    ("oleh Pak Asep Sunandar di kantor", Kind.NAME, "Asep Sunandar"),
    ("di depan rumah Pak Asep Sunandar", Kind.NAME, "Asep Sunandar"),
    ("nama saya Dewi Lestari dari Talaga", Kind.NAME, "Dewi Lestari"),
    ("Ibu Hj. Neneng Fatimah belum dapat", Kind.NAME, "Neneng Fatimah"),
    ("a.n. Ujang Koswara, RT 03", Kind.NAME, "Ujang Koswara"),
    ("Siti Rohaeti sudah dua kali datang", Kind.NAME, "Siti Rohaeti"),
]
LEFT = [
    "Anggaran Rp 1.500.000.000 tahun 2025",
    "senilai Rp1500000000 belum jelas",
    "dana desa 1.250.000.000 rupiah untuk jalan",
    "Sejak 12-05-2024 sampai 20/06/2024 pukul 08.30 WIB",
    "tanggal 20240512 dan 2024-05-12 10:15",
    "Laporan #9165816 tidak dijawab",
    "nomor laporan 1234567890 sudah ditutup",
    "LP-9K47-TX2B belum selesai",
    "Jalan Nasional 3 KM 12 sampai KM 15, ruas 027.11",
    "RT 05 RW 12 Blok B 12 no 45, kode pos 45411",
    "Jalan Ahmad Yani dan Gang Haji Mansur rusak",
    "Mohon Pak Bupati, Pak Camat dan Ibu Kepala Dinas menindak",
    "SDN Majalengka Kulon 3 dan RSUD Cideres penuh",
    "Perda Nomor 12 Tahun 2019 pasal 5 ayat 2",
    "Lampu PJU 250 watt di tiang 14 padam",
    "lihat https://contoh.demo/berkas/1234567890123",
    "Terima kasih Bapak dan Ibu semua",
    "hubungi 110 atau 119",
]
# fmt: on


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_what_shows_a_person_is_proposed_with_its_kind(text, kind, words):
    assert [(one.kind, one.words) for one in masking.findings(text)] == [(kind, words)]
    assert words not in masking.masked(text)


@pytest.mark.parametrize("text", LEFT)
def test_money_dates_roads_offices_and_numbers_of_reports_stay(text):
    assert [(one.kind, one.words) for one in masking.findings(text)] == []


def test_in_real_complaints_without_people_nothing_is_proposed():
    with REAL.open(encoding="utf-8") as file:
        texts = [f"{row['title']}\n{row['text']}" for row in csv.DictReader(file)]
    assert len(texts) > 300
    assert [one for text in texts for one in masking.findings(text)] == []


def test_what_an_officer_leaves_or_adds_counts_whatever_its_case_and_spaces():
    verdicts = Verdicts(covered=frozenset({"toko makmur"}), shown=frozenset({"asep sunandar"}))
    text = "Pak Asep  Sunandar dari TOKO Makmur, 0812-9876-5432."
    assert masking.masked(text, verdicts).endswith("dari […], […].")
    assert "Asep" in masking.masked("Pak Asep Sunandar marah", verdicts)


def test_masking_changes_what_the_public_reads_and_never_the_report_itself(cast):
    text = "Pak Asep Sunandar dari Toko Makmur menutup saluran. Telepon 0812-9876-5432."
    one = reach(cast, "answered", text=text)
    desk = cast.district_admin.actor
    assert one.public_text == "Pak […] dari Toko Makmur menutup saluran. Telepon […]."
    with pytest.raises(Missing):
        services.mask(one, by=desk, reason="", cover={"Toko Makmur": "other"})
    with pytest.raises(MoveRefused):
        services.mask(one, by=cast.liaison.actor, reason="x", cover={"Toko Makmur": "other"})
    assert not Mask.objects.exists()
    services.mask(
        one,
        by=desk,
        reason="Nama usaha warga; pejabat boleh disebut.",
        cover={"Toko Makmur": "other"},
        show={"Asep Sunandar": "name"},
    )
    assert one.public_text == "Pak Asep Sunandar dari […] menutup saluran. Telepon […]."
    assert one.text == text
    event = one.events.get(action="mask")
    assert (event.audience, event.text, event.actor_label) == (
        "officers",
        "Nama usaha warga; pejabat boleh disebut.",
        desk.label,
    )
    verdicts = disclosure.verdicts_on(one)
    assert masking.masked("Kami sudah menegur Toko Makmur.", verdicts) == "Kami sudah menegur […]."


def test_what_was_taken_down_is_not_published_again_by_the_next_step(cast):
    one = reach(cast, "dispatched")
    desk = cast.district_admin.actor
    services.hide(one, by=desk, hide_reason="protection", text="Pelapor diancam.")
    services.decline(one, by=cast.liaison.actor, reason="Bukan kami.", proposed_owner=office("dlh"))
    services.dispatch(one, by=desk, unit=office("dlh"))
    assert one.published_at is None
    event = one.events.get(action="hide")
    assert disclosure.text_for_reporter(event) == "Pelapor diancam."
    assert event.facts["hide_reason"] == "protection"
    services.publish(one, by=desk)
    assert one.published_at
    assert own(one).complaint_id == one.pk
