"""The ladder at work: each rung once, in time, to the right people, and stopped only by substance."""

from datetime import UTC, datetime, timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import history, services
from kentongan.complaints.escalation import planning
from kentongan.complaints.escalation import sweep as escalation
from kentongan.complaints.models import ClockRun, Event, Firing
from kentongan.complaints.models.clock import NEVER
from kentongan.deadlines.ladder_models import LadderRevision, Rung
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from tests.complaints.conftest import MONDAY

pytestmark = pytest.mark.django_db


def sweep_until(moment, *, start=MONDAY):
    """Let a worker that is awake look at each moment at which something is due, up to `moment`."""
    drain(start)
    while True:
        ahead = ClockRun.objects.filter(next_rung_at__gt=start, next_rung_at__lte=moment)
        upcoming = ahead.order_by("next_rung_at").values_list("next_rung_at", flat=True).first()
        if upcoming is None:
            break
        start = upcoming
        drain(start)
    drain(moment)


def drain(now):
    with clock.at(now):
        while escalation.sweep(now):
            pass


def fired(complaint, state="fired"):
    rows = Firing.objects.filter(complaint=complaint, state=state).order_by("pk")
    return list(rows.values_list("code", flat=True))


def told(purpose, transport="bell"):
    rows = Message.objects.filter(purpose=purpose, transport=transport, user__isnull=False)
    return set(rows.values_list("user__email", flat=True))


@pytest.fixture
def working(make, monday):
    """A complaint that the unit has accepted; its answer is due in 14 working days."""
    return make("in_progress")


def run_of(complaint, kind="answer"):
    return ClockRun.objects.get(complaint=complaint, clock=kind, stopped_at=None)


def test_the_rungs_of_an_answer_come_in_order_and_each_once(working):
    target = run_of(working).target_at

    sweep_until(target + timedelta(days=20))

    answer = [code for code in fired(working) if code.startswith("jawaban")]
    assert answer == ["jawaban-50", "jawaban-80", "jawaban-lewat", "jawaban-3", "jawaban-7"]
    assert len(set(fired(working))) == len(fired(working))


def test_half_time_is_told_to_the_liaison_and_eighty_per_cent_to_the_head_too(working, cast):
    target = run_of(working).target_at

    sweep_until(target - timedelta(days=1))

    assert told("rung_half") == {cast.liaison.user.email}
    assert {cast.liaison.user.email, cast.unit_head.user.email} <= told("rung_soon")
    assert told("rung_late") == set()


def test_three_working_days_late_reach_the_leader(working, cast):
    sweep_until(run_of(working).target_at + timedelta(days=6))

    assert cast.leader.user.email in told("rung_late")


def test_the_record_holds_every_rung_for_officers_only(working):
    sweep_until(run_of(working).target_at + timedelta(minutes=1))

    events = Event.objects.filter(complaint=working, action="escalate")
    assert {event.audience for event in events} == {"officers"}
    assert [e.facts["rung"] for e in events] == fired(working)
    working.refresh_from_db()
    assert history.verify([working]) == []


def test_a_week_of_sleep_tells_the_highest_rung_only(working, cast):
    target = run_of(working).target_at
    drain(MONDAY + timedelta(minutes=1))

    drain(target + timedelta(days=30))

    officers = Firing.objects.filter(complaint=working, is_for_reporter=False)
    assert officers.filter(state="fired").count() == 1
    assert officers.filter(state="skipped").count() >= 8
    assert Event.objects.filter(complaint=working, action="escalate").count() == 1
    # Whoever missed a lower rung hears of the highest, once.
    late = Message.objects.filter(about=working.pk, transport="email", purpose="rung_late")
    assert late.filter(user=cast.liaison.user).count() == 1


def test_after_sleep_the_machine_does_not_look_again(working):
    drain(run_of(working).target_at + timedelta(days=30))
    before = Firing.objects.count()

    drain(run_of(working).target_at + timedelta(days=31))

    assert Firing.objects.count() == before


def test_a_clock_set_back_fires_nothing_again(working):
    target = run_of(working).target_at
    sweep_until(target + timedelta(days=1))
    before = fired(working)

    drain(MONDAY)
    sweep_until(target + timedelta(days=1))

    assert fired(working) == before


