"""The forecast on the desk: who sees which lines, what stands beside them, what a proposal opens."""

import re
from html import unescape

import pytest
from django.urls import reverse

from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting import nightly
from kentongan.complaints.models import Complaint
from tests.complaints.conftest import MONDAY, make, monday  # noqa: F401 - fixtures
from tests.complaints.test_forecast import past, roads, running  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
URL = "/meja/perkiraan/"


@pytest.fixture
def endangered(make, past, roads):  # noqa: F811
    """Works is slow, waste is fast: one of works is ten days old and due in three."""
    past("putr", [5] * 6 + [40] * 24)
    past("dlh", [1] * 30)
    one = running(make, roads)
    nightly.build(Clock.ANSWER, now=MONDAY)
    return one


def test_the_desk_sees_offices_chances_and_their_ground(cast, client_for, endangered):
    page = client_for(cast.district_admin).get(URL, headers={"accept-language": "en"})

    text = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert endangered.shown_number in text
    assert "Almost all reports like this one passed this limit." in text
    assert "From 30 earlier reports on this subject at this office." in text
    assert "Probably late" in text


def test_a_unit_sees_its_own_lines_and_other_districts_none(cast, client_for, endangered):
    for member in (cast.liaison, cast.unit_head, cast.leader):
        assert endangered.shown_number in client_for(member).get(URL).content.decode()
    for member in (cast.other_liaison, cast.outsider_admin):
        assert endangered.shown_number not in client_for(member).get(URL).content.decode()
    assert client_for(cast.drafter).get(URL).status_code == 403


def test_a_secret_report_is_not_in_the_forecast_of_the_leader(cast, client_for, endangered):
    Complaint.objects.filter(pk=endangered.pk).update(is_secret=True, published_at=None)

    assert endangered.shown_number not in client_for(cast.leader).get(URL).content.decode()
    assert endangered.shown_number in client_for(cast.district_admin).get(URL).content.decode()


def test_a_proposal_opens_the_form_filled_in_and_only_sending_it_moves_the_report(
    cast, client_for, endangered, offices
):
    client = client_for(cast.district_admin)
    address = proposal(client.get(URL), endangered, "redispatch")

    form = client.get(address).content.decode()

    dlh = offices("dlh")
    assert f'<option value="{dlh.pk}" selected>' in form
    assert dlh.name in re.search(r"<textarea[^>]*>([^<]*)", form)[1]
    endangered.refresh_from_db()
    assert endangered.unit == offices("putr")
    seen = re.search(r'name="seen" value="(\d+)"', form)[1]
    client.post(address.partition("?")[0], {"unit": dlh.pk, "reason": "Lebih cepat.", "seen": seen})
    endangered.refresh_from_db()
    assert endangered.unit == dlh


def test_a_unit_is_offered_the_colleague_with_the_fewest_open_reports(
    cast, client_for, endangered, offices
):
    Complaint.objects.filter(pk=endangered.pk).update(handler=cast.liaison.user)

    client = client_for(cast.liaison)
    address = proposal(client.get(URL), endangered, "assign")

    assert f"handler={cast.liaison.user.pk}" not in address
    form = client.get(address).content.decode()
    chosen = re.search(r'<option value="(\d+)" selected>', form)[1]
    assert f"handler={chosen}" in address


def test_one_office_shows_how_long_each_of_its_steps_takes(cast, client_for, endangered):
    url = f"{URL}?kantor={endangered.unit_id}"

    page = client_for(cast.district_admin).get(url, headers={"accept-language": "en"})

    [answer] = [one for one in page.context["steps"] if one.clock == Clock.ANSWER]
    assert answer.done == 30
    assert answer.half.days == 40
    assert "Answer by the unit" in page.content.decode()


def test_the_page_costs_the_same_for_one_line_and_for_ten(
    cast, client_for, endangered, query_count, request
):
    client = client_for(cast.liaison)
    costs = []
    for count in (0, 9):
        for _number in range(count):
            running(request.getfixturevalue("make"), endangered.category)
        nightly.build(Clock.ANSWER, now=MONDAY)
        with query_count() as statements:
            client.get(URL)
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 12, costs


def proposal(page, complaint, action):
    way = reverse("desk:step", args=[complaint.shown_number, action])
    return unescape(re.search(rf'href="({re.escape(way)}[^"]*)"', page.content.decode())[1])
