"""Each Monday morning every leader gets one letter, whatever sleeps or runs twice."""

from datetime import UTC, datetime, timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import weekly
from kentongan.notifications.models import Message
from tests.complaints.conftest import MONDAY
from tests.complaints.test_ladder import run_of, sweep_until

pytestmark = pytest.mark.django_db


def letters():
    return Message.objects.filter(purpose="weekly").order_by("pk")


def look(moment):
    with clock.at(moment):
        return weekly.sweep(moment)


def test_the_first_monday_comes_a_week_after_the_installation_and_then_each(cast):
    begun = datetime(2026, 11, 4, 3, tzinfo=UTC)
    assert look(begun) == 0
    assert look(begun + timedelta(days=3)) == 0

    monday = datetime(2026, 11, 9, 0, 5, tzinfo=UTC)  # five past seven in Jakarta
    assert look(monday) >= 1
    assert look(monday + timedelta(minutes=1)) == 0
    look(monday + timedelta(days=7))

    mine = letters().filter(user=cast.leader.user)
    assert mine.count() == 2


def test_after_a_month_of_sleep_there_is_one_letter_not_four(cast):
    look(MONDAY)

    look(MONDAY + timedelta(days=31))
    look(MONDAY + timedelta(days=31, minutes=1))

    assert letters().filter(user=cast.leader.user).count() == 1


def test_it_names_what_is_long_late_and_counts_the_rest(make, cast, monday):
    complaint = make("in_progress")
    make("received")
    end = run_of(complaint).target_at + timedelta(days=12)
    sweep_until(end)
    look(MONDAY)

    with clock.at(end):
        week = weekly.week_of(complaint.institution_id, until=end)
    look(end)

    assert week.escalated >= 1
    assert [line.complaint for line in week.lines] == [complaint]
    assert (week.open, week.late) == (1, 1)
    letter = letters().get(user=cast.leader.user)
    assert complaint.shown_number in letter.body
    assert "{" not in letter.body
