"""The pace of an office against cases worked out by hand."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.complaints.forecasting.curves import ENOUGH, FELLOWS, curve

DAY = 86_400.0


def days(count):
    return timedelta(days=count)


def test_without_open_ones_the_half_is_the_median():
    made = curve([(DAY * n, True) for n in range(1, 11)])

    assert made.within(0.5) == days(5)
    assert made.within(0.9) == days(9)
    assert made.share_open(days(3)) == pytest.approx(0.7)


def test_what_is_still_open_makes_an_office_slower_than_its_finished_ones():
    # By hand: at day 1 one of four ends (3/4 left); two are seen until day 2 only; the last ends
    # at day 5 (nothing left). Without the open ones the half would be day 1.
    made = curve([(DAY, True), (2 * DAY, False), (2 * DAY, False), (5 * DAY, True)])

    assert made.share_open(days(1)) == pytest.approx(0.75)
    assert made.within(0.5) == days(5)
    assert made.done == 2


def test_the_older_it_is_the_likelier_it_will_be_late():
    made = curve([(DAY * n, True) for n in range(1, 11)])

    assert made.beyond(days(8), age=days(0)) == pytest.approx(0.2)
    assert made.beyond(days(8), age=days(6)) == pytest.approx(0.5)
    assert made.beyond(days(8), age=days(8)) == 1.0
    assert made.beyond(days(30), age=days(20)) == 1.0, "nobody ever took that long"


def test_what_was_never_seen_is_not_said():
    made = curve([(DAY, True), (9 * DAY, False), (9 * DAY, False)])

    assert made.within(0.5) is None
    assert curve([]).within(0.5) is None


def test_small_groups_say_nothing():
    assert not curve([(DAY, True)] * (ENOUGH - 1) + [(DAY, False)] * 50).is_enough
    made = curve([(DAY, True)] * ENOUGH + [(9 * DAY, False)] * (FELLOWS - 1))
    assert made.is_enough
    assert not made.knows(days(8))


@given(st.lists(st.tuples(st.floats(1, 1e7), st.booleans()), max_size=60))
def test_a_share_never_grows_with_time(seen):
    made = curve(seen)

    assert list(made.still_open) == sorted(made.still_open, reverse=True)
    assert all(-1e-9 <= share <= 1 for share in made.still_open)
    half, ninth = made.within(0.5), made.within(0.9)
    assert half is None or ninth is None or half <= ninth
