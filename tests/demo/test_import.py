"""`kentongan import`: what can be read is submitted, what cannot is named with its line."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kentongan.complaints import history
from kentongan.complaints.models import Complaint

pytestmark = pytest.mark.django_db
SETS = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = (
    "aduan_lapor_2014_2017_latih.csv",
    "aduan_laporgub_jateng_2024_2025_latih.csv",
    "aduan_purbalingga_2025_latih.csv",
    "aduan_samarinda_sp4n_2024_latih.csv",
    "aduan_surabaya_2015_2017_latih.csv",
    "aduan_surabaya_2022_2023_latih.csv",
)
GOOD = "Lampu jalan di depan pasar padam sejak tiga hari yang lalu."
TABLE = f"""id_sumber,tanggal,teks,kecamatan
1,2025-03-04 08:00:00,{GOOD},Jatiwangi
2,2025-03-05,pendek,
1,2025-03-06,{GOOD} Lagi.,
3,kemarin,{GOOD},
4,,{GOOD} Mohon diperbaiki.,Kota yang lain
"""


def run(capsys, path, *options):
    call_command("import", str(path), *options, verbosity=0)
    return capsys.readouterr()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "laporan.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_good_rows_are_submitted_and_the_others_named(table, capsys):
    told = run(capsys, table)
    assert "2 complaints imported, 0 were there before, 3 lines left out." in told.out
    for line, reason in ((3, "fewer than 20"), (4, "line 2 already"), (5, "'kemarin' is no date")):
        assert f"line {line}: " in told.err
        assert reason in told.err
    assert {one.channel for one in Complaint.objects.all()} == {"import"}
    assert history.verify(Complaint.objects.all()) == []


def test_a_place_of_another_district_is_not_bent_into_ours(table, capsys):
    run(capsys, table)
    areas = {one.text: one.area for one in Complaint.objects.select_related("area")}
    assert areas[GOOD].name == "Jatiwangi"
    assert areas[f"{GOOD} Mohon diperbaiki."] is None


def test_again_it_imports_nothing(table, capsys):
    run(capsys, table)
    assert "0 complaints imported, 2 were there before" in run(capsys, table).out
    assert Complaint.objects.count() == 2


def test_a_dry_run_says_what_it_would_do_and_does_nothing(table, capsys):
    assert "2 of 2 rows would be imported, 3 left out" in run(capsys, table, "--dry-run").out
    assert not Complaint.objects.exists()


def test_a_file_that_is_no_table_is_refused_with_what_it_lacks(tmp_path):
    path = tmp_path / "lain.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no column with the text"):
        call_command("import", str(path))
    path.write_bytes(b"\xff\xfe\x00teks")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import", str(tmp_path / "missing.csv"))


@pytest.mark.parametrize("name", FILES)
def test_the_larger_sets_are_taken(name, capsys):
    path = SETS / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    told = run(capsys, path, "--most", "40")
    assert " complaints imported, 0 were there before" in told.out
    assert 30 <= Complaint.objects.count() <= 40
    assert history.verify(Complaint.objects.all()) == []
