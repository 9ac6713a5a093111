"""Office hours and time zones: who plans them, when they hold, and what they do to dates."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kentongan.common import clock
from kentongan.complaints import recounts
from kentongan.complaints.certificate import certify
from kentongan.complaints.choices import Clock
from kentongan.deadlines.models import OfficeHours, Rule
from kentongan.organizations import services
from kentongan.organizations.models import Organization

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=WIB)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.at(MONDAY):
        yield


def plan(press, member, address, **facts):
    given = {"opens": "07:30", "closes": "14:00", "weekdays": list("123456")} | facts
    given = {"valid_from": "2026-11-03"} | given
    return press(member, f"{address('hours_add')}?instansi=majalengka", **given)


def due(complaint):
    return complaint.clocks.get(clock=Clock.DISPATCH).target_at.astimezone(WIB)


def test_the_district_plans_its_hours_and_reports_from_that_day_on_follow_them(
    press, cast, address, file_one, client_for
):
    Rule.objects.filter(clock=Clock.DISPATCH).update(unit="working_day")
    before = file_one()
    answer = plan(press, cast.district_admin, address)
    assert answer.status_code == 302
    assert due(file_one()).hour == 16, "today's reports keep the hours of their day"

    with clock.at(MONDAY + timedelta(days=1)):
        after = file_one()

    assert (due(after).hour, due(after).minute) == (14, 0)
    assert due(before).hour == 16
    page = client_for(cast.district_admin).get(address("hours")).content.decode()
    assert "07.30–14.00" in page
    assert "Sabtu" in page


def test_a_limit_in_office_hours_uses_the_hours_of_the_institution(
    press, cast, address, file_one, offices
):
    plan(press, cast.district_admin, address)
    Rule.objects.filter(clock=Clock.DISPATCH).update(unit="office_hour", value=8)
    with clock.at(MONDAY + timedelta(days=1)):
        one = file_one()  # Tuesday 9.00: five hours until 14.00, three on Wednesday from 7.30 on
        made = certify(one, with_names=False)

    assert due(one) == datetime(2026, 11, 4, 10, 30, tzinfo=WIB)
    assert all(timed.agrees for timed in made.clocks)


def test_hours_hold_from_tomorrow_and_only_the_planned_ones_can_be_taken_back(press, cast, address):
    assert plan(press, cast.district_admin, address, valid_from="2026-11-02").status_code == 409
    assert plan(press, cast.district_admin, address, closes="07:00").status_code == 422
    plan(press, cast.district_admin, address)
    row = OfficeHours.objects.get(institution__code="majalengka")

    with clock.at(MONDAY + timedelta(days=2)):
        assert press(cast.district_admin, address("hours_cancel", row.pk)).status_code == 409
    assert press(cast.district_admin, address("hours_cancel", row.pk)).status_code == 302
    assert not OfficeHours.objects.filter(pk=row.pk).exists()


def test_nobody_plans_the_hours_of_another_district(press, cast, address, client_for):
    plan(press, cast.district_admin, address)
    row = OfficeHours.objects.get(institution__code="majalengka")
    client = client_for(cast.outsider_admin)

    assert client.post(address("hours_cancel", row.pk), {"yakin": "ya"}).status_code == 404
    assert client.get(f"{address('hours_add')}?instansi=nasional").status_code == 403


def test_a_time_zone_holds_for_all_offices_and_counts_open_reports_anew(
    press, cast, address, file_one, offices, client_for
):
    Rule.objects.filter(clock=Clock.DISPATCH).update(unit="working_day")
    one = file_one()
    before = due(one)

    assert client_for(cast.district_admin).get(address("hours_zone")).status_code == 403
    answer = press(
        cast.operator,
        f"{address('hours_zone')}?instansi=majalengka",
        time_zone="Asia/Jayapura",
    )
    while recounts.sweep(clock.now()):
        pass

    assert answer.status_code == 302
    assert due(one) == before - timedelta(hours=2), "four in the afternoon comes earlier there"
    assert offices("putr").time_zone == "Asia/Jayapura"
    found = services.create(
        "uptd-uji",
        name="UPTD Uji",
        short_name="UPTD",
        kind=Organization.Kind.UPTD,
        parent=offices("putr"),
        by=cast.district_admin.actor,
        valid_from=date(2026, 11, 2),
    )
    assert found.time_zone == "Asia/Jayapura"
