"""What does not open a complaint again by itself is for the desk, and nothing closes meanwhile."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import contesting, services, sweeps
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import ClockRun
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications.models import Message
from tests.complaints.reaching import own, reach


def effects(complaint):
    return {one.code: one.action for one in contesting.reasons(complaint, by=own(complaint))}


def waits(complaint):
    return ClockRun.objects.filter(
        complaint=complaint, clock=Clock.DECISION, stopped_at=None
    ).exists()


def test_each_reason_says_before_it_is_sent_what_it_leads_to(cast):
    answered = effects(reach(cast, "answered"))
    assert answered["not_done"] == "contest"
    assert answered["disagree"] == answered["treated_badly"] == "object_to"
    one = reach(cast, "closed")
    assert effects(one)["came_back"] == "reopen"
    services.not_solved(one, by=own(one), contest_reason="came_back")
    services.take_up(one, by=cast.liaison.actor)
    services.answer(one, by=cast.liaison.actor, text="Sudah.")
    services.confirm(one, by=own(one))
    assert set(effects(one).values()) == {"object_to"}, "freely once, then through the desk"
    assert effects(reach(cast, "in_progress")) == {}


def test_an_objection_stops_the_closing_and_the_desk_opens_it_again(cast):
    one = reach(cast, "answered")
    event = services.not_solved(one, by=own(one), contest_reason="disagree", text="Salah.")
    assert (event.action, one.status, waits(one)) == ("object_to", "answered", True)
    assert one.due_at is not None
    assert Message.objects.filter(about=one.pk, purpose="desk_objected").exists()
    with clock.at(clock.now() + timedelta(days=40)):
        assert sweeps.close(clock.now()) == 0
    with pytest.raises(MoveRefused, match="sudah mengajukan"):
        services.object_to(one, by=own(one), contest_reason="treated_badly")
    with pytest.raises(MoveRefused):
        services.reopen(one, by=cast.liaison.actor, text="Ya.")
    services.reopen(one, by=cast.district_admin.actor, text="Keputusan keliru.")
    assert (one.status, waits(one)) == ("reopened", False)


def test_a_refused_objection_is_answered_and_the_ten_days_begin_anew(cast):
    one = reach(cast, "answered")
    services.not_solved(one, by=own(one), contest_reason="treated_badly", text="Kasar.")
    event = services.refuse_objection(one, by=cast.district_admin.actor, reason="Sudah ditegur.")
    assert event.audience == "reporter"
    assert Message.objects.filter(about=one.pk, purpose="objection_refused").exists()
    with clock.at(clock.now() + timedelta(days=40)):
        assert sweeps.close(clock.now()) == 1
    one.refresh_from_db()
    services.not_solved(one, by=own(one), contest_reason="disagree")
    assert (one.status, waits(one)) == ("closed", True)
    services.refuse_objection(one, by=cast.district_admin.actor, reason="Tetap.")
    assert (one.status, waits(one), one.due_at) == ("closed", False, None)


def test_the_desk_finds_objections_in_a_view_of_their_own(cast, client_for):
    one, other = reach(cast, "answered"), reach(cast, "answered")
    services.not_solved(one, by=own(one), contest_reason="disagree")
    page = client_for(cast.district_admin).get("/meja/?lihat=objections").content.decode()
    assert one.shown_number in page
    assert other.shown_number not in page
