"""A promise has a day, the reporter is asked on it, and a broken one is counted."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import promises, services
from kentongan.complaints.models import ClockRun, Event, Firing
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from tests.complaints.conftest import MONDAY
from tests.complaints.test_ladder import drain, fired, sweep_until

pytestmark = pytest.mark.django_db
DAY = MONDAY.date() + timedelta(days=14)


@pytest.fixture
def promised(make, cast, monday):
    one = make("in_progress")
    services.schedule(one, by=cast.liaison.actor, text="Kami perbaiki.", promised_on=DAY)
    return one


def on(days, hours=8):
    return clock.at(MONDAY + timedelta(days=days, hours=hours))


def figures(cast):
    (one,) = promises.figures(
        institution_id=cast.liaison.actor.institution_id,
        since=MONDAY - timedelta(days=1),
        until=MONDAY + timedelta(days=90),
    )
    return one


def test_the_office_is_reminded_before_the_day_and_the_reporter_asked_on_it(promised, cast):
    sweep_until(MONDAY + timedelta(days=14, hours=14))

    rows = Firing.objects.filter(complaint=promised, code__startswith="janji").order_by("pk")
    assert [(row.code, row.fired_at.date()) for row in rows] == [
        ("janji-3", DAY - timedelta(days=5)),  # three working days before a Monday
        ("janji-hari", DAY),
    ]
    assert Message.objects.filter(purpose="promise_today", about=promised.pk).count() == 1
    near = Message.objects.filter(purpose="promise_near", transport="email")
    assert [one.user for one in near] == [cast.liaison.user]


def test_a_reporter_who_saw_the_work_says_so_and_the_answer_is_still_due(promised, cast):
    with on(14):
        services.keep_promise(promised, by=Actor.with_pin(promised.pk))

    assert promised.status == "in_progress"
    assert ClockRun.objects.filter(complaint=promised, clock="answer", stopped_at=None).exists()
    assert (figures(cast).kept, figures(cast).rate) == (1, 100)


def test_a_reporter_who_saw_nothing_brings_it_back_and_head_and_desk_are_told(promised, cast):
    with on(14):
        services.break_promise(promised, by=Actor.with_pin(promised.pk))

    assert promised.status == "in_progress"
    told = Message.objects.filter(purpose="unit_promise_broken", transport="email")
    assert {one.user.email for one in told} >= {
        cast.unit_head.user.email,
        cast.district_admin.user.email,
    }
    assert (figures(cast).broken, figures(cast).rate) == (1, 0)


def test_nobody_can_judge_a_promise_before_its_day(promised):
    with on(13), pytest.raises(MoveRefused):
        services.break_promise(promised, by=Actor.with_pin(promised.pk))


def test_silence_of_the_office_breaks_the_promise_by_itself_and_reaches_the_leader(promised, cast):
    sweep_until(MONDAY + timedelta(days=18))

    promised.refresh_from_db()
    assert promised.status == "in_progress"
    broken = Event.objects.get(complaint=promised, action="break_promise")
    assert broken.actor_role == "system"
    leader = Message.objects.filter(user=cast.leader.user, purpose="promise_broken_office")
    assert leader.exists()
    assert figures(cast).broken == 1
    assert Message.objects.filter(purpose="promise_broken", about=promised.pk).count() == 1


def test_after_a_month_of_sleep_the_promise_is_broken_once(promised):
    drain(MONDAY + timedelta(days=50))
    drain(MONDAY + timedelta(days=51))

    assert Event.objects.filter(complaint=promised, action="break_promise").count() == 1
    assert fired(promised).count("janji-lewat") == 1


def test_an_answer_in_time_keeps_the_promise_and_a_late_one_does_not(make, cast, monday):
    first, second = make("in_progress"), make("in_progress")
    for one in (first, second):
        services.schedule(one, by=cast.liaison.actor, text="Kami perbaiki.", promised_on=DAY)
    with on(10):
        services.answer(first, by=cast.liaison.actor, text="Sudah diperbaiki.")
    with on(16):
        services.answer(second, by=cast.liaison.actor, text="Sudah diperbaiki.")

    found = figures(cast)
    assert (found.made, found.kept, found.late, found.rate) == (2, 1, 1, 50)


def test_a_promise_is_postponed_twice_and_no_more_each_time_with_a_reason(promised, cast):
    for number in (1, 2):
        with on(number):
            services.postpone(
                promised, by=cast.liaison.actor, reason="Hujan.",
                promised_on=DAY + timedelta(days=7 * number),
            )  # fmt: skip
    with on(3), pytest.raises(MoveRefused, match=r"postponed twice|dua kali"):
        services.postpone(
            promised, by=cast.liaison.actor, reason="Hujan lagi.",
            promised_on=DAY + timedelta(days=30),
        )  # fmt: skip

    reasons = Event.objects.filter(complaint=promised, action="postpone")
    assert {(one.audience, one.text) for one in reasons} == {("public", "Hujan.")}
    assert (figures(cast).made, figures(cast).postponements) == (1, 2)
