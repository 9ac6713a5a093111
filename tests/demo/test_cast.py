import dataclasses

import pytest

from kentongan.accounts.models import User
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import OFFICER_ROLES, Role
from tests.cast import PASSWORD, Member, load

pytestmark = pytest.mark.django_db


def test_each_role_is_played_by_somebody(cast):
    played = set(Membership.objects.values_list("role", flat=True))
    assert played == {role.value for role in OFFICER_ROLES}


@pytest.mark.parametrize(
    ("part", "role", "office"),
    [
        ("national_admin", Role.NATIONAL_ADMIN, "pusat"),
        ("district_admin", Role.INSTITUTION_ADMIN, "diskominfo"),
        ("second_admin", Role.INSTITUTION_ADMIN, "diskominfo"),
        ("liaison", Role.LIAISON, "putr"),
        ("drafter", Role.DRAFTER, "putr"),
        ("unit_head", Role.UNIT_HEAD, "putr"),
        ("field_officer", Role.FIELD_OFFICER, "putr"),
        ("other_liaison", Role.LIAISON, "dlh"),
        ("clerk", Role.COUNTER_CLERK, "kec-majalengka"),
        ("inspector", Role.INSPECTORATE, "inspektorat"),
        ("ppid", Role.PPID, "diskominfo"),
        ("leader", Role.LEADER, "setda"),
        ("auditor", Role.AUDITOR, "pusat"),
        ("operator", Role.OPERATOR, "pusat"),
        ("outsider_admin", Role.INSTITUTION_ADMIN, "sumedang"),
        ("outsider_liaison", Role.LIAISON, "sumedang-putr"),
    ],
)
def test_parts_wear_the_right_hat(cast, part, role, office):
    member = getattr(cast, part)
    seat = Organization.objects.get(code=office)
    assert (member.actor.role, member.actor.organization_id) == (role, seat.pk)
    assert member.actor.path == seat.path
    assert member.actor.user_id == member.user.pk


def test_parts_are_different_people_but_for_the_small_offices(cast):
    parts = [one for one in vars(cast).values() if isinstance(one, Member)]
    assert len({one.user.pk for one in parts}) == len(parts)


def test_a_citizen_wears_no_hat(cast):
    assert cast.reporter.membership is None
    assert cast.reporter.actor.role is Role.REPORTER
    assert not Membership.objects.filter(user=cast.reporter.user).exists()


def test_loading_twice_adds_nobody(cast):
    before = (User.objects.count(), Membership.objects.count())
    again = load()
    assert (User.objects.count(), Membership.objects.count()) == before
    assert dataclasses.astuple(again.liaison.actor) == dataclasses.astuple(cast.liaison.actor)


def test_loading_keeps_a_changed_password_and_adds_who_is_missing(cast):
    cast.liaison.user.set_password("something else entirely")
    cast.liaison.user.save()
    Membership.objects.filter(user=cast.leader.user).delete()

    again = load()

    assert again.liaison.user.check_password("something else entirely")
    assert Membership.objects.filter(user=cast.leader.user).count() == 1


def test_the_printed_password_opens_the_door(cast, client):
    assert client.login(email=cast.district_admin.user.email, password=PASSWORD)


def test_loading_takes_few_statements(cast, query_count):
    with query_count() as seen:
        load()
    assert len(seen) <= 8


def test_each_office_with_a_liaison_can_draft_and_approve(cast):
    for office in cast.offices():
        assert cast.holder(Role.DRAFTER, office)
        assert cast.holder(Role.UNIT_HEAD, office)
        assert cast.holder(Role.UNIT_HEAD, office).user != cast.holder(Role.LIAISON, office).user
