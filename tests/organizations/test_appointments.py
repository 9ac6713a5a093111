from datetime import date

import pytest

from kentongan.audit.models import Entry
from kentongan.organizations import appointments, services
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership
from kentongan.organizations.permissions import roles_for
from kentongan.organizations.roles import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)


def grant(who, role, office, by, **facts):
    given = {"decree_number": "SK/1", "valid_from": DAY} | facts
    return appointments.grant(who.user, role=role, organization=office, by=by.actor, **given)


def test_an_appointment_is_logged_with_its_decree(cast, offices):
    new = grant(cast.other_reporter, Role.LIAISON, offices("dispora"), cast.district_admin)

    entry = Entry.objects.order_by("sequence").last()
    assert (entry.action, entry.subject) == ("membership.granted", f"membership:{new.pk}")
    assert entry.detail == {
        "user": str(cast.other_reporter.user.pk),
        "role": "liaison",
        "organization": "dispora",
        "decree": "SK/1",
    }


@pytest.mark.parametrize(
    ("part", "role", "office", "allowed"),
    [
        ("operator", Role.OPERATOR, "pusat", True),
        ("operator", Role.LIAISON, "dlh", True),
        ("national_admin", Role.NATIONAL_ADMIN, "pusat", True),
        ("national_admin", Role.AUDITOR, "pusat", True),
        ("national_admin", Role.OPERATOR, "pusat", False),
        ("national_admin", Role.INSTITUTION_ADMIN, "majalengka", True),
        ("national_admin", Role.INSTITUTION_ADMIN, "diskominfo", True),
        ("national_admin", Role.LIAISON, "dlh", False),
        ("district_admin", Role.INSTITUTION_ADMIN, "diskominfo", True),
        ("district_admin", Role.LIAISON, "pkm-maja", True),
        ("district_admin", Role.LEADER, "majalengka", True),
        ("district_admin", Role.NATIONAL_ADMIN, "pusat", False),
        ("district_admin", Role.AUDITOR, "pusat", False),
        ("district_admin", Role.LIAISON, "sumedang-dlh", False),
        ("outsider_admin", Role.LIAISON, "dlh", False),
        ("liaison", Role.DRAFTER, "putr", False),
        ("unit_head", Role.DRAFTER, "putr", False),
        ("leader", Role.LIAISON, "setda", False),
        ("reporter", Role.LIAISON, "dlh", False),
    ],
)
def test_who_may_give_which_role_where(cast, offices, part, role, office, allowed):
    who, by = cast.other_reporter, getattr(cast, part)
    if allowed:
        assert grant(who, role, offices(office), by).role == role
    else:
        with pytest.raises(PermissionRefused):
            grant(who, role, offices(office), by)
        assert not Membership.objects.filter(user=who.user).exists()
    assert (role in roles_for(by.actor, organization=offices(office))) is allowed


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.NATIONAL_ADMIN, "dlh"),
        (Role.OPERATOR, "majalengka"),
        (Role.LIAISON, "pusat"),
        (Role.LIAISON, "ext-pln"),
        (Role.REPORTER, "dlh"),
        (Role.SYSTEM, "pusat"),
        (Role.PUBLIC, "dlh"),
    ],
)
def test_some_roles_cannot_be_held_in_some_offices(cast, offices, role, office):
    with pytest.raises(ChangeRefused):
        grant(cast.other_reporter, role, offices(office), cast.operator)


def test_nobody_gives_a_role_to_themselves_but_the_operator(cast, offices):
    with pytest.raises(PermissionRefused, match="diri sendiri"):
        grant(cast.district_admin, Role.INSPECTORATE, offices("inspektorat"), cast.district_admin)
    assert grant(cast.operator, Role.NATIONAL_ADMIN, offices("pusat"), cast.operator).pk


def test_a_role_is_held_once_at_a_time(cast, offices):
    with pytest.raises(ChangeRefused, match="sudah memegang"):
        grant(cast.other_liaison, Role.LIAISON, offices("dlh"), cast.district_admin)


def test_a_role_can_be_given_again_after_it_ended(cast, offices):
    appointments.end(cast.other_liaison.membership, last_day=DAY, by=cast.district_admin.actor)

    with pytest.raises(ChangeRefused, match="sudah memegang"):
        grant(cast.other_liaison, Role.LIAISON, offices("dlh"), cast.district_admin)
    again = grant(
        cast.other_liaison,
        Role.LIAISON,
        offices("dlh"),
        cast.district_admin,
        valid_from=date(2026, 7, 1),
    )
    assert again.valid_to is None


def test_a_substitute_holds_a_role_for_some_days_before_the_lasting_one(cast, offices):
    who, office, by = cast.other_reporter, offices("dispora"), cast.district_admin
    grant(who, Role.LIAISON, office, by, valid_from=date(2026, 8, 1))
    days = {"valid_from": date(2026, 7, 1), "valid_to": date(2026, 7, 31)}
    assert grant(who, Role.LIAISON, office, by, **days).valid_to == date(2026, 7, 31)
    with pytest.raises(ChangeRefused):
        grant(who, Role.LIAISON, office, by, **days)


def test_dates_must_make_sense(cast, offices):
    who, office, by = cast.other_reporter, offices("dispora"), cast.district_admin
    with pytest.raises(ChangeRefused, match="Hari terakhir"):
        grant(who, Role.LIAISON, office, by, valid_to=date(2026, 6, 29))
    with pytest.raises(ChangeRefused, match="tidak lagi ada"):
        grant(who, Role.LIAISON, office, by, valid_from=date(1999, 1, 1))
    services.end(office, last_day=date(2026, 6, 1), by=by.actor)
    with pytest.raises(ChangeRefused, match="tidak lagi ada"):
        grant(who, Role.LIAISON, office, by)


def test_a_role_ends_after_its_last_day(cast):
    membership = appointments.end(
        cast.liaison.membership, last_day=DAY, by=cast.district_admin.actor
    )

    def held(day):
        return Membership.objects.valid_on(day).filter(pk=membership.pk).exists()

    assert (held(DAY), held(date(2026, 7, 1))) == (True, False)
    assert Entry.objects.order_by("sequence").last().action == "membership.ended"


def test_an_ended_role_is_not_prolonged(cast):
    by = cast.district_admin.actor
    appointments.end(cast.liaison.membership, last_day=DAY, by=by)
    with pytest.raises(ChangeRefused, match="sudah berakhir"):
        appointments.end(cast.liaison.membership, last_day=date(2026, 7, 1), by=by)
    with pytest.raises(ChangeRefused, match="Hari terakhir"):
        appointments.end(cast.liaison.membership, last_day=date(1999, 1, 1), by=by)


def test_one_may_lay_down_ones_own_role(cast):
    membership = appointments.end(
        cast.second_admin.membership, last_day=DAY, by=cast.second_admin.actor
    )
    assert membership.valid_to == DAY


@pytest.mark.parametrize("part", ["outsider_admin", "liaison", "unit_head", "leader", "reporter"])
def test_strangers_end_no_role(cast, part):
    with pytest.raises(PermissionRefused):
        appointments.end(cast.liaison.membership, last_day=DAY, by=getattr(cast, part).actor)
    cast.liaison.membership.refresh_from_db()
    assert cast.liaison.membership.valid_to is None
