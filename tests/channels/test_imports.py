"""Spreadsheets: read within limits, checked row by row, imported once, whatever is killed."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from kentongan.channels.imports import columns, reading, reports, running
from kentongan.channels.models import ImportFile, ImportRow
from kentongan.common import clock
from kentongan.complaints.models import Complaint

pytestmark = pytest.mark.django_db
TEXT = "Lampu jalan di depan pasar padam sejak tiga hari."
HEADER = ("No Agenda", "Tgl Masuk", "Isi Aduan", "Desa", "Kecamatan", "No HP", "Anonim")


def row(
    number, day="03/02/2026", text=TEXT, phone="081234567890", anonymous="ya", village="Cipasung"
):
    return (str(number), day, text, village, "Lemahsugih", phone, anonymous)


def as_csv(*rows, separator=","):
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([HEADER, *rows])
    return written.getvalue().encode()


def as_xlsx(*rows):
    book, written = Workbook(), io.BytesIO()
    for one in rows:
        book.active.append(one)
    book.save(written)
    return written.getvalue()


def checked(cast, *rows, by=None, **how):
    file = running.upload("lama.csv", as_csv(*rows), by=(by or cast.district_admin).actor)
    running.check(file, file.mapped, may_contact=how.get("may_contact", False))
    file.refresh_from_db()
    return file


def work_off():
    while running.sweep(clock.now()):
        pass


def test_columns_are_guessed_and_what_the_office_chose_is_remembered(cast):
    file = running.upload("a.csv", as_csv(row(1)), by=cast.district_admin.actor)

    assert file.mapped == {"own_number": 0, "at": 1, "text": 2, "place": 3, "district": 4,
                           "phone": 5, "anonymous": 6}  # fmt: skip
    running.check(file, {"text": 2, "name": 3}, may_contact=False)
    again = running.upload("b.csv", as_csv(row(2)), by=cast.district_admin.actor)
    assert again.mapped == {"text": 2, "name": 3}


def test_numbers_days_and_yes_of_excel_are_read_as_people_mean_them(cast):
    content = as_xlsx(
        ("Isi", "Tanggal", "HP", "NIK", "Anonim", "No"),
        (TEXT, datetime(2026, 2, 3), 81234567890, "3210010101010001", True, 7.0),
        (TEXT, "3 Feb 2026 10.30", "+62 812-3456-7890", None, "tidak", "8"),
        ("=1+1", 46056, None, None, None, 9),
    )

    sheet = reading.read(content)

    assert sheet.rows[0] == (2, (TEXT, "2026-02-03", "81234567890", "3210010101010001", "ya", "7"))
    assert sheet.rows[2][1][0] == ""  # a formula that nobody worked out has no value
    file = running.upload("a.xlsx", content, by=cast.district_admin.actor)
    running.check(file, file.mapped, may_contact=False)
    assert list(file.rows.values_list("state", flat=True)) == ["good", "good", "wrong"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_understood(separator):
    assert reading.read(as_csv(row(1), separator=separator)).header == HEADER


def bomb(size):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "baris"),
        (lambda: b"PK\x03\x04 rusak", "rusak"),
        (lambda: b"\xd0\xcf\x11\xe0" * 9, ".xlsx"),
        (lambda: b"isi\n\x00\x01", "bukan lembar kerja"),
        (lambda: bomb(reading.MOST_UNPACKED + 1), "terlalu besar"),
        (lambda: b"isi\n" + b"a\n" * (reading.MOST_ROWS + 1), "baris"),
        (lambda: b"isi" + b",a" * 70 + b"\n", "kolom"),
        (lambda: b"isi\n" + b"a" * (reading.LONGEST + 1), "huruf"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(content, words):
    with pytest.raises(reading.Unreadable, match=words):
        reading.read(content())


def test_a_dry_run_names_every_fault_of_a_row_and_submits_nothing(cast):
    file = checked(
        cast,
        row(1),
        row(2, day="kemarin", text="Padam", phone="12", anonymous="mungkin", village="Atlantis"),
        row(1, text=TEXT + " Lagi."),
        row(3, day="01/01/2999"),
    )

    wrong = list(file.rows.filter(state="wrong"))
    assert [one.line for one in wrong] == [3, 4, 5]
    assert len(wrong[0].reasons) == 5
    assert "baris 2" in wrong[1].reasons[0]
    assert (file.rows_good, file.rows_wrong) == (1, 3)
    assert not Complaint.objects.exists()
    assert not running.start(file, only_good=False)
    assert "Padam" not in reports.errors(file)


def test_all_rows_come_in_with_the_day_they_came_and_nobody_is_written_to(cast):
    file = checked(cast, row(1), row(2, day="2026-02-04 09:30"))

    assert running.start(file, only_good=False)
    work_off()

    file.refresh_from_db()
    assert (file.state, file.rows_done) == ("done", 2)
    first, second = Complaint.objects.order_by("submitted_at")
    assert first.submitted_at.date().isoformat() == "2026-02-03"
    assert second.clocks.order_by("started_at")[0].started_at == second.submitted_at
    assert (first.contact_by, first.area_id) == ("", "32.10.01.2001")
    assert first.entered_by_id == cast.district_admin.user.pk
    assert not file.rows.exclude(sealed="").exists()
    assert first.shown_number in reports.results(file)


def test_nothing_that_names_people_is_readable_in_the_tables(cast):
    file = checked(cast, row(1))

    stored = " ".join(str(one) for one in ImportRow.objects.filter(file=file).values())
    assert "81234567890" not in stored
    assert "Lampu" not in stored


def test_the_good_rows_alone_come_in_when_that_was_chosen(cast):
    file = checked(cast, row(1), row(2, text="Padam"))

    assert running.start(file, only_good=True)
    work_off()

    assert Complaint.objects.count() == 1
    assert list(file.rows.values_list("state", flat=True)) == ["done", "wrong"]


def test_a_worker_killed_between_two_writes_makes_no_second_complaint(cast, monkeypatch):
    file = checked(cast, *(row(n) for n in range(1, 5)))
    running.start(file, only_good=False)
    real, calls = running.services.submit, []

    def dies_after(submission, *, by):
        receipt = real(submission, by=by)
        calls.append(receipt)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the complaint is written, its row is not
        return receipt

    monkeypatch.setattr(running.services, "submit", dies_after)
    with pytest.raises(KeyboardInterrupt):
        running.sweep(clock.now())
    assert running.sweep(clock.now()) == 0  # the lease of the dead one still holds
    with clock.at(clock.now() + running.LEASE * 2):
        work_off()

    assert Complaint.objects.count() == 4
    assert file.rows.filter(state="done").count() == 4
    assert file.rows.exclude(number="").values("number").distinct().count() == 4


def test_the_same_file_again_is_noticed_and_brings_nothing_new(cast):
    first = checked(cast, row(1), row(2))
    running.start(first, only_good=False)
    work_off()

    again = checked(cast, row(1), row(2))
    longer = checked(cast, row(1), row(2), row(3))

    assert running.twin_of(again) == first
    assert (again.rows_known, again.rows_good) == (2, 0)
    assert (longer.rows_known, longer.rows_good) == (2, 1)
    assert running.twin_of(longer) is None


def test_two_offices_may_have_the_same_numbers(cast):
    for by in (cast.district_admin, cast.outsider_admin):
        running.start(checked(cast, row(1), by=by), only_good=False)
    work_off()

    assert Complaint.objects.count() == 2


def test_a_dropped_list_leaves_no_rows_and_one_that_runs_cannot_be_dropped(cast):
    gone, running_one = checked(cast, row(1)), checked(cast, row(1))
    running.start(running_one, only_good=False)

    assert running.drop(gone)
    assert not running.drop(running_one)
    assert not gone.rows.exists()
    assert ImportFile.objects.get(pk=gone.pk).state == "dropped"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_of_a_report_is_a_formula(text):
    assert reports.safe(text) == f"'{text}"


def test_every_name_of_a_column_means_one_thing():
    names = [name for found in columns.NAMES.values() for name in found]

    assert len(names) == len(set(names))
    assert set(columns.NAMES) == set(columns.FIELDS)


def test_a_dry_run_that_comes_late_changes_no_row_of_an_import_that_runs(cast):
    file = checked(cast, row(1), row(2))
    assert running.start(file, only_good=True)
    before = list(file.rows.values_list("line", "state", "key"))

    running.check(file, {"text": 0}, may_contact=True)

    file.refresh_from_db()
    assert file.state == ImportFile.State.RUNNING
    assert not file.may_contact
    assert list(file.rows.values_list("line", "state", "key")) == before


@pytest.mark.parametrize("count", [2, 60])
def test_the_pages_of_an_import_cost_the_same_at_any_length(cast, client_for, query_count, count):
    client = client_for(cast.district_admin)
    client.get("/meja/impor/")
    rows = [row(n, text=TEXT if n % 2 else "Padam") for n in range(1, count + 1)]
    file = running.upload("lama.csv", as_csv(*rows), by=cast.district_admin.actor)
    page, part = f"/meja/impor/{file.pk}/", {"HX-Request": "true"}
    cost = {}

    def ask(name, url, **how):
        with query_count() as statements:
            assert client.get(url, **how).status_code == 200
        cost[name] = len(statements)

    ask("list", "/meja/impor/")
    ask("columns", page)
    with query_count() as statements:
        client.post(page + "kolom/", {f"column_{at}": name for name, at in file.mapped.items()})
    cost["check"] = len(statements)
    ask("checked", page)
    ask("errors", page + "galat.csv")
    running.start(file, only_good=True)
    ask("progress", page, headers=part)
    work_off()
    ask("done", page)
    ask("results", page + "hasil.csv")

    assert file.rows.filter(state="done").count() == count / 2
    # The same for two rows and for sixty: nothing is asked for each row.
    most = {
        "list": 5, "columns": 9, "check": 12, "checked": 8, "errors": 5, "progress": 4, "done": 8,
        "results": 5,
    }  # fmt: skip
    assert {name: number for name, number in cost.items() if number > most[name]} == {}
