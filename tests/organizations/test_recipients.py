from datetime import date

import pytest

from kentongan.organizations import appointments, recipients, services
from kentongan.organizations.roles import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)
NEXT = date(2026, 7, 1)


def told(roles, office, on=DAY):
    found = recipients.officers(roles, on=on, organization_id=office.pk)
    return {officer.user_id for officer in found}


def ids(*members):
    return {member.user.pk for member in members}


def test_officers_are_those_who_hold_the_role_there_on_that_day(cast, offices):
    putr = offices("putr")
    assert told([Role.LIAISON], putr) == ids(cast.liaison)
    assert told([Role.LIAISON], putr, on=date(2019, 1, 1)) == set()

    appointments.end(cast.liaison.membership, last_day=DAY, by=cast.district_admin.actor)
    assert told([Role.LIAISON], putr) == ids(cast.liaison)
    assert told([Role.LIAISON], putr, on=NEXT) == set()


def test_officers_without_a_living_account_are_not_told_anything(cast, offices):
    cast.liaison.user.is_active = False
    cast.liaison.user.save()
    assert told([Role.LIAISON], offices("putr")) == set()
    assert recipients.people([cast.liaison.user.pk, None]) == []


def test_officers_of_an_office_that_has_ended_are_gone_with_it(cast, offices):
    services.end(offices("dlh"), last_day=DAY, by=cast.operator.actor)
    assert told([Role.LIAISON], offices("dlh"), on=NEXT) == set()


def test_a_role_for_the_whole_institution_is_found_wherever_it_sits(cast, offices):
    majalengka = offices("majalengka")
    assert told([Role.INSTITUTION_ADMIN], majalengka) == ids(cast.district_admin, cast.second_admin)
    assert told([Role.LEADER], majalengka) == ids(cast.leader)
    assert told([Role.LIAISON], majalengka) == set()


def test_asking_for_a_leader_and_heads_does_not_tell_every_head_of_the_institution(cast, offices):
    assert told([Role.LEADER, Role.UNIT_HEAD], offices("majalengka")) == ids(cast.leader)
    assert told([Role.LIAISON, Role.UNIT_HEAD], offices("putr")) == ids(
        cast.liaison, cast.unit_head
    )


def test_the_neighbour_is_told_nothing(cast, offices):
    assert told([Role.INSTITUTION_ADMIN], offices("sumedang")) == ids(cast.outsider_admin)


def test_national_roles_are_found_without_an_office(cast):
    found = recipients.officers([Role.NATIONAL_ADMIN], on=DAY)
    assert {one.user_id for one in found} == ids(cast.national_admin, cast.second_national_admin)


def test_who_has_two_of_the_roles_is_told_once_in_the_own_language(cast, offices, query_count):
    cast.other_liaison.user.language = "en"
    cast.other_liaison.user.save()
    dlh = offices("dlh").pk
    with query_count() as seen:
        found = recipients.officers([Role.LIAISON, Role.DRAFTER], on=DAY, organization_id=dlh)
    assert found == [recipients.Officer(cast.other_liaison.user.pk, "en")]
    assert len(seen) == 1
