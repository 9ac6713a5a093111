"""Who complains after thirty days is told so and heard all the same (UU 25/2009 art. 42)."""

from datetime import date, timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import filing
from tests.complaints.reaching import submitted


@pytest.fixture(autouse=True)
def _on_a_monday(monday):
    """Time stands still."""


def limit_of(days_ago, **facts):
    day = clock.today() - timedelta(days=days_ago)
    return filing.late_since_of(submitted(happened_on=day, **facts))


def test_the_thirtieth_day_is_in_time_and_the_day_after_it_is_late(cast):
    assert limit_of(30) is None
    assert limit_of(31).date() == date(2026, 11, 1)


def test_wishes_and_reports_without_a_day_are_never_late(cast):
    assert limit_of(400, kind="suggestion") is None
    assert filing.late_since_of(submitted()) is None


def test_the_desk_reads_it_and_can_take_every_step(cast, client_for, make):
    late = make("forwarded", happened_on=clock.today() - timedelta(days=90))
    page = client_for(cast.district_admin).get(late.get_absolute_url()).content.decode()
    assert "Undang-undang meminta pengaduan paling lambat" in page
    assert 'value="dispatch"' in page or "Disposisi" in page
