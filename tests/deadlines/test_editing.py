from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kentongan.audit import log
from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.deadlines import editing
from kentongan.deadlines.editing import EditRefused, RuleFacts
from kentongan.deadlines.models import Holiday, OfficeHours, Revision, Rule
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
BY = {"by_id": 7, "by_label": "Admin Kabupaten"}
FIVE = RuleFacts(
    code="jawaban",
    name="Jawaban",
    source="Perbup",
    clock="answer",
    purpose="target",
    value=5,
    unit="working_day",
)
THREE = RuleFacts(
    code="jawaban",
    name="Jawaban",
    source="Perbup",
    clock="answer",
    purpose="target",
    value=3,
    unit="working_day",
)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(NOW):
        yield


def save(facts, valid_from):
    return editing.save_rule(facts, valid_from=valid_from, **BY)


def versions():
    rows = Rule.objects.filter(is_withdrawn=False).order_by("valid_from")
    return [(rule.value, rule.valid_from, rule.valid_to) for rule in rows]


def test_a_new_version_ends_the_old_one_the_day_before():
    save(FIVE, TODAY)
    save(THREE, date(2027, 1, 1))
    assert versions() == [
        (5, TODAY, date(2026, 12, 31)),
        (3, date(2027, 1, 1), None),
    ]


def test_a_version_before_a_planned_one_ends_where_that_begins():
    save(FIVE, TODAY)
    save(THREE, date(2027, 3, 1))
    save(FIVE, date(2027, 1, 1))
    assert versions() == [
        (5, TODAY, date(2026, 12, 31)),
        (5, date(2027, 1, 1), date(2027, 2, 28)),
        (3, date(2027, 3, 1), None),
    ]


def test_a_rule_cannot_begin_in_the_past():
    with pytest.raises(EditRefused):
        save(FIVE, TODAY - timedelta(1))
    assert not Revision.objects.exists()


def test_a_version_in_force_is_not_edited_in_place():
    save(FIVE, TODAY)
    with pytest.raises(EditRefused):
        save(THREE, TODAY)
    assert versions() == [(5, TODAY, None)]


def test_rules_of_the_same_code_in_two_institutions_do_not_touch_each_other():
    own = Organization.objects.create(
        code="majalengka", name="-", short_name="-", level="institution", kind="government"
    )
    save(FIVE, TODAY)
    facts = RuleFacts(**{**_as_dict(THREE), "institution_id": own.pk})
    save(facts, date(2027, 1, 1))
    assert versions() == [(5, TODAY, None), (3, date(2027, 1, 1), None)]


def _as_dict(facts):
    return {name: getattr(facts, name) for name in facts.__slots__}


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0},
        {"unit": "fortnight"},
        {"purpose": "wish"},
        {"classification": "x"},
        {"name": ""},
    ],
)
def test_facts_that_make_no_rule_are_refused(wrong):
    with pytest.raises(EditRefused):
        save(RuleFacts(**{**_as_dict(FIVE), **wrong}), TODAY)
    assert not Rule.objects.exists()


def test_a_rule_ends_on_a_day_to_come():
    rule = save(FIVE, TODAY)
    editing.end_rule(rule, last_day=date(2026, 12, 31), **BY)
    assert versions() == [(5, TODAY, date(2026, 12, 31))]


@pytest.mark.parametrize("days", [-1, -30])
def test_a_rule_cannot_end_in_the_past(days):
    rule = save(FIVE, TODAY)
    with pytest.raises(EditRefused):
        editing.end_rule(rule, last_day=TODAY + timedelta(days), **BY)


def test_an_ended_version_is_not_prolonged():
    rule = save(FIVE, TODAY)
    editing.end_rule(rule, last_day=TODAY, **BY)
    with pytest.raises(EditRefused):
        editing.end_rule(rule, last_day=TODAY + timedelta(9), **BY)
    with clock.at(NOW + timedelta(5)), pytest.raises(EditRefused):
        editing.end_rule(rule, last_day=TODAY + timedelta(9), **BY)


def test_a_planned_version_is_withdrawn_and_the_one_before_goes_on():
    save(FIVE, TODAY)
    planned = save(THREE, date(2027, 1, 1))
    editing.end_rule(planned, last_day=TODAY, **BY)
    assert versions() == [(5, TODAY, None)]
    assert Rule.objects.get(pk=planned.pk).is_withdrawn
    save(THREE, date(2027, 1, 1))


