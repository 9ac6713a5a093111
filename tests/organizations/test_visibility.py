from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization

pytestmark = pytest.mark.django_db

EVERYTHING = ["operator", "national_admin", "auditor"]
OWN_INSTITUTION = [
    "district_admin",
    "clerk",
    "liaison",
    "drafter",
    "unit_head",
    "field_officer",
    "inspector",
    "ppid",
    "leader",
]


def institutions_of(offices):
    return set(offices.values_list("institution__code", flat=True))


@pytest.mark.parametrize("part", EVERYTHING)
def test_the_national_desk_sees_the_whole_tree(cast, part):
    seen = Organization.objects.visible_to(getattr(cast, part).actor)
    assert seen.count() == Organization.objects.count()


@pytest.mark.parametrize("part", OWN_INSTITUTION)
def test_officers_see_their_own_institution_only(cast, part):
    seen = Organization.objects.visible_to(getattr(cast, part).actor)
    assert institutions_of(seen) == {"majalengka"}
    assert seen.filter(code="pkm-maja").exists()


def test_a_neighbour_sees_the_neighbours_institution_only(cast):
    for member in (cast.outsider_admin, cast.outsider_liaison):
        assert institutions_of(Organization.objects.visible_to(member.actor)) == {"sumedang"}


def test_citizens_and_strangers_have_no_door_to_records(cast):
    for actor in (cast.reporter.actor, Actor.public(), Actor.with_pin(1)):
        assert not Organization.objects.visible_to(actor).exists()
        assert not Membership.objects.visible_to(actor).exists()


@pytest.mark.parametrize("part", ["operator", "national_admin"])
def test_the_national_desk_sees_all_appointments(cast, part):
    seen = Membership.objects.visible_to(getattr(cast, part).actor)
    assert seen.count() == Membership.objects.count()


@pytest.mark.parametrize("part", ["district_admin", "inspector", "leader"])
def test_a_district_sees_its_own_appointments(cast, part):
    seen = Membership.objects.visible_to(getattr(cast, part).actor)
    assert set(seen.values_list("organization__institution__code", flat=True)) == {"majalengka"}
    every = Membership.objects.filter(organization__institution__code="majalengka")
    assert seen.count() == every.count()


def test_a_head_sees_the_appointments_of_the_own_unit(cast):
    seen = Membership.objects.visible_to(cast.unit_head.actor)
    assert set(seen.values_list("organization__code", flat=True)) == {"putr"}
    assert seen.count() == 4


@pytest.mark.parametrize(
    "part", ["liaison", "drafter", "field_officer", "clerk", "ppid", "auditor", "outsider_liaison"]
)
def test_other_officers_see_their_own_appointments(cast, part):
    member = getattr(cast, part)
    seen = Membership.objects.visible_to(member.actor)
    assert set(seen.values_list("user_id", flat=True)) == {member.user.pk}


def test_the_database_refuses_what_must_never_be(cast, offices):
    dlh, user = offices("dlh"), cast.reporter.user
    impossible = [
        lambda: Membership.objects.create(user=user, organization=dlh, role="reporter"),
        lambda: Membership.objects.create(user=user, organization=dlh, role="system"),
        lambda: Membership.objects.create(
            user=user, organization=dlh, role="liaison", valid_to=date(1999, 1, 1)
        ),
        lambda: Organization.objects.filter(pk=dlh.pk).update(institution=None),
        lambda: Organization.objects.filter(pk=dlh.pk).update(valid_to=date(1999, 1, 1)),
        lambda: Organization.objects.filter(pk=dlh.pk).update(level="national"),
    ]
    for attempt in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_an_actor_is_the_hat_that_the_membership_says(cast, offices):
    actor = Actor.of(cast.liaison.membership)
    assert (actor.organization_id, actor.institution_id) == (
        offices("putr").pk,
        offices("majalengka").pk,
    )
    assert actor.is_officer
    assert actor.is_of_unit
    assert not cast.reporter.actor.is_officer
    assert not cast.district_admin.actor.is_of_unit
