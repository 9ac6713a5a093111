"""Citizens read how long an answer usually takes: before sending, on the receipt, while waiting."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting import nightly
from tests.complaints.conftest import MONDAY, make, monday  # noqa: F401 - fixtures
from tests.complaints.test_forecast import KADIPATEN, past, roads  # noqa: F401 - fixtures
from tests.portal.test_track import followed  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
REPORT = {
    "text": "Lampu jalan di depan pasar mati sejak dua minggu, jalan menjadi gelap.",
    "area_code": KADIPATEN,
    "kind": "complaint",
}
HALF = "22 November 2026"  # twenty days after the second of November
NINTH = "8 Desember 2026"


@pytest.fixture
def known(past):  # noqa: F811
    past("putr", list(range(1, 41)))
    nightly.build(Clock.CHAIN, now=MONDAY)


def test_before_sending_and_on_the_receipt_stand_two_dates(client, known):
    for step in ("check", "send"):
        page = client.post("/lapor/", REPORT | {"step": step}).content.decode()
        assert HALF in page
        assert NINTH in page
        assert "Kadipaten" in page
        assert "bukan janji" in page


def test_the_browser_that_shows_the_second_screen_itself_can_ask(client, known):
    found = client.get(f"/lapor/lama.json?kind=complaint&area={KADIPATEN}").json()

    assert HALF in found["dates"]
    assert client.get("/lapor/lama.json?kind=apa&area=' OR 1").json()["dates"]


def test_whoever_waits_reads_it_until_it_is_past(client, followed, known):  # noqa: F811
    complaint = followed("in_progress")
    url = f"/lacak/{complaint.shown_number}/"
    assert NINTH in client.get(url).content.decode()

    with clock.at(MONDAY + timedelta(days=37)):
        assert NINTH not in client.get(url).content.decode()


def test_where_too_little_is_known_nothing_is_said(client, cast):
    page = client.post("/lapor/", REPORT | {"step": "check"}).content.decode()

    assert "dari sepuluh" not in page
    assert client.get("/lapor/lama.json?kind=complaint").json() == {"dates": "", "source": ""}
