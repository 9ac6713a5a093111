"""Who used up the time of many complaints: each hour once, whatever the worker went through."""

from datetime import date, timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import holders, services
from kentongan.complaints.models import Complaint, TimeCounted, TimeSpent
from kentongan.complaints.spending import adding, figures
from kentongan.complaints.spending.figures import Wanted
from kentongan.organizations.actor import Actor
from tests.complaints.conftest import MONDAY
from tests.complaints.reaching import own, submitted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = Wanted(begin=date(2026, 1, 1), end=date(2027, 12, 1))


@pytest.fixture
def travelled(cast, offices):
    """Two days at Admin Pusat, one at the district, 25 at PUTR, ten at DLH, six at the reporter."""

    def make():
        with clock.at(MONDAY):
            one = submitted()
        admin = cast.district_admin.actor

        def on(day, verb, **facts):
            with clock.at(MONDAY + day * DAY):
                verb(one, **facts)

        on(2, services.forward, by=cast.national_admin.actor, institution=offices("majalengka"))
        on(3, services.dispatch, by=admin, unit=offices("putr"))
        on(20, services.note, by=admin, text="Sudah ditelepon.")
        on(28, services.redispatch, by=admin, unit=offices("dlh"), reason="Milik DLH.")
        on(29, services.accept, by=cast.other_liaison.actor)
        on(30, services.ask, by=cast.other_liaison.actor, question="Di mana?")
        on(33, services.complete, by=own(one), text="Di pasar.")
        on(41, services.answer, by=cast.other_liaison.actor, text="Sudah.")
        on(44, services.confirm, by=own(one))
        return one

    return make


def days(spent):
    return {(one.side, one.code): one.length / DAY for one in spent.holders}


def test_each_day_goes_to_whoever_had_the_report_then(travelled, cast):
    travelled()
    adding.catch_up()

    found = figures.spent(cast.district_admin.actor, YEAR)

    assert days(found) == {
        ("national", ""): 2, ("institution", "majalengka"): 1, ("unit", "putr"): 25,
        ("unit", "dlh"): 10, ("reporter", ""): 6,
    }  # fmt: skip
    assert found.length == 44 * DAY
    assert sum(one.length / DAY for one in found.steps) == 44
    dlh = [one for one in found.steps if one.code == "dlh"]
    assert {(one.status, one.length / DAY) for one in dlh} == {
        ("dispatched", 1),
        ("in_progress", 9),
    }


def test_many_complaints_add_up_as_each_of_them_does(travelled, cast):
    made = [travelled() for _number in range(3)]
    adding.catch_up()

    found = figures.spent(cast.district_admin.actor, YEAR)

    alone = sum(
        (share.length for one in made for share in holders.shares(one, now=MONDAY + 90 * DAY)),
        timedelta(),
    )
    assert found.length == alone


def test_a_stretch_over_the_end_of_a_month_stands_in_both(travelled, cast):
    travelled()
    adding.catch_up()
    november = Wanted(begin=date(2026, 11, 1), end=date(2026, 11, 1))
    first = figures.spent(cast.district_admin.actor, november)
    # From Monday the 2nd at nine to the end of the 30th.
    assert first.length == 28 * DAY + timedelta(hours=15)


def test_nothing_is_counted_twice_by_two_workers_nor_lost_by_one_that_dies(
    travelled, cast, monkeypatch
):
    travelled()
    monkeypatch.setattr(adding, "BATCH", 4)
    later = MONDAY + 60 * DAY
    assert adding.sweep(later) == 1  # makes the mark
    adding.sweep(later)  # looks how far the log has come
    assert adding.sweep(later) == 0  # what is under way may still end
    late = later + adding.SETTLED
    stale = TimeCounted.objects.get()
    assert adding.sweep(late) == 4
    assert adding.add_batch(stale) == 0  # the second worker had the same batch
    with monkeypatch.context() as broken:
        broken.setattr(adding, "_write", lambda sums: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            adding.sweep(late)
    while adding.sweep(late):
        pass
    assert figures.spent(cast.district_admin.actor, YEAR).length == 44 * DAY


def test_an_hour_in_which_nothing_is_due_costs_one_statement(travelled, query_count):
    adding.catch_up()
    TimeCounted.objects.update(due_at=MONDAY + DAY)
    with query_count() as seen:
        assert adding.sweep(MONDAY) == 0
    assert len(seen) == 1


def test_a_unit_reads_its_own_time_another_district_none_and_kinds_stand_apart(travelled, cast):
    travelled()
    adding.catch_up()
    assert days(figures.spent(cast.liaison.actor, YEAR)) == {("unit", "putr"): 25}
    assert figures.spent(cast.outsider_admin.actor, YEAR).holders == []
    assert figures.spent(cast.national_admin.actor, YEAR).length == 44 * DAY
    wishes = Wanted(begin=YEAR.begin, end=YEAR.end, kind="suggestion")
    assert figures.spent(cast.district_admin.actor, wishes).holders == []


def test_what_an_outside_body_had_is_its_own_time(cast, offices, make):
    with clock.at(MONDAY):
        one = make("forwarded")
    body = offices("ext-jabar")
    by = cast.district_admin.actor
    with clock.at(MONDAY + DAY):
        services.hand_over(one, by=by, external_body=body, reason="Listrik.")
    with clock.at(MONDAY + 6 * DAY):
        services.take_back(one, by=by, reason="Tiang kabupaten.")
    adding.catch_up()
    assert days(figures.spent(by, YEAR))["external", "ext-jabar"] == 5


def test_the_page_is_printed_in_few_statements_whatever_lies_behind_it(
    travelled, cast, client_for, query_count
):
    travelled()
    adding.catch_up()
    client = client_for(cast.district_admin)
    address = "/meja/waktu/?dari=2026-11&sampai=2026-12"
    client.get(address)

    with query_count() as seen:
        page = client.get(address).content.decode()

    assert len(seen) <= 9, [one["sql"][:90] for one in seen]
    for words in ("Siapa yang menghabiskan waktu", "25 hari", "Pelapor", "November 2026", "57 %"):
        assert words in page, words
    assert client_for(cast.drafter).get(address).status_code == 403


def test_nothing_of_a_complaint_stands_in_the_rows(travelled):
    travelled()
    adding.catch_up()
    assert TimeSpent.objects.count() > 5
    assert not {"complaint", "event"} & {field.name for field in TimeSpent._meta.get_fields()}
    assert Complaint.objects.count() == 1
    assert Actor.system().reads_forecast is False
