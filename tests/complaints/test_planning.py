"""An approved answer goes out at its time, not before, and not when something came in between."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import plans, services, sweeps
from kentongan.complaints.models import Complaint, Event, PlannedAnswer
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.notifications.models import Message
from kentongan.organizations.models import Membership

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=5)


@pytest.fixture
def waiting(cast, make):
    complaint = make("awaiting_approval")
    at = clock.now() + LATER
    services.plan_answer(complaint, by=cast.unit_head.actor, publish_at=at, text="Sudah diganti.")
    return complaint


def swept(*, after):
    with clock.at(clock.now() + after):
        count = sweeps.publish(clock.now())
    return count


def status(complaint):
    return Complaint.objects.get(pk=complaint.pk).status


def test_it_goes_out_at_its_time_in_the_name_of_who_approved_it(cast, waiting):
    before = Message.objects.filter(about=waiting.pk, purpose="answered").count()
    assert swept(after=LATER / 2) == 0
    assert status(waiting) == "awaiting_approval"
    assert waiting.clocks.filter(clock="answer", stopped_at=None).exists()  # the clock goes on

    assert swept(after=LATER * 1.1) == 1

    assert status(waiting) == "answered"
    event = Event.objects.get(complaint=waiting, action="approve")
    assert (event.text, event.actor_user_id) == ("Sudah diganti.", cast.unit_head.user.pk)
    assert event.at > clock.now() + LATER
    assert waiting.clocks.get(clock="answer").stopped_at == event.at
    assert Message.objects.filter(about=waiting.pk, purpose="answered").count() > before
    assert not PlannedAnswer.objects.exists()


def test_it_is_taken_back_before_its_time(cast, waiting):
    services.cancel_plan(waiting, by=cast.liaison.actor)
    assert swept(after=LATER * 2) == 0
    assert status(waiting) == "awaiting_approval"
    services.approve(waiting, by=cast.unit_head.actor)
    assert waiting.status == "answered"


def test_a_draft_that_was_sent_back_and_written_anew_is_not_sent_by_the_old_plan(cast, waiting):
    with clock.at(clock.now() + timedelta(minutes=10)):
        services.send_back(waiting, by=cast.liaison.actor, reason="Belum lengkap.")
    with clock.at(clock.now() + timedelta(minutes=20)):
        services.draft(waiting, by=cast.drafter.actor, text="Teks lain.")
    assert plans.of(waiting) is None
    assert swept(after=LATER * 2) == 0
    assert status(waiting) == "awaiting_approval"
    assert not PlannedAnswer.objects.exists()


def test_who_no_longer_holds_the_office_signs_nothing(cast, waiting):
    Membership.objects.filter(pk=cast.unit_head.actor.membership_id).update(
        valid_to=clock.today() - timedelta(days=1)
    )
    assert swept(after=LATER * 2) == 1
    assert status(waiting) == "awaiting_approval"
    event = Event.objects.filter(complaint=waiting).last()
    assert (event.action, event.actor_role) == ("cancel_plan", "system")
    told = Message.objects.filter(event_id=event.pk, purpose="unit_draft")
    assert cast.liaison.user.pk in set(told.values_list("user_id", flat=True))


def test_who_wrote_the_draft_plans_nothing_and_the_time_is_ahead(cast, make):
    complaint = make("awaiting_approval")
    at = clock.now() + LATER
    for wrong in (clock.now(), clock.now() + timedelta(days=31)):
        with pytest.raises(Missing):
            services.plan_answer(complaint, by=cast.unit_head.actor, publish_at=wrong)
    with pytest.raises(MoveRefused):
        services.plan_answer(complaint, by=cast.drafter.actor, publish_at=at)
    services.plan_answer(complaint, by=cast.unit_head.actor, publish_at=at)
    with pytest.raises(MoveRefused):
        services.plan_answer(complaint, by=cast.liaison.actor, publish_at=at)