def test_a_kind_word_does_not_stop_it_but_an_answer_does(working, cast):
    target = run_of(working).target_at
    with clock.at(MONDAY + timedelta(days=1)):
        services.tell(working, by=cast.liaison.actor, text="Terima kasih, akan diteruskan.")
    sweep_until(target + timedelta(minutes=1))
    assert "jawaban-lewat" in fired(working)

    with clock.at(target + timedelta(hours=1)):
        services.answer(working, by=cast.liaison.actor, text="Jembatan sudah diperbaiki.")
    sweep_until(target + timedelta(days=15), start=target + timedelta(hours=2))

    assert "jawaban-3" not in fired(working)


def test_danger_to_life_goes_out_at_once(make, cast, monday):
    complaint = make("received", classification="emergency")

    drain(MONDAY)

    assert fired(complaint) == ["darurat-pusat"]
    assert cast.national_admin.user.email in told("rung_urgent", "email")


def test_a_category_of_danger_goes_out_at_once_whatever_its_class(make, cast, offices, monday):
    from kentongan.complaints.models import Category

    fire_service = Category.objects.get(code="trantib.damkar")

    complaint = make("forwarded", institution=offices("majalengka"), category_id=fire_service.pk)
    drain(MONDAY)

    assert fired(complaint) == ["darurat-kabupaten"]
    assert cast.leader.user.email in told("rung_urgent")


def test_while_the_reporter_is_asked_nobody_is_pressed(working, cast):
    target = run_of(working).target_at
    asked = MONDAY + timedelta(days=1)
    with clock.at(asked):
        services.ask(working, by=cast.liaison.actor, question="Di mana persisnya?")

    sweep_until(asked + timedelta(days=26), start=asked)

    assert [code for code in fired(working) if code.startswith("jawaban")] == []
    assert fired(working) == ["tanya-7", "tanya-14", "tanya-25"]
    with clock.at(asked + timedelta(days=27)):
        services.complete(working, by=Actor.with_pin(working.pk), text="Di depan balai desa.")
        moved = run_of(working).target_at
    assert moved > target
    sweep_until(moved + timedelta(minutes=1), start=asked + timedelta(days=27))
    assert [c for c in fired(working) if c.startswith("jawaban")] == [
        "jawaban-50", "jawaban-80", "jawaban-lewat",
    ]  # fmt: skip


def test_an_answer_within_the_same_day_does_not_lose_the_rungs(working, cast):
    with clock.at(MONDAY + timedelta(minutes=5)):
        services.ask(working, by=cast.liaison.actor, question="Di mana persisnya?")
    drain(MONDAY + timedelta(minutes=6))
    with clock.at(MONDAY + timedelta(minutes=7)):
        services.complete(working, by=Actor.with_pin(working.pk), text="Di depan balai desa.")

    sweep_until(run_of(working).target_at)

    assert "jawaban-50" in fired(working)
    assert "jawaban-80" in fired(working)


def test_the_reporter_is_reminded_on_days_7_14_and_25_then_deemed_to_withdraw(make, cast, monday):
    complaint = make("received")
    services.ask(complaint, by=cast.national_admin.actor, question="Di mana persisnya?")

    sweep_until(MONDAY + timedelta(days=29))

    rows = Firing.objects.filter(complaint=complaint, is_for_reporter=True).order_by("pk")
    days = [(row.fired_at.date() - MONDAY.date()).days for row in rows]
    assert days == [7, 14, 25]
    assert Message.objects.filter(purpose="asked_last", identity=complaint.identity).count() == 1
    with clock.at(MONDAY + timedelta(days=31)):
        services.lapse(complaint)
        assert complaint.status == "withdrawn"
        services.restore(complaint, by=Actor.with_pin(complaint.pk))
    assert complaint.status == "received"


def test_before_and_after_automatic_closing_the_reporter_is_asked(make, monday):
    complaint = make("answered")
    closes = run_of(complaint, "closing").target_at

    sweep_until(closes)
    assert fired(complaint) == ["tutup-3"]
    with clock.at(closes + timedelta(minutes=1)):
        services.close_automatically(complaint)
    sweep_until(closes + timedelta(days=8), start=closes)

    assert fired(complaint) == ["tutup-3", "selesai-7"]
    assert Message.objects.filter(purpose="really_solved").count() == 1


def test_nobody_is_asked_whether_it_is_solved_who_has_said_so(make, monday):
    complaint = make("closed")

    sweep_until(MONDAY + timedelta(days=20))

    assert fired(complaint) == []


def test_after_sixty_days_the_reporter_is_offered_the_ombudsman(working):
    sweep_until(MONDAY + timedelta(days=61))

    assert fired(working).count("ombudsman-60") == 1
    assert Message.objects.filter(purpose="offer_ombudsman").count() == 1


