from datetime import UTC, date, datetime, time

import pytest
from django.db import transaction

from kentongan.common import clock
from kentongan.deadlines import editing, rulebook, seeds
from kentongan.deadlines.models import Holiday, OfficeHours, Rule
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db

TUESDAY_MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)  # 9:00 WIB
TODAY = date(2026, 11, 24)


@pytest.fixture
def majalengka():
    return make_institution("majalengka")


def make_institution(code):
    return Organization.objects.create(
        code=code, name=code, short_name=code, level="institution", kind="government"
    )


def make_rule(code, value, **facts):
    facts = {"clock": "answer", "purpose": "target", "unit": "calendar_day", **facts}
    facts.setdefault("valid_from", date(2020, 1, 1))
    rule = Rule.objects.create(code=code, name=code, source="-", value=value, **facts)
    editing.bump()
    return rule


def codes(clock_name="answer", *, classification="ordinary", institution_id=None, on=TODAY):
    limits = rulebook.current().limits(
        clock_name, classification=classification, institution_id=institution_id, on=on
    )
    return {limit.code for limit in limits}


def due(clock_name, *, classification="ordinary", institution_id=None, started_at=TUESDAY_MORNING):
    return rulebook.current().due(
        clock_name,
        classification=classification,
        institution_id=institution_id,
        time_zone="Asia/Jakarta",
        started_at=started_at,
    )


def local(*parts):
    return datetime(*parts, tzinfo=rulebook.ZoneInfo("Asia/Jakarta"))


def test_a_warm_rule_book_costs_one_small_query(django_assert_num_queries):
    seeds.load()
    rulebook.current()
    with django_assert_num_queries(1):
        first = rulebook.current()
    with django_assert_num_queries(1):
        assert rulebook.current() is first


def test_computing_a_date_asks_the_database_nothing(django_assert_num_queries):
    seeds.load()
    book = rulebook.current()
    with django_assert_num_queries(0):
        book.due(
            "chain",
            classification="",
            institution_id=None,
            time_zone="Asia/Jakarta",
            started_at=TUESDAY_MORNING,
        )


def test_an_edit_is_seen_by_the_next_question():
    make_rule("one", 5)
    assert codes() == {"one"}
    make_rule("two", 3)
    assert codes() == {"one", "two"}


def test_a_rolled_back_edit_is_forgotten_by_the_process_that_made_it():
    make_rule("one", 5)
    sid = transaction.savepoint()
    make_rule("two", 3)
    assert codes() == {"one", "two"}
    transaction.savepoint_rollback(sid)
    assert codes() == {"one"}
    make_rule("three", 3)
    assert codes() == {"one", "three"}


def test_without_a_revision_nothing_is_kept():
    assert codes() == set()
    Rule.objects.create(
        code="one",
        name="-",
        source="-",
        clock="answer",
        purpose="target",
        value=1,
        unit="hour",
        valid_from=TODAY,
    )
    assert codes() == {"one"}


def test_a_rule_holds_from_its_first_to_its_last_day():
    make_rule("one", 5, valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 30))
    assert codes(on=date(2026, 10, 31)) == set()
    assert codes(on=date(2026, 11, 1)) == codes(on=date(2026, 11, 30)) == {"one"}
    assert codes(on=date(2026, 12, 1)) == set()


def test_a_row_for_one_class_stands_beside_the_row_for_all():
    make_rule("all", 30)
    make_rule("emergency", 1, classification="emergency")
    assert codes(classification="emergency") == {"all", "emergency"}
    assert codes(classification="ordinary") == {"all"}


def test_an_unclassified_complaint_is_timed_as_the_ordinary_case():
    make_rule("ordinary", 14, classification="ordinary")
    assert codes(classification="") == {"ordinary"}


def test_own_rows_replace_the_general_ones_of_the_same_clock_and_purpose(majalengka):
    make_rule("general", 30)
    make_rule("law", 60, purpose="legal")
    make_rule("other-clock", 5, clock="dispatch")
    make_rule("own", 40, institution=majalengka)
    assert codes(institution_id=majalengka.pk) == {"own", "law"}
    assert codes("dispatch", institution_id=majalengka.pk) == {"other-clock"}
    assert codes() == {"general", "law"}


def test_own_rows_of_another_class_or_time_replace_nothing(majalengka):
    make_rule("general", 30)
    make_rule("own-emergency", 1, institution=majalengka, classification="emergency")
    make_rule("own-old", 9, institution=majalengka, valid_to=date(2026, 1, 1))
    assert codes(institution_id=majalengka.pk) == {"general"}


def test_own_rows_of_one_institution_do_not_reach_another(majalengka):
    make_rule("own", 40, institution=majalengka)
    assert codes(institution_id=make_institution("kuningan").pk) == set()


