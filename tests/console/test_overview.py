from datetime import date, timedelta

import pytest

from kentongan.audit import log
from kentongan.common import clock
from kentongan.deadlines.models import Holiday
from kentongan.organizations.models import Membership

pytestmark = pytest.mark.django_db


def warnings(client_for, member, address):
    page = client_for(member).get(address("start"))
    return " ".join(one.text for one in page.context["warnings"])


def test_missing_holidays_of_next_year_are_warned_of(cast, client_for, address):
    Holiday.objects.filter(day__year=clock.today().year + 1).delete()
    said = warnings(client_for, cast.national_admin, address)
    assert f"Hari libur nasional {clock.today().year + 1} belum ada" in said


def test_an_institution_without_own_holidays_of_next_year_is_warned_of_by_name(
    cast, client_for, address, offices
):
    body, year = offices("majalengka"), clock.today().year
    facts = {"name": "Hari Jadi Majalengka", "kind": "local", "institution": body}
    Holiday.objects.create(day=date(year, 6, 7), **facts)
    words = f"punya hari libur sendiri pada {year}"
    for member in (cast.district_admin, cast.national_admin):
        assert words in warnings(client_for, member, address)
    assert words not in warnings(client_for, cast.outsider_admin, address)

    Holiday.objects.create(day=date(year + 1, 6, 7), **facts)

    assert words not in warnings(client_for, cast.district_admin, address)


def test_a_role_that_ends_soon_is_warned_of_in_its_own_district_only(cast, client_for, address):
    Membership.objects.filter(pk=cast.liaison.membership.pk).update(
        valid_to=clock.today() + timedelta(days=29)
    )
    assert "1 peran berakhir" in warnings(client_for, cast.district_admin, address)
    assert "peran berakhir" not in warnings(client_for, cast.outsider_admin, address)


def test_units_without_a_liaison_officer_are_counted_and_listed(cast, client_for, address):
    assert "tanpa Pejabat Penghubung" in warnings(client_for, cast.district_admin, address)
    page = client_for(cast.district_admin).get(address("offices") + "?lihat=tanpa-penghubung")
    codes = {one.code for one, _below in page.context["rows"]}
    assert codes
    assert "putr" not in codes


def test_the_log_is_filtered_by_what_and_by_whom_and_goes_on(cast, client_for, address):
    for number in range(60):
        who = "Pak Rudi" if number % 2 else "Bu Maya"
        log.record("category.added", actor_id=None, actor_label=who, subject=f"category:{number}")
    log.record("organization.ended", actor_id=None, actor_label="Bu Maya", subject="x")
    client = client_for(cast.auditor)
    page = client.get(address("audit") + "?apa=category.")
    more = client.get(address("audit") + page.context["more_url"])
    subjects = [row[0].subject for row in (*page.context["rows"], *more.context["rows"])]
    assert subjects == [f"category:{number}" for number in reversed(range(60))]

    by_who = client.get(address("audit") + "?siapa=rudi&apa=category.").context["rows"]
    assert {row[0].actor_label for row in by_who} == {"Pak Rudi"}
    about = client.get(address("audit") + "?tentang=category:7").context["rows"]
    assert [row[0].subject for row in about] == ["category:7"]


@pytest.mark.parametrize("text", ["", "x", "999999999999999999999", "-1", "1.5"])
def test_a_place_in_a_list_that_is_nonsense_begins_anew(cast, client_for, address, text):
    for name in ("people", "offices", "audit"):
        answer = client_for(cast.operator).get(address(name), {"setelah": text, "tahun": text})
        assert answer.status_code == 200
    assert client_for(cast.operator).get(address("holidays"), {"tahun": text}).status_code == 200
