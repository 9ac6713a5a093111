from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from kentongan.common import clock
from kentongan.complaints import recounts, services
from kentongan.deadlines.models import Rule

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=WIB)
pytestmark = pytest.mark.django_db
CODE = "nasional-tindak-lanjut-unit"


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def rule():
    return Rule.objects.get(code=CODE)


@pytest.fixture
def accepted_by(cast, offices, file_one):
    def make():
        complaint = file_one()
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
        return complaint

    return make


def acceptance(complaint):
    return complaint.clocks.get(clock="acceptance").target_at


def count_anew():
    while recounts.sweep(clock.now()):
        pass


def test_a_new_version_ends_the_one_before_and_rewrites_nothing(cast, press, address, rule):
    url = address("rule_version", rule.pk)
    press(cast.national_admin, url, value="4", valid_from="2026-11-09")

    rule.refresh_from_db()
    new = Rule.objects.get(code=CODE, valid_from="2026-11-09")
    assert (rule.value, rule.valid_to.isoformat()) == (5, "2026-11-08")
    assert (new.value, new.unit, new.clock) == (4, rule.unit, rule.clock)


def test_open_reports_keep_the_rule_of_their_first_day(cast, press, address, rule, accepted_by):
    complaint = accepted_by()
    before = acceptance(complaint)
    press(cast.national_admin, address("rule_version", rule.pk), value="9", valid_from="2026-11-03")
    with clock.at(MONDAY + timedelta(days=2)):
        count_anew()
        assert acceptance(complaint) == before
        later = accepted_by()
    assert later.clocks.get(clock="acceptance").target_rule.value == 9


def test_a_version_for_open_reports_moves_them_on_the_day_it_begins(
    cast, press, address, rule, accepted_by
):
    complaint = accepted_by()
    before = acceptance(complaint)
    press(
        cast.national_admin,
        address("rule_version", rule.pk),
        value="9",
        valid_from="2026-11-03",
        applies_to_open="on",
    )
    count_anew()
    assert acceptance(complaint) == before  # not before its first day

    with clock.at(MONDAY + timedelta(days=1)):
        count_anew()

    assert acceptance(complaint) > before
    event = complaint.events.last()
    assert event.facts["person"] == "Bu Maya"
    assert datetime.fromisoformat(event.facts["moved"]["acceptance"][0]) == before


def test_a_rule_never_begins_in_the_past(cast, press, address, rule):
    page = press(
        cast.national_admin, address("rule_version", rule.pk), value="4", valid_from="2026-11-01"
    )
    assert page.status_code == 409
    assert 'value="4"' in page.content.decode()
    assert Rule.objects.filter(code=CODE).count() == 1


def test_a_district_sets_a_limit_of_its_own_and_no_general_one(
    cast, offices, client_for, press, address, rule
):
    url = address("rule_version", rule.pk)
    assert client_for(cast.district_admin).get(url).status_code == 403
    press(cast.district_admin, url + "?instansi=sendiri", value="3", valid_from="2026-11-02")

    own = Rule.objects.get(code=CODE, institution=offices("majalengka"))
    assert own.value == 3
    rule.refresh_from_db()
    assert rule.valid_to is None
    for page in ("rule", "rule_version", "rule_end"):
        answer = client_for(cast.outsider_admin).get(address(page, own.pk))
        assert answer.status_code == 404


def test_a_limit_that_did_not_exist_is_added(cast, press, address):
    press(
        cast.operator,
        address("rule_add"),
        name="Persetujuan cepat",
        clock="approval",
        purpose="target",
        value="2",
        source="Usulan",
        unit="working_day",
    )
    new = Rule.objects.get(clock="approval", purpose="target")
    assert (new.code, new.value, new.pauses) == ("persetujuan-cepat-approval", 2, True)


def test_a_limit_is_ended_and_the_overview_warns(cast, client_for, press, address, rule):
    press(cast.national_admin, address("rule_end", rule.pk), last_day="2026-11-30")

    rule.refresh_from_db()
    assert rule.valid_to.isoformat() == "2026-11-30"
    page = client_for(cast.national_admin).get(address("start"))
    assert rule.name in page.content.decode()


def test_a_planned_version_is_withdrawn_and_never_begins(cast, press, address, rule):
    press(cast.national_admin, address("rule_version", rule.pk), value="4", valid_from="2026-12-01")
    planned = Rule.objects.get(code=CODE, valid_from="2026-12-01")
    press(cast.national_admin, address("rule_end", planned.pk), last_day="2026-12-01")

    planned.refresh_from_db()
    rule.refresh_from_db()
    assert planned.is_withdrawn
    assert rule.valid_to is None


def test_the_page_says_in_words_what_a_limit_means(cast, client_for, address, rule):
    page = client_for(cast.district_admin).get(address("rule", rule.pk)).content.decode()
    assert "paling lama 5 hari kerja" in page
    assert "9 November 2026" in page  # five working days after today


def test_how_often_a_promise_may_be_moved_is_a_limit_like_any_other(
    cast, client_for, press, address
):
    limit = Rule.objects.get(clock="postponements")
    boss = client_for(cast.national_admin)
    listed = boss.get(address("rules")).content.decode()
    assert "Penundaan janji" in listed
    assert "2 kali" in listed
    shown = boss.get(address("rule", limit.pk)).content.decode()
    assert "boleh dipindah 2 kali, setiap kali dengan alasan yang dibaca pelapor" in shown
    asked = boss.get(address("rule_version", limit.pk)).context["form"]
    assert [value for value, _label in asked.fields["unit"].choices] == ["times"]
    assert "pauses" not in asked.fields

    press(
        cast.national_admin,
        address("rule_version", limit.pk),
        value="3",
        valid_from="2026-11-09",
        applies_to_open="on",
    )

    limit.refresh_from_db()
    new = Rule.objects.get(clock="postponements", valid_from="2026-11-09")
    assert (limit.value, limit.valid_to.isoformat()) == (2, "2026-11-08")
    assert (new.value, new.unit, new.applies_to_open) == (3, "times", True)
    assert not recounts.sweep(clock.now()), "no date hangs on it"


@pytest.mark.parametrize(("kind", "unit"), [("postponements", "working_day"), ("answer", "times")])
def test_only_postponements_are_counted_in_times(cast, press, address, kind, unit):
    answer = press(
        cast.national_admin,
        address("rule_add") + "?instansi=nasional",
        name="Coba",
        value="2",
        source="Usulan",
        clock=kind,
        unit=unit,
        valid_from="2026-11-09",
    )

    assert answer.status_code == 422
    assert "unit" in answer.context["form"].errors
    assert not Rule.objects.filter(name="Coba").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(
            code="x", name="x", clock=kind, unit=unit, value=2, purpose="target",
            valid_from=MONDAY.date(),
        )  # fmt: skip
