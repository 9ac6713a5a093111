from datetime import date

import pytest

from kentongan.audit.models import Entry
from kentongan.deadlines import holidays_csv
from kentongan.deadlines.models import Holiday, Revision
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db

BY = {"by_id": 7, "by_label": "Admin Pusat"}
GOOD = "tanggal,jenis,nama\n2028-01-01,libur_nasional,Tahun Baru Masehi\n"


def test_good_rows_are_entered_and_counted():
    Holiday.objects.create(day=date(2028, 1, 1), name="Tahun Baru", kind="libur_nasional")
    Holiday.objects.create(day=date(2028, 5, 1), name="Hari Buruh", kind="libur_nasional")
    report = holidays_csv.load(
        GOOD + "2028-05-01,libur_nasional,Hari Buruh\n2028-12-26,cuti_bersama,Natal\n", **BY
    )
    assert report == holidays_csv.Report(added=1, changed=1, unchanged=1)
    assert Holiday.objects.get(day=date(2028, 1, 1)).name == "Tahun Baru Masehi"
    detail = {"added": "2028-12-26", "changed": "2028-01-01"}
    assert Entry.objects.get().detail == detail


def test_the_same_file_twice_is_harmless_and_not_audited_twice():
    holidays_csv.load(GOOD, **BY)
    assert holidays_csv.load(GOOD, **BY) == holidays_csv.Report(unchanged=1)
    assert Holiday.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace(",", ";").replace("\n", "\r\n").encode(),
        "Nama;Tanggal;Jenis\nTahun Baru Masehi;01/01/2028;Libur Nasional\n",
        "tanggal,jenis,nama,catatan\n01-01-2028,libur_nasional,Tahun Baru Masehi,SKB 3 Menteri\n",
    ],
)
def test_files_as_spreadsheets_save_them_are_understood(text):
    assert holidays_csv.load(text, **BY).added == 1
    assert str(Holiday.objects.get()) == "2028-01-01 Tahun Baru Masehi"


def test_every_fault_is_reported_with_its_line_and_column_and_nothing_is_entered():
    report = holidays_csv.load(
        GOOD
        + "31/02/2028,libur_nasional,Tidak ada\n"
        + "2028-03-01,pesta,\n"
        + "2028-01-01,cuti_bersama,Lagi\n"
        + "2028-04-01,libur_daerah,Hari Jadi\n",
        **BY,
    )
    assert [(fault.line, fault.column) for fault in report.faults] == [
        (3, "tanggal"),
        (4, "jenis"),
        (4, "nama"),
        (5, "tanggal"),
        (6, "jenis"),
    ]
    assert "31/02/2028" in report.faults[0].message
    assert not Holiday.objects.exists()
    assert not Revision.objects.exists()


def test_a_local_holiday_is_entered_for_its_institution():
    own = Organization.objects.create(
        code="majalengka", name="-", short_name="-", level="institution", kind="government"
    )
    text = "tanggal,jenis,nama\n2028-06-07,libur_daerah,Hari Jadi Majalengka\n"
    assert holidays_csv.load(text, institution_id=own.pk, **BY).added == 1
    assert Holiday.objects.get().institution == own


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", "", "hari,nama\n2028-01-01,Natal\n", b"\x89PNG"])
def test_what_is_no_list_of_holidays_is_said_to_be_none(data):
    report = holidays_csv.load(data, **BY)
    assert report.faults
    assert report.faults[0].line == 1


def test_a_short_row_and_a_name_that_is_too_long_are_faults():
    rows, faults = holidays_csv.read(
        f"tanggal,jenis,nama\n2028-01-01\n2028-01-02,libur_daerah,{'x' * 121}\n"
    )
    assert rows == ()
    assert [(fault.line, fault.column) for fault in faults] == [
        (2, "jenis"),
        (2, "nama"),
        (3, "nama"),
    ]
