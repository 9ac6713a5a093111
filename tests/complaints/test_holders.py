"""The report says who used up the time, and its parts are the whole."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import holders, services
from kentongan.organizations.actor import Actor
from tests.complaints.conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def travelled(make, cast, offices, monday):
    """One day at the national desk, two at the district's, three at PUTR, back one, five at DLH."""
    one = make("received")
    admin = cast.district_admin.actor
    with clock.at(MONDAY + timedelta(days=1)):
        services.forward(one, by=cast.national_admin.actor, institution=offices("majalengka"))
    with clock.at(MONDAY + timedelta(days=3)):
        services.dispatch(one, by=admin, unit=offices("putr"))
    with clock.at(MONDAY + timedelta(days=6)):
        services.decline(
            one, by=cast.liaison.actor, reason="Milik DLH.", proposed_owner=offices("dlh")
        )
    with clock.at(MONDAY + timedelta(days=7)):
        services.dispatch(one, by=admin, unit=offices("dlh"))
    with clock.at(MONDAY + timedelta(days=12)):
        services.accept(one, by=cast.other_liaison.actor)
        services.answer(one, by=cast.other_liaison.actor, text="Sudah dibersihkan.")
    with clock.at(MONDAY + timedelta(days=14)):
        services.confirm(one, by=Actor.with_pin(one.pk))
    return one


def test_each_holder_has_the_days_it_had(travelled, offices):
    found = holders.shares(travelled, now=MONDAY + timedelta(days=40))

    days = {share.name: (share.length.days, share.times) for share in found}
    assert days[offices("putr").name] == (3, 1)
    assert days[offices("dlh").name] == (5, 1)
    assert days[offices("majalengka").name] == (3, 2)
    assert sorted(days for days, _times in days.values()) == [1, 2, 3, 3, 5]


def test_the_parts_are_the_whole_life_and_a_closed_complaint_is_held_by_nobody(travelled):
    now = MONDAY + timedelta(days=40)
    found = holders.shares(travelled, now=now)

    assert sum((share.length for share in found), timedelta()) == timedelta(days=14)
    assert sum(share.percent for share in found) in range(98, 103)
    assert not any(share.has_it_now for share in found)


def test_an_open_complaint_is_held_until_now(make, monday, offices):
    one = make("dispatched")

    found = holders.shares(one, now=MONDAY + timedelta(days=2))

    assert [(share.name, share.has_it_now) for share in found] == [(offices("putr").name, True)]


def test_a_report_adds_up_over_complaints(travelled, make, monday):
    other = make("dispatched")
    now = MONDAY + timedelta(days=20)

    found = holders.totals([travelled, other], now=now)

    assert sum((share.length for share in found), timedelta()) == timedelta(days=34)
