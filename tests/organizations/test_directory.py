from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from kentongan.organizations import directory, services
from kentongan.organizations.roles import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)
NEXT = date(2026, 7, 1)


def codes(offices):
    return [office.code for office in offices]


def test_institutions_are_governments_not_outside_bodies(cast):
    assert codes(directory.institutions(DAY)) == ["majalengka", "sumedang"]
    assert directory.national_desk().code == "pusat"


def test_an_institution_is_found_by_its_code_and_nothing_else_is(cast):
    assert directory.institution("majalengka").short_name == "Kab. Majalengka"
    assert directory.institution("dlh") is None


def test_units_are_those_of_one_institution_by_name(cast, offices):
    units = codes(directory.units_of(offices("majalengka").pk, DAY))
    assert len(units) == 28 + 3 + 3 + 26
    assert "sumedang-dlh" not in units
    assert "pkm-maja" not in units
    assert units[0] == "bkpsdm"


def test_outside_bodies_can_be_handed_a_complaint(cast):
    assert "ext-pln" in codes(directory.external_bodies(DAY))
    assert all(code.startswith("ext-") for code in codes(directory.external_bodies(DAY)))


def test_what_has_ended_is_listed_to_its_last_day(cast, offices):
    services.end(offices("disparbud"), last_day=DAY, by=cast.operator.actor)
    majalengka = offices("majalengka").pk
    assert "disparbud" in codes(directory.units_of(majalengka, DAY))
    assert "disparbud" not in codes(directory.units_of(majalengka, NEXT))


def test_sub_units_are_those_directly_below(cast, offices):
    below = codes(directory.subunits_of(offices("kec-cigasong").pk, DAY))
    assert below == ["kel-cicenang", "kel-cigasong", "kel-simpeureum"]


def test_a_person_with_two_hats_chooses_one(cast):
    hats = directory.memberships_of(cast.other_liaison.user.pk, DAY)
    assert {hat.role for hat in hats} == {Role.LIAISON, Role.DRAFTER}
    assert directory.memberships_of(cast.reporter.user.pk, DAY) == []


def test_each_question_is_one_query(cast, offices, query_count):
    majalengka = offices("majalengka").pk
    for question in (
        lambda: list(directory.units_of(majalengka, DAY)),
        lambda: list(directory.institutions(DAY)),
        lambda: [str(hat) for hat in directory.memberships_of(cast.liaison.user.pk, DAY)],
    ):
        with query_count() as seen:
            question()
        assert len(seen) == 1


def test_the_command_says_what_it_did(cast):
    out = StringIO()
    call_command("load_organizations", stdout=out)
    assert out.getvalue() == "947 areas loaded, 0 offices added.\n"