def test_a_local_holiday_closes_one_institution_only(majalengka):
    Holiday.objects.create(day=TODAY, name="Hari Jadi", kind="local", institution=majalengka)
    editing.bump()
    book = rulebook.current()
    assert not book.calendar(majalengka.pk, "Asia/Jakarta").is_working_day(TODAY)
    assert book.calendar(None, "Asia/Jakarta").is_working_day(TODAY)
    assert book.calendar(majalengka.pk, "Asia/Jakarta").names == {TODAY: "Hari Jadi"}


def test_a_withdrawn_holiday_is_a_working_day():
    Holiday.objects.create(day=TODAY, name="-", kind="libur_nasional", is_withdrawn=True)
    editing.bump()
    assert rulebook.current().calendar(None, "Asia/Jakarta").is_working_day(TODAY)


def test_office_hours_of_the_day_on_which_the_clock_started_hold(majalengka):
    OfficeHours.objects.create(closes=time(16))
    OfficeHours.objects.create(
        closes=time(15), valid_from=date(2026, 11, 20), valid_to=date(2026, 11, 30)
    )
    OfficeHours.objects.create(
        closes=time(14), institution=majalengka, valid_from=TODAY, weekdays="123456"
    )
    editing.bump()
    book = rulebook.current()

    def closes(institution_id, on):
        return book.calendar(institution_id, "Asia/Jakarta", on=on).closes

    assert closes(None, date(2026, 11, 19)) == time(16)
    assert closes(None, TODAY) == time(15)
    assert closes(None, date(2026, 12, 1)) == time(16)
    assert closes(majalengka.pk, date(2026, 11, 23)) == time(15)
    assert closes(majalengka.pk, TODAY) == time(14)
    with clock.at(TUESDAY_MORNING):
        saturday = date(2026, 11, 28)
        assert book.calendar(majalengka.pk, "Asia/Jakarta").is_working_day(saturday)


def test_each_body_counts_in_its_own_time_zone():
    make_rule("one", 1)
    book = rulebook.current()
    late = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 23:00 WIB, 01:00 WIT of the next day

    def day(time_zone):
        found = book.due(
            "answer",
            classification="",
            institution_id=None,
            time_zone=time_zone,
            started_at=late,
        )
        return found.target_at.date()

    assert day("Asia/Jakarta") == date(2026, 11, 25)
    assert day("Asia/Jayapura") == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("clock_name", "classification", "target", "legal"),
    [
        ("dispatch", "", (2026, 11, 26, 23, 59, 59), (2026, 12, 8, 23, 59, 59)),
        ("answer", "information", (2026, 12, 1, 16), (2026, 12, 17, 16)),
        ("answer", "suggestion", (2026, 12, 14, 16), None),
        ("answer", "ordinary", (2026, 12, 14, 16), (2027, 1, 23, 23, 59, 59)),
        ("answer", "supervisory", (2027, 2, 23, 16), (2027, 1, 23, 23, 59, 59)),
        ("answer", "emergency", (2026, 11, 27, 16), (2027, 1, 23, 23, 59, 59)),
        ("chain", "", (2026, 12, 28, 23, 59, 59), (2027, 1, 23, 23, 59, 59)),
        ("closing", "", (2026, 12, 8, 16), None),
        ("completion", "", (2026, 12, 24, 23, 59, 59), (2026, 12, 24, 23, 59, 59)),
        ("first_word", "emergency", (2026, 11, 24, 12), None),
        ("response", "", (2026, 12, 1, 16), None),
        ("decision", "", (2026, 11, 25, 16), None),
    ],
)
def test_the_shipped_rules_give_the_strictest_date_of_procedure_and_nation(
    clock_name, classification, target, legal
):
    seeds.load()
    found = due(clock_name, classification=classification)
    assert found.target_at == local(*target)
    assert found.legal_at == (local(*legal) if legal else None)


def test_a_promise_has_no_limit_of_its_own():
    seeds.load()
    assert due("promise") is None


def test_in_a_year_of_long_holidays_the_thirty_days_of_the_procedure_come_first():
    seeds.load()
    before_idul_fitri = datetime(2025, 3, 20, 2, tzinfo=UTC)
    found = due("answer", started_at=before_idul_fitri)
    rule = Rule.objects.get(pk=found.target_rule_id)
    assert (rule.code, found.target_at) == ("sop-jawaban-biasa", local(2025, 4, 19, 23, 59, 59))


def test_the_explanation_names_the_rule_and_its_source():
    seeds.load()
    walks = rulebook.current().explain(
        "answer",
        classification="ordinary",
        institution_id=None,
        time_zone="Asia/Jakarta",
        started_at=TUESDAY_MORNING,
    )
    assert walks[0].decides
    assert walks[0].limit.source.startswith("SP4N-LAPOR!, 14 hari kerja")
    assert (
        rulebook.current().explain(
            "promise",
            classification="",
            institution_id=None,
            time_zone="Asia/Jakarta",
            started_at=TUESDAY_MORNING,
        )
        == ()
    )
