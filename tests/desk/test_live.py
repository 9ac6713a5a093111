"""The numbers of bell and inbox as a stream of events that ends at once and holds nobody up."""

import json

import pytest

from kentongan.complaints.models import Complaint
from tests.desk.steps import dispatched

pytestmark = pytest.mark.django_db
LIVE = "/meja/kabar/langsung/"


def event(answer):
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines() if line)
    return lines.get("id"), json.loads(lines["data"]) if "data" in lines else None


def test_a_dispatch_reaches_bell_and_counter_of_the_unit_and_of_no_other(client_for, cast):
    mine, others = client_for(cast.liaison), client_for(cast.other_liaison)
    _key, before = event(mine.get(LIVE))
    dispatched(cast)

    _key, after = event(mine.get(LIVE))

    assert (before["bell"], after["bell"]) == (0, 1)
    assert (before["views"]["new"], after["views"]["new"]) == ("0", "1")
    assert after["words"] == "1 pesan baru"
    assert event(others.get(LIVE))[1]["bell"] == 0


def test_whoever_knows_the_newest_gets_nothing_and_is_told_when_to_come_back(client_for, cast):
    client = client_for(cast.liaison)
    key, _facts = event(client.get(LIVE))

    again = client.get(LIVE, headers={"Last-Event-ID": key})

    assert again.content.decode() == "retry: 15000\n: nothing new\n\n"
    assert again["Content-Type"].startswith("text/event-stream")
    assert not again.streaming, "an open stream would hold a thread of the web server"
    assert "no-store" in again["Cache-Control"]


def test_a_look_takes_at_most_six_statements(client_for, cast, query_count):
    client = client_for(cast.district_admin)
    client.get(LIVE)
    with query_count() as statements:
        client.get(LIVE)
    assert len(statements) <= 6, [one["sql"][:90] for one in statements]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_open_page_shows_the_new_number_by_itself(cast, new_page):
    page = new_page(cast.liaison)
    page.goto("/meja/")
    assert page.locator("[data-live-bell]").is_hidden()
    dispatched(cast)
    assert Complaint.objects.count() == 1

    # Coming back to a window asks at once; fifteen seconds would be long for a test.
    page.evaluate(
        "() => { for (const is of [true, false]) {"
        " Object.defineProperty(document, 'hidden', {value: is, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')) } }"
    )

    page.locator("[data-live-bell]:visible").wait_for()
    assert page.locator("[data-live-bell]").inner_text() == "1"
    assert page.locator("[data-live-count=new]").inner_text() == "1"
