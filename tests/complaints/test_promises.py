"""A promise has a day, the reporter is asked on it, and a broken one is counted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kentongan.common import clock
from kentongan.complaints import links, promises, services
from kentongan.complaints.models import ClockRun, Event, Firing
from kentongan.complaints.refusals import MoveRefused
from kentongan.deadlines import editing
from kentongan.deadlines.editing import RuleFacts
from kentongan.deadlines.models import Rule
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


def postpone(complaint, cast, *, day, reason="Hujan."):
    with on(day):
        services.postpone(
            complaint,
            by=cast.liaison.actor,
            reason=reason,
            promised_on=DAY + timedelta(days=7 * day),
        )


def new_limit(value, *, from_day, institution_id=None, **more):
    """A version of the shipped limit, or an institution's own."""
    old = Rule.objects.get(code="usulan-tunda-janji", institution=None, valid_to=None)
    names = ("code", "name", "source", "clock", "purpose", "unit", "pauses")
    facts = RuleFacts(
        **{name: getattr(old, name) for name in names},
        value=value,
        institution_id=institution_id,
        **more,
    )
    day = MONDAY.date() + timedelta(days=from_day)
    return editing.save_rule(facts, valid_from=day, by_id=None, by_label="Bu Maya")


def test_a_promise_is_postponed_twice_and_no_more_each_time_with_a_reason(promised, cast, client):
    for number in (1, 2):
        postpone(promised, cast, day=number)
    with pytest.raises(MoveRefused, match=r"as often as the rules allow|sebanyak yang dibolehkan"):
        postpone(promised, cast, day=3, reason="Hujan lagi.")

    reasons = Event.objects.filter(complaint=promised, action="postpone")
    assert {(one.audience, one.text) for one in reasons} == {("public", "Hujan.")}
    assert (figures(cast).made, figures(cast).postponements) == (1, 2)
    # The citizen reads each reason on the page of the report.
    token = links.token(promised.number)
    page = client.get(reverse("portal:by_link", args=[promised.shown_number, token]), follow=True)
    assert page.content.decode().count("Hujan.") == 2


def test_a_new_version_of_the_limit_holds_for_what_is_promised_from_then_on(make, cast, promised):
    with on(1):
        new_limit(1, from_day=1)
        later = make("in_progress")
        services.schedule(later, by=cast.liaison.actor, text="Kami perbaiki.", promised_on=DAY)
    postpone(later, cast, day=2)
    with pytest.raises(MoveRefused):
        postpone(later, cast, day=3)

    for number in (2, 3):  # made under the limit of two
        postpone(promised, cast, day=number)


def test_a_version_that_holds_for_open_reports_holds_for_promises_that_stand(cast, promised):
    postpone(promised, cast, day=1)
    with on(1):
        new_limit(1, from_day=2, applies_to_open=True)
    with pytest.raises(MoveRefused):
        postpone(promised, cast, day=3)


def test_an_institution_may_be_stricter_with_itself_and_without_a_rule_nothing_limits(
    cast, promised
):
    own = cast.liaison.actor.institution_id
    with on(0, hours=0):
        mine = new_limit(1, from_day=0, institution_id=own)
    postpone(promised, cast, day=1)
    with pytest.raises(MoveRefused):
        postpone(promised, cast, day=2)

    Rule.objects.filter(pk=mine.pk).delete()
    Rule.objects.filter(clock="postponements").delete()
    editing.bump()
    for number in (2, 3, 4):
        postpone(promised, cast, day=number)