def test_an_edit_of_the_ladder_reaches_open_complaints(working, cast):
    from kentongan.deadlines import ladder_editing

    drain(MONDAY + timedelta(minutes=1))
    rung = Rung.objects.get(code="jawaban-50")
    change = ladder_editing.RungChange("percent", 10, "", ("liaison", "leader"), ("bell",))
    with clock.at(MONDAY + timedelta(minutes=2)):
        ladder_editing.save_rung(
            rung, change, valid_from=MONDAY.date(), institution_id=None, by_id=None, by_label="x"
        )
    drain(MONDAY + timedelta(minutes=3))
    assert LadderRevision.objects.get().replan_from is None

    sweep_until(MONDAY + timedelta(days=4))

    assert "jawaban-50" in fired(working)
    assert cast.leader.user.email in told("rung_half")


def test_a_date_that_moves_takes_its_rungs_along_whoever_moved_it(working):
    """An edited holiday moves dates; no edit has to know of the ladder."""
    drain(MONDAY + timedelta(minutes=1))
    run = run_of(working)
    ClockRun.objects.filter(pk=run.pk).update(target_at=run.target_at + timedelta(days=7))

    sweep_until(run.target_at + timedelta(hours=1))
    assert "jawaban-lewat" not in fired(working)
    sweep_until(run.target_at + timedelta(days=7, hours=1), start=run.target_at)
    assert "jawaban-lewat" in fired(working)


def test_an_idle_sweep_asks_two_small_questions(working, query_count):
    drain(MONDAY + timedelta(minutes=1))

    with query_count() as statements:
        assert escalation.sweep(MONDAY + timedelta(minutes=2)) == 0

    assert len(statements) <= 5
    assert not any(one["sql"].startswith("UPDATE") for one in statements)


def test_a_redispatch_does_not_start_the_citizens_clock_again(working, cast, offices):
    chain = run_of(working, "chain")
    with clock.at(MONDAY + timedelta(days=10)):
        services.redispatch(
            working, by=cast.district_admin.actor, unit=offices("dlh"), reason="Milik DLH."
        )

    again = run_of(working, "chain")
    assert (again.pk, again.target_at) == (chain.pk, chain.target_at)


def test_a_dispute_pauses_nothing(make, cast, offices, monday):
    complaint = make("dispatched")
    chain = run_of(complaint, "chain").target_at
    with clock.at(MONDAY + timedelta(days=1)):
        services.decline(
            complaint, by=cast.liaison.actor, reason="Bukan jalan kami.",
            proposed_owner=offices("dlh"),
        )  # fmt: skip
    with clock.at(MONDAY + timedelta(days=2)):
        services.dispute(
            complaint, by=cast.district_admin.actor, reason="Belum jelas.", arbiter=cast.leader.user
        )

    assert complaint.pauses.count() == 0
    assert run_of(complaint, "chain").target_at == chain
    sweep_until(MONDAY + timedelta(days=9), start=MONDAY + timedelta(days=2))
    assert "sengketa-lewat" in fired(complaint)


def test_at_night_of_utc_the_officers_of_the_day_are_asked(working):
    moment = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)  # half past midnight in Jakarta
    drain(moment)

    assert Firing.objects.filter(complaint=working).exists()


def test_a_machine_asleep_for_weeks_first_plans_everything_then_tells_each_once(
    make, monday, monkeypatch
):
    """What no worker has planned is due together with the rest, however much of it there is."""
    asleep = [make(status) for status in ("in_progress", "dispatched", "forwarded") * 2]
    monkeypatch.setattr(planning, "BATCH", 4)
    assert ClockRun.objects.filter(planned_for=NEVER).count() > 4 * 4

    drain(MONDAY + timedelta(days=40))

    for complaint in asleep:
        events = Event.objects.filter(complaint=complaint).order_by("sequence")
        pressed = [event.action for event in events if event.action in ("escalate", "remind")]
        assert pressed == ["escalate"], "a flood"
        due = Firing.objects.filter(complaint=complaint)
        highest = due.order_by("-level").first()
        assert highest.state == "fired"
        assert due.filter(state="skipped").count() >= 3
    order = Event.objects.filter(action="escalate").order_by("pk").values_list("pk", flat=True)
    told = Firing.objects.filter(state="fired").order_by("pk").values_list("event", flat=True)
    assert list(told) == list(order)
