"""Waiting for the reporter stops the clocks; the machine ends what has waited long enough."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import agenda, services, sweeps
from kentongan.complaints.models import AgendaEntry, ClockRun, Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from tests.complaints.reaching import own

ASKING = {
    "received": "national_admin",
    "returned": "national_admin",
    "forwarded": "district_admin",
    "declined": "district_admin",
    "in_progress": "liaison",
}


@pytest.mark.parametrize("status", ASKING)
def test_whoever_has_it_asks_and_it_comes_back_to_them(cast, make, status):
    complaint = make(status)
    by = getattr(cast, ASKING[status]).actor
    with pytest.raises(Missing):
        services.ask(complaint, by=by, question="")
    services.ask(complaint, by=by, question="Di jalan mana?")
    assert complaint.pauses.filter(ended_at=None).count() == 1
    with pytest.raises(Missing):
        services.complete(complaint, by=own(complaint), text="")
    services.complete(complaint, by=own(complaint), text="Jalan Raya 12.")
    assert (complaint.status, complaint.pauses.filter(ended_at=None).count()) == (status, 0)
    assert not complaint.clocks.filter(clock="completion", stopped_at=None).exists()


@pytest.mark.parametrize("status", ASKING)
def test_only_the_office_that_asked_goes_on_without_the_answer(cast, make, status):
    complaint = make(status)
    services.ask(complaint, by=getattr(cast, ASKING[status]).actor, question="Di mana?")
    for who in ("national_admin", "district_admin", "liaison", "other_liaison"):
        if who != ASKING[status]:
            with pytest.raises(MoveRefused):
                services.proceed(complaint, by=getattr(cast, who).actor, reason="Cukup")
    by = getattr(cast, ASKING[status]).actor
    with pytest.raises(Missing):
        services.proceed(complaint, by=by, reason="")
    services.proceed(complaint, by=by, reason="Sudah jelas dari foto")
    assert complaint.status == status


def test_a_contributing_unit_does_not_go_on_for_the_leading_one(cast, make, offices):
    complaint = make("in_progress")
    services.add_unit(complaint, by=cast.liaison.actor, unit=offices("dlh"))
    services.ask(complaint, by=cast.liaison.actor, question="Di mana?")
    with pytest.raises(MoveRefused):
        services.proceed(complaint, by=cast.other_liaison.actor, reason="Cukup")


def test_while_waiting_the_chip_shows_the_reporters_limit(cast, make):
    complaint = make("incomplete")
    run = complaint.clocks.get(clock="completion")
    assert complaint.due_at == run.target_at
    assert (complaint.is_paused, make().is_paused) == (True, False)


def test_every_limit_moves_by_the_days_that_the_reporter_took(cast, make, monday):
    complaint = make("in_progress")
    before = {one.clock: one.target_at for one in complaint.clocks.filter(stopped_at=None)}
    services.ask(complaint, by=cast.liaison.actor, question="Di mana?")
    with clock.at(monday + timedelta(days=7)):
        services.complete(complaint, by=own(complaint), text="Di pasar.")
    for run in complaint.clocks.filter(stopped_at=None):
        assert run.target_at - before[run.clock] == timedelta(days=7), run.clock
    assert complaint.due_at == min(
        one.target_at for one in complaint.clocks.filter(stopped_at=None)
    )


def test_a_change_of_class_while_waiting_keeps_the_pause(cast, make, monday):
    complaint = make("incomplete")
    with clock.at(monday + timedelta(days=3)):
        services.classify(
            complaint, by=cast.district_admin.actor, kind="complaint",
            classification="supervisory", category=None, title=complaint.title,
        )  # fmt: skip
        assert complaint.due_at == complaint.clocks.get(clock="completion").target_at
        services.complete(complaint, by=own(complaint), text="Di pasar.")
    assert complaint.pauses.get().ended_at == monday + timedelta(days=3)


def test_thirty_days_without_an_answer_count_as_withdrawn(cast, make):
    complaint = make("incomplete")
    limit = complaint.clocks.get(clock="completion").target_at
    assert sweeps.lapse(limit) == 0
    with clock.at(limit + timedelta(seconds=1)):
        assert sweeps.lapse(clock.now()) == 1
        assert sweeps.lapse(clock.now()) == 0
        now = Complaint.objects.get(pk=complaint.pk)
        assert (now.status, now.pauses.get().ended_at) == ("withdrawn", clock.now())
        services.restore(now, by=own(now))
    assert now.status == "forwarded"


def test_what_the_unit_asked_and_nobody_answered_leaves_the_unit(cast, make):
    complaint = make("in_progress")
    services.ask(complaint, by=cast.liaison.actor, question="Di mana?")
    services.lapse(complaint)
    assert not complaint.dispositions.filter(ended_at=None).exists()


def test_ten_working_days_after_the_answer_it_closes_by_itself(make, monday):
    complaint = make("answered")
    limit = complaint.clocks.get(clock="closing").target_at
    assert limit.date() == (monday + timedelta(days=14)).date()
    assert sweeps.close(limit) == 0
    assert sweeps.close(limit + timedelta(seconds=1)) == 1
    now = Complaint.objects.get(pk=complaint.pk)
    assert (now.status, now.closed_kind) == ("closed", "automatic")
    assert sweeps.close(limit + timedelta(days=9)) == 0


def test_a_sweep_that_comes_second_changes_nothing(make):
    """The reporter replied while the worker held the list: that step counts."""
    complaint = make("answered")
    limit = complaint.clocks.get(clock="closing").target_at
    services.reply(complaint, by=own(complaint), text="Belum jelas.")
    ClockRun.objects.filter(complaint=complaint, clock="closing").update(stopped_at=None)
    assert sweeps.close(limit + timedelta(days=1)) == 0
    assert Complaint.objects.get(pk=complaint.pk).status == "replied"


def test_the_register_numbers_what_arrives_without_gaps_and_enters_each_once(cast, make, offices):
    mine = [make("forwarded"), make("dispatched"), make("received")]
    other = make("forwarded", institution=offices("sumedang"))
    assert agenda.sweep(clock.now()) == 3
    assert agenda.sweep(clock.now()) == 0
    services.return_to_national(mine[0], by=cast.district_admin.actor, reason="Salah alamat")
    services.forward(mine[0], by=cast.national_admin.actor, institution=offices("sumedang"))
    make("forwarded")
    assert agenda.sweep(clock.now()) == 2
    for code, count in (("majalengka", 3), ("sumedang", 2)):
        numbers = AgendaEntry.objects.filter(institution__code=code).order_by("number")
        assert [one.number for one in numbers] == list(range(1, count + 1))
    services.return_to_national(mine[0], by=cast.outsider_admin.actor, reason="Majalengka juga")
    services.decide_authority(
        mine[0], by=cast.national_admin.actor, institution=offices("majalengka"),
        reason="Aset kabupaten", citation="Perda 1",
    )  # fmt: skip
    assert agenda.sweep(clock.now()) == 0
    assert AgendaEntry.objects.filter(complaint=other).count() == 1


def test_the_year_of_the_register_is_the_local_one(make):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    with clock.at(datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Jakarta"))):
        complaint = make("forwarded")
        agenda.sweep(clock.now())
    assert complaint.agenda.get().year == 2027