def test_every_edit_changes_the_revision_and_is_audited():
    numbers = set()
    rule = save(FIVE, TODAY)
    numbers.add(Revision.objects.get().number)
    editing.end_rule(rule, last_day=TODAY, **BY)
    numbers.add(Revision.objects.get().number)
    holiday = editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    numbers.add(Revision.objects.get().number)
    editing.withdraw_holiday(holiday, reason="Ditunda", **BY)
    numbers.add(Revision.objects.get().number)
    editing.save_hours(opens=time(8), closes=time(15), valid_from=TODAY, **BY)
    numbers.add(Revision.objects.get().number)
    assert len(numbers) == 5
    assert list(Entry.objects.values_list("action", "actor_id", "actor_label")) == [
        (f"deadlines.{action}", 7, "Admin Kabupaten")
        for action in (
            "rule_saved",
            "rule_ended",
            "holiday_saved",
            "holiday_withdrawn",
            "hours_saved",
        )
    ]
    assert log.verify() == []


def test_the_audit_entry_holds_the_facts_and_the_reason():
    holiday = editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    editing.withdraw_holiday(holiday, reason="Ditunda", **BY)
    entry = Entry.objects.last()
    assert entry.subject == f"holiday:{holiday.pk}"
    assert (entry.detail["day"], entry.detail["reason"]) == ("2026-11-24", "Ditunda")


def test_an_edit_whose_audit_cannot_be_written_does_not_happen(monkeypatch):
    def full_disk(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(log, "record", full_disk)
    with pytest.raises(OSError, match="disk full"):
        save(FIVE, TODAY)
    assert not Rule.objects.exists()
    assert not Revision.objects.exists()


def test_a_holiday_gets_another_name_in_place():
    editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    editing.save_holiday(TODAY, name="Hari Pemilihan", kind="libur_nasional", **BY)
    assert [holiday.name for holiday in Holiday.objects.all()] == ["Hari Pemilihan"]


def test_a_withdrawn_holiday_stays_and_may_be_entered_anew():
    holiday = editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    editing.withdraw_holiday(holiday, reason="Ditunda", **BY)
    with pytest.raises(EditRefused):
        editing.withdraw_holiday(holiday, reason="Ditunda", **BY)
    editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    assert [row.is_withdrawn for row in Holiday.objects.order_by("pk")] == [True, False]


def test_a_holiday_is_not_withdrawn_without_a_reason():
    holiday = editing.save_holiday(TODAY, name="Pilkada", kind="libur_nasional", **BY)
    with pytest.raises(EditRefused):
        editing.withdraw_holiday(holiday, reason=" ", **BY)


@pytest.mark.parametrize(("name", "kind"), [("", "libur_nasional"), ("x", "pesta"), ("x", "local")])
def test_a_holiday_that_makes_no_sense_is_refused(name, kind):
    with pytest.raises(EditRefused):
        editing.save_holiday(TODAY, name=name, kind=kind, **BY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes": time(7)},
        {"weekdays": "8"},
        {"weekdays": ""},
        {"valid_from": TODAY - timedelta(1)},
        {"valid_to": TODAY - timedelta(1)},
    ],
)
def test_office_hours_that_make_no_sense_are_refused(wrong):
    facts = {"opens": time(8), "closes": time(15), "valid_from": TODAY, **wrong}
    with pytest.raises(EditRefused):
        editing.save_hours(**facts, **BY)
    assert not OfficeHours.objects.exists()


def test_the_database_itself_refuses_two_holidays_on_one_day():
    Holiday.objects.create(day=TODAY, name="a", kind="libur_nasional")
    with pytest.raises(IntegrityError), transaction.atomic():
        Holiday.objects.create(day=TODAY, name="b", kind="cuti_bersama")


class AnyOrderOfEdits(TestCase):
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=12))
    def test_versions_of_a_rule_never_overlap_and_leave_no_gap_that_nobody_asked_for(self, edits):
        with clock.at(NOW):
            for saves, number in edits:
                try:
                    if saves:
                        save(FIVE, TODAY + timedelta(number))
                    else:
                        planned = Rule.objects.filter(is_withdrawn=False, valid_from__gt=TODAY)
                        if rule := planned.order_by("valid_from").first():
                            editing.end_rule(rule, last_day=TODAY, **BY)
                except EditRefused:
                    pass
            rows = versions()
            for (_, _, ends), (_, begins, _) in pairwise(rows):
                assert ends == begins - timedelta(1)
            assert not rows or rows[-1][2] is None
