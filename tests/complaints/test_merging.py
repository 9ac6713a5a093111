"""Merging: one master, many reporters; each is told, each may contest, none is lost."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import history, services
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from tests.complaints.reaching import own


@pytest.fixture
def join(cast, make):
    """`join(master)`: a complaint of another reporter, merged into `master`."""

    def merged(master, status="forwarded"):
        child = make(status)
        services.merge(child, by=cast.district_admin.actor, master=master)
        return child

    return merged


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def told_about(told, event):
    return {one for one in told(event) if one[2] is None}


def test_a_merged_complaint_follows_its_master_and_is_told_everything(cast, make, join, told):
    master = make("in_progress")
    children = [join(master), join(master, "in_progress")]
    assert fresh(master).merged_count == 2
    assert not children[1].dispositions.filter(ended_at=None).exists()
    event = services.answer(fresh(master), by=cast.liaison.actor, text="Sudah.")
    for child in children:
        assert told(event, child) == {("answered", "email", None)}


def test_what_was_merged_into_a_complaint_comes_along_with_it(cast, make, join):
    first, second = make("forwarded"), make("in_progress")
    grandchild = join(first)
    services.merge(fresh(first), by=cast.district_admin.actor, master=second)
    assert (fresh(grandchild).master, fresh(first).merged_count) == (second, 0)
    assert fresh(second).merged_count == 2


@pytest.mark.parametrize("status", ["closed", "withdrawn", "merged", "archived"])
def test_a_complaint_joins_only_one_that_is_open(cast, make, status):
    with pytest.raises(MoveRefused, match=r"berakhir|selesai"):
        services.merge(make("forwarded"), by=cast.district_admin.actor, master=make(status))


def test_a_complaint_joins_neither_itself_nor_one_of_another_place(cast, make, offices):
    complaint = make("forwarded")
    with pytest.raises(MoveRefused):
        services.merge(complaint, by=cast.district_admin.actor, master=complaint)
    elsewhere = make("forwarded", institution=offices("sumedang"))
    with pytest.raises(MoveRefused, match=r"tidak ada|Tidak ada"):
        services.merge(complaint, by=cast.district_admin.actor, master=elsewhere)
    received = make("received")
    with pytest.raises(MoveRefused):
        services.merge(received, by=cast.national_admin.actor, master=complaint)
    services.merge(received, by=cast.national_admin.actor, master=make("received"))


def test_a_master_that_is_merged_at_the_same_moment_takes_no_more(cast, make, join):
    stale = make("forwarded")
    services.merge(fresh(stale), by=cast.district_admin.actor, master=make("in_progress"))
    child = make("forwarded")
    with pytest.raises(MoveRefused, match="baru saja"):
        services.merge(child, by=cast.district_admin.actor, master=stale)
    assert fresh(child).status == "forwarded"


def test_the_desk_takes_one_out_again_and_its_clock_goes_on(cast, make, join, monday):
    master = make("in_progress")
    child = join(master)
    first = child.clocks.get(clock="chain").target_at
    with pytest.raises(Missing):
        services.unmerge(child, by=cast.district_admin.actor, reason="")
    with clock.at(monday + timedelta(days=3)):
        services.unmerge(child, by=cast.district_admin.actor, reason="Jembatan lain")
    assert (child.status, child.master, fresh(master).merged_count) == ("forwarded", None, 0)
    assert child.clocks.get(clock="chain", stopped_at=None).target_at == first


def test_one_of_the_national_desk_goes_back_there(cast, make):
    child = make("received")
    services.merge(child, by=cast.national_admin.actor, master=make("received"))
    with pytest.raises(MoveRefused):
        services.unmerge(child, by=cast.district_admin.actor, reason="Bukan milik saya")
    services.unmerge(child, by=cast.national_admin.actor, reason="Lain")
    assert child.status == "received"


def test_a_merged_reporter_contests_the_joint_answer_and_goes_on_alone(cast, make, join):
    master = make("in_progress")
    child = join(master)
    with pytest.raises(MoveRefused, match="belum"):
        services.contest(fresh(child), by=own(child), contest_reason="not_done")
    services.answer(master, by=cast.liaison.actor, text="Sudah.")
    child = fresh(child)
    services.contest(child, by=own(child), contest_reason="wrong_place", text="Jembatan lain.")
    assert (child.status, child.unit.code, child.master) == ("reopened", "putr", None)
    assert set(child.clocks.filter(stopped_at=None).values_list("clock", flat=True)) == {
        "answer",
        "chain",
    }
    assert (fresh(master).status, fresh(master).merged_count) == ("answered", 0)
    services.take_up(child, by=cast.liaison.actor)
    services.answer(child, by=cast.liaison.actor, text="Jembatan itu juga sudah.")
    assert history.verify([child, fresh(master)]) == []


def test_a_merged_reporter_has_thirty_days_after_the_closing(cast, make, join):
    master = make("answered")
    child = join(master)
    services.confirm(master, by=own(master))
    with clock.at(master.status_since + timedelta(days=31)), pytest.raises(MoveRefused):
        services.contest(fresh(child), by=own(child), contest_reason="not_done")
    services.contest(fresh(child), by=own(child), contest_reason="not_done")


def test_the_others_are_told_when_one_confirms_or_contests(cast, make, join, told):
    confirmed, contested = make("answered"), make("answered")
    followers = join(confirmed), join(contested)
    event = services.confirm(confirmed, by=own(confirmed))
    assert told(event, followers[0]) == {("joint_confirmed", "email", None)}
    event = services.contest(contested, by=own(contested), contest_reason="not_done")
    assert told(event, followers[1]) == {("joint_reopened", "email", None)}


def test_a_question_to_one_reporter_is_not_put_to_the_others(cast, make, join, told):
    master = make("in_progress")
    child = join(master)
    event = services.ask(fresh(master), by=cast.liaison.actor, question="Nomor rumah?")
    assert told(event, child) == set()
    assert told(event, master) == {("asked", "email", None)}


def withdraw(cast, master):
    services.withdraw(master, by=own(master))


def lapse(cast, master):
    services.ask(master, by=cast.district_admin.actor, question="Di mana?")
    services.lapse(master)


def archive(cast, master):
    services.propose_archive(
        master, by=cast.district_admin.actor, archive_reason="spam", text="Uji coba."
    )
    services.archive(master, by=cast.second_admin.actor)


@pytest.mark.parametrize("end", [withdraw, lapse, archive])
def test_nobody_is_lost_when_the_master_ends_without_an_answer(cast, make, join, told, end):
    master = make("forwarded")
    children = [join(master), join(master)]
    end(cast, fresh(master))
    for child in map(fresh, children):
        assert (child.status, child.master) == ("forwarded", None)
        last = child.events.last()
        assert (last.action, last.actor_role) == ("unmerge", "system")
        assert ("unmerged", "email", None) in told(last, child)
    assert fresh(master).merged_count == 0
    assert history.verify(map(fresh, [master, *children])) == []
