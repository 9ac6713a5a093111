from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation

from kentongan.audit.models import Entry
from kentongan.complaints.choices import Classification, Clock
from kentongan.deadlines import seeds
from kentongan.deadlines.choices import Beyond
from kentongan.deadlines.models import CLASSIFICATIONS, Holiday, OfficeHours, Revision, Rule, Rung

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(capsys):
    first = seeds.load()
    number = Revision.objects.get().number
    assert (first.rules, first.holidays) == (Rule.objects.count(), 108)
    assert OfficeHours.objects.count() == 1

    call_command("load_deadlines")

    assert capsys.readouterr().out == "0 rules and 0 holidays entered.\n"
    assert Revision.objects.get().number == number
    assert Entry.objects.count() == 1


def test_rows_name_themselves_for_lists_and_logs():
    seeds.load()
    with translation.override("en"):
        rule = Rule.objects.get(code="sop-penerusan")
        assert str(rule) == "Penerusan kepada perangkat daerah: 2 calendar days"
    assert str(OfficeHours.objects.get()) == "08:00-16:00"
    assert str(Revision.objects.get()).isdigit()


def test_what_an_office_decided_is_not_brought_back():
    seeds.load()
    Holiday.objects.filter(day=date(2026, 12, 24)).update(is_withdrawn=True)
    Rule.objects.filter(code="sop-penerusan").update(valid_to=date(2026, 12, 31))
    assert seeds.load() == seeds.Loaded(rules=0, holidays=0)
    assert Rule.objects.get(code="sop-penerusan").valid_to == date(2026, 12, 31)


def test_a_missing_row_is_entered_again():
    seeds.load()
    Rule.objects.filter(code="sop-penerusan").delete()
    assert seeds.load() == seeds.Loaded(rules=1, holidays=0)


def test_every_shipped_rule_times_a_known_clock_and_class_and_is_well_formed():
    seeds.load()
    for rule in Rule.objects.all():
        rule.full_clean()
        assert rule.clock in {*Clock.values, *Beyond.values}
        assert rule.source
    assert set(CLASSIFICATIONS) == set(Classification.values)


def test_every_clock_but_the_promise_has_a_rule_for_every_class():
    seeds.load()
    for clock in set(Clock.values) - {Clock.PROMISE}:
        for classification in CLASSIFICATIONS:
            rules = Rule.objects.filter(clock=clock, classification__in=["", classification])
            assert rules.exists(), (clock, classification)


def test_what_is_quoted_from_memory_is_marked():
    seeds.load()
    assert not Rule.objects.get(code="uu25-kelengkapan").is_confirmed
    assert not Rule.objects.filter(code__startswith="usulan-", is_confirmed=True).exists()
    assert not Rule.objects.filter(code__startswith="sop-", is_confirmed=False).exists()


def test_damaged_seed_holidays_are_refused(monkeypatch, tmp_path):
    (tmp_path / "rules.csv").write_text("code\n")
    (tmp_path / "holidays.csv").write_text("tanggal,jenis,nama\nbesok,libur_nasional,Natal\n")
    monkeypatch.setattr(seeds, "DATA", tmp_path)
    with pytest.raises(ValueError, match="damaged"):
        seeds.load()


# The table of limits of law and practice: number, clock, class, purpose, value, unit, compared with
# its source. A limit without a class stands for all of them.
TABLE = (
    ("D1", "filing", "", "legal", 30, "calendar_day", True),
    ("D3", "verification", "", "target", 3, "working_day", True),
    ("D3", "dispatch", "", "target", 3, "working_day", True),
    ("D3 of the SOP", "dispatch", "", "target", 2, "calendar_day", True),
    ("D4", "verification", "", "target", 3, "calendar_day", True),
    ("D5", "acceptance", "", "target", 5, "working_day", True),
    ("D5", "first_word", "", "target", 5, "working_day", True),
    ("D6", "dispatch", "", "legal", 14, "calendar_day", False),
    ("D7", "completion", "", "legal", 30, "calendar_day", False),
    ("D8", "answer", "information", "target", 5, "working_day", True),
    ("D9", "answer", "information", "target", 10, "working_day", True),
    ("D9 extended", "answer", "information", "legal", 17, "working_day", True),
    ("D10", "answer", "ordinary", "target", 14, "working_day", True),
    ("D11", "answer", "supervisory", "target", 60, "working_day", True),
    ("D12 first", "first_word", "", "target", 5, "working_day", True),
    ("D12", "answer", "suggestion", "target", 14, "working_day", False),
    ("D13", "answer", "ordinary", "target", 30, "calendar_day", True),
    ("D14", "chain", "ordinary", "target", 34, "calendar_day", True),
    ("D15", "chain", "ordinary", "legal", 60, "calendar_day", True),
    ("D16", "approval", "", "legal", 14, "calendar_day", False),
    ("D17", "closing", "", "target", 10, "working_day", True),
    ("D19", "breach_notice", "", "legal", 72, "hour", True),
    ("dispute", "decision", "", "target", 2, "working_day", False),
    ("reply", "response", "", "target", 5, "working_day", False),
    ("profile: information", "first_word", "information", "target", 2, "working_day", False),
    ("profile: information", "answer", "information", "target", 5, "working_day", True),
    ("profile: first word", "first_word", "", "target", 5, "working_day", True),
    ("profile: investigation", "chain", "supervisory", "legal", 60, "calendar_day", True),
    ("profile: emergency in hours", "verification", "emergency", "target", 2, "hour", False),
    ("profile: emergency", "answer", "emergency", "target", 3, "working_day", False),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]}")
def test_every_number_of_the_table_of_limits_is_a_row_with_its_mark(row):
    seeds.load()
    _number, clock, classification, purpose, value, unit, confirmed = row
    assert Rule.objects.filter(
        clock=clock,
        classification=classification,
        purpose=purpose,
        value=value,
        unit=unit,
        is_confirmed=confirmed,
        institution=None,
    ).exists()


# D2, the receipt, is asked for at once: no number. D18, the Ombudsman after 60 days, is a rung.
WITHOUT_A_RULE = {"D2", "D18"}


def test_the_table_of_limits_is_walked_from_its_first_line_to_its_last():
    numbers = {row[0].split()[0] for row in TABLE if row[0].startswith("D")}
    assert numbers | WITHOUT_A_RULE == {f"D{number}" for number in range(1, 20)}


def test_the_offer_of_the_ombudsman_after_sixty_days_is_a_rung_with_its_mark():
    seeds.load()
    rung = Rung.objects.get(code="ombudsman-60")
    assert (rung.anchor, rung.value, rung.unit) == ("after_start", 60, "calendar_day")
    assert (rung.audiences, rung.is_confirmed) == ("reporter", True)
