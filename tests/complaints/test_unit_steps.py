"""The unit: open, accept, decline, assign, contribute, draft, approve, answer, promise."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Answer, Complaint, Disposition
from kentongan.complaints.refusals import Changed, Missing, MoveRefused


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def open_clocks(complaint):
    return set(complaint.clocks.filter(stopped_at=None).values_list("clock", flat=True))


def tomorrow(days=1):
    return clock.today() + timedelta(days=days)


def test_the_first_look_of_the_unit_is_recorded_once(cast, make):
    complaint = make("dispatched")
    assert services.mark_opened(complaint, by=cast.drafter.actor).action == "open"
    assert services.mark_opened(complaint, by=cast.liaison.actor) is None
    assert complaint.dispositions.get().opened_at
    assert services.mark_opened(complaint, by=cast.field_officer.actor) is None


def test_accepting_is_for_signers_of_the_leading_unit(cast, make):
    complaint = make("dispatched")
    for who in (cast.drafter, cast.other_liaison, cast.field_officer, cast.district_admin):
        with pytest.raises(MoveRefused):
            services.accept(complaint, by=who.actor)
    services.accept(complaint, by=cast.unit_head.actor)
    assert complaint.status == "in_progress"
    assert complaint.dispositions.get().accepted_at
    assert "acceptance" not in open_clocks(complaint)


def test_a_contributing_unit_does_not_lead(cast, make, offices):
    complaint = make("dispatched")
    services.add_unit(complaint, by=cast.district_admin.actor, unit=offices("dlh"), note="Sampah")
    with pytest.raises(MoveRefused, match=r"[Uu]nit lain"):
        services.accept(complaint, by=cast.other_liaison.actor)


def test_a_unit_does_not_propose_itself_and_says_whose_it_is(cast, make, offices):
    complaint = make("dispatched")
    with pytest.raises(MoveRefused):
        services.decline(
            complaint, by=cast.liaison.actor, reason="Bukan", proposed_owner=offices("putr")
        )
    event = services.decline(
        complaint, by=cast.liaison.actor, reason="Bukan", proposed_owner=offices("dlh")
    )
    assert event.facts["proposed_owner_name"] == offices("dlh").name
    ended = Disposition.objects.get(complaint=complaint)
    assert (ended.decline_reason, ended.proposed_owner.code) == ("Bukan", "dlh")
    assert (complaint.unit, complaint.bounce_count) == (None, 1)
    assert open_clocks(complaint) == {"dispatch", "chain"}


def test_declining_leaves_no_draft_and_no_clock_of_the_unit_behind(cast, make, offices):
    complaint = make("replied")
    services.take_up(complaint, by=cast.drafter.actor)
    services.save_draft(complaint, by=cast.drafter.actor, text="Coretan")
    services.decline(
        complaint, by=cast.liaison.actor, reason="Bukan", proposed_owner=offices("dlh")
    )
    assert open_clocks(complaint) == {"dispatch"}
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
    services.accept(complaint, by=cast.other_liaison.actor)
    services.draft(complaint, by=cast.other_liaison.actor, text="Dari DLH")
    states = dict(complaint.answers.exclude(state="published").values_list("unit__code", "state"))
    assert states == {"putr": "discarded", "dlh": "submitted"}


def test_it_is_assigned_to_a_colleague_of_the_own_office(cast, make):
    complaint = make("in_progress")
    with pytest.raises(MoveRefused, match="kantor"):
        services.assign(complaint, by=cast.liaison.actor, handler=cast.other_liaison.user)
    services.assign(complaint, by=cast.liaison.actor, handler=cast.field_officer.user)
    assert complaint.handler == cast.field_officer.user


def test_a_colleague_is_one_from_the_first_hour_of_the_local_day(cast, make):
    """00.30 WIB on the first day of the decree; in UTC it is the evening before."""
    complaint = make("in_progress")
    seat = cast.field_officer.membership
    seat.valid_from = date(2026, 12, 1)
    seat.save()
    with clock.at(datetime(2026, 12, 1, 0, 30, tzinfo=ZoneInfo("Asia/Jakarta"))):
        services.assign(complaint, by=cast.liaison.actor, handler=cast.field_officer.user)
    with (
        clock.at(datetime(2026, 11, 30, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))),
        pytest.raises(MoveRefused),
    ):
        services.assign(complaint, by=cast.liaison.actor, handler=cast.field_officer.user)


def test_another_unit_is_added_once_and_hands_in_its_part_once(cast, make, offices):
    complaint = make("in_progress")
    services.add_unit(complaint, by=cast.liaison.actor, unit=offices("dlh"), note="Sampahnya")
    with pytest.raises(MoveRefused, match="sudah"):
        services.add_unit(complaint, by=cast.liaison.actor, unit=offices("dlh"))
    with pytest.raises(MoveRefused):
        services.add_unit(complaint, by=cast.liaison.actor, unit=offices("sumedang-putr"))
    with pytest.raises(Missing):
        services.contribute(complaint, by=cast.other_liaison.actor, text="")
    services.contribute(complaint, by=cast.other_liaison.actor, text="Sampah sudah diangkut.")
    with pytest.raises(MoveRefused):
        services.contribute(complaint, by=cast.other_liaison.actor, text="Lagi")
    with pytest.raises(MoveRefused):
        services.contribute(complaint, by=cast.liaison.actor, text="Kami memimpin")
    part = complaint.dispositions.get(part="contributing")
    assert part.finished_at


def test_telling_is_no_follow_up_and_stops_the_first_word_clock_only(cast, make):
    complaint = make("in_progress")
    with pytest.raises(MoveRefused):
        services.tell(complaint, by=cast.liaison.actor, text="Selesai", kind=AnswerKind.SUBSTANTIVE)
    with pytest.raises(Missing):
        services.tell(complaint, by=cast.liaison.actor, text="")
    services.tell(complaint, by=cast.drafter.actor, text="Kami survei besok.")
    assert complaint.status == "in_progress"
    assert open_clocks(complaint) == {"answer", "chain"}
    published = complaint.answers.get()
    assert (published.kind, published.state) == ("first_word", "published")
    services.tell(
        complaint, by=cast.liaison.actor, text="Bersama DLH.", kind=AnswerKind.COORDINATION
    )


def test_a_draft_is_shared_and_two_writers_do_not_overwrite_one_another(cast, make):
    complaint = make("in_progress")
    with pytest.raises(Missing):
        services.save_draft(complaint, by=cast.drafter.actor, text="  ")
    first = services.save_draft(complaint, by=cast.drafter.actor, text="Satu")
    second = services.save_draft(complaint, by=cast.liaison.actor, text="Dua", version=1)
    assert (second.pk, second.version, second.author_id) == (first.pk, 2, cast.liaison.user.pk)
    with pytest.raises(Changed):
        services.save_draft(complaint, by=cast.drafter.actor, text="Tiga", version=1)
    assert complaint.version == fresh(complaint).version


@pytest.mark.parametrize(
    "who", ["district_admin", "outsider_liaison", "other_liaison", "field_officer", "leader"]
)
def test_a_draft_is_written_by_the_leading_unit_alone(cast, make, offices, who):
    complaint = make("in_progress")
    services.add_unit(complaint, by=cast.liaison.actor, unit=offices("dlh"))
    with pytest.raises(MoveRefused):
        services.save_draft(complaint, by=getattr(cast, who).actor, text="Coretan")


def test_no_draft_is_kept_when_it_waits_for_approval_or_when_it_is_over(cast, make):
    with pytest.raises(MoveRefused, match="persetujuan"):
        services.save_draft(make("awaiting_approval"), by=cast.drafter.actor, text="Lain")
    with pytest.raises(MoveRefused):
        services.save_draft(make("closed"), by=cast.drafter.actor, text="Terlambat")


def test_a_draft_handed_in_takes_the_place_of_what_was_saved(cast, make):
    complaint = make("in_progress")
    services.save_draft(complaint, by=cast.liaison.actor, text="Coretan")
    services.draft(complaint, by=cast.drafter.actor, text="Rancangan")
    draft = complaint.answers.get()
    assert (draft.text, draft.state, draft.author) == ("Rancangan", "submitted", cast.drafter.user)
    assert "approval" in open_clocks(complaint)


def test_a_draft_is_sent_back_with_a_reason_and_handed_in_again(cast, make):
    complaint = make("awaiting_approval")
    with pytest.raises(Missing):
        services.send_back(complaint, by=cast.unit_head.actor, reason="")
    assert complaint.answers.get().state == Answer.State.SUBMITTED
    services.send_back(complaint, by=cast.unit_head.actor, reason="Sebut tanggalnya")
    assert (complaint.status, complaint.answers.get().state) == ("in_progress", "sent_back")
    services.draft(complaint, by=cast.drafter.actor, text="Selesai 3 November.")
    services.approve(complaint, by=cast.unit_head.actor, text="Selesai pada 3 November.")
    answer = complaint.answers.get()
    assert (answer.text, answer.state) == ("Selesai pada 3 November.", "published")
    assert (answer.author, answer.approver) == (cast.drafter.user, cast.unit_head.user)
    assert open_clocks(complaint) == {"closing"}


def test_a_drafter_does_not_approve(cast, make):
    with pytest.raises(MoveRefused, match=r"[Pp]eran"):
        services.approve(make("awaiting_approval"), by=cast.drafter.actor)


def test_a_signer_answers_at_once_and_saved_drafts_are_set_aside(cast, make):
    complaint = make("in_progress")
    services.save_draft(complaint, by=cast.drafter.actor, text="Coretan")
    with pytest.raises(Missing):
        services.answer(complaint, by=cast.liaison.actor, text="")
    services.answer(complaint, by=cast.liaison.actor, text="Sudah ditambal.")
    assert dict(complaint.answers.values_list("text", "state")) == {
        "Coretan": "discarded",
        "Sudah ditambal.": "published",
    }


def test_a_promise_has_a_future_date_stops_the_units_clock_and_never_the_citizens(cast, make):
    complaint = make("in_progress")
    for day in (clock.today(), tomorrow(-1)):
        with pytest.raises(Missing):
            services.schedule(complaint, by=cast.liaison.actor, text="Besok", promised_on=day)
    services.schedule(complaint, by=cast.liaison.actor, text="Besok", promised_on=tomorrow())
    assert open_clocks(complaint) == {"promise", "chain"}
    local = complaint.due_at.astimezone(ZoneInfo("Asia/Jakarta"))
    assert (local.date(), local.hour) == (tomorrow(), 23)


def test_the_future_begins_on_the_local_day(cast, make):
    complaint = make("in_progress")
    early = datetime(2026, 12, 1, 0, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    with clock.at(early), pytest.raises(Missing):
        services.schedule(
            complaint, by=cast.liaison.actor, text="Hari ini", promised_on=date(2026, 12, 1)
        )


def test_a_promise_is_postponed_with_a_reason_and_given_up_with_one(cast, make):
    complaint = make("scheduled")
    was = complaint.promised_on
    with pytest.raises(Missing):
        services.postpone(complaint, by=cast.liaison.actor, reason="", promised_on=tomorrow(60))
    with pytest.raises(Missing):
        services.postpone(
            complaint, by=cast.liaison.actor, reason="Hujan", promised_on=clock.today()
        )
    event = services.postpone(
        complaint, by=cast.liaison.actor, reason="Hujan", promised_on=tomorrow(60)
    )
    assert event.facts["was"] == str(was)
    assert complaint.clocks.filter(clock="promise", stopped_at=None).count() == 1
    services.resume_work(complaint, by=cast.unit_head.actor, reason="Dana ada lebih cepat")
    assert (complaint.status, complaint.promised_on) == ("in_progress", None)
    assert open_clocks(complaint) == {"answer", "chain"}


def test_the_promised_work_is_answered(cast, make):
    complaint = make("scheduled")
    services.answer(complaint, by=cast.liaison.actor, text="Sudah dikerjakan.")
    assert (complaint.status, open_clocks(complaint)) == ("answered", {"closing"})


def test_a_reply_and_a_contest_are_taken_up_again(cast, make):
    for status in ("replied", "reopened"):
        complaint = make(status)
        services.take_up(complaint, by=cast.drafter.actor)
        assert complaint.status == "in_progress"


def test_an_office_above_the_unit_may_act_for_it(cast, make, offices):
    from dataclasses import replace

    complaint = make("dispatched")
    above = replace(
        cast.liaison.actor,
        organization_id=offices("majalengka").pk,
        path=offices("majalengka").path,
    )
    services.accept(complaint, by=above)
    assert complaint.status == "in_progress"


def test_notes_are_for_officers_and_never_move_anything(cast, make):
    for status in ("received", "closed", "archived"):
        complaint = make(status)
        with pytest.raises(Missing):
            services.note(complaint, by=cast.national_admin.actor, text="")
        event = services.note(complaint, by=cast.national_admin.actor, text="Saya telepon.")
        assert (event.audience, complaint.status) == ("officers", status)
