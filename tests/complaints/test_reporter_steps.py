"""The citizen has the last word: add, reply, contest, confirm, rate, reopen, withdraw, restore."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import TEXT, own

PDF = Upload("surat.pdf", b"%PDF-1.4\n" + b"x" * 300)


def stored():
    """Every file in the storage of this test."""
    if not default_storage.exists("incoming"):
        return []
    folders = default_storage.listdir("incoming")[0]
    return [name for one in folders for name in default_storage.listdir(f"incoming/{one}")[1]]


def test_information_and_evidence_are_added_until_the_end(make):
    complaint = make("dispatched")
    services.add(complaint, by=own(complaint), files=[PDF])
    services.add(complaint, by=own(complaint), text="Ada fotonya.")
    with pytest.raises(Missing):
        services.add(complaint, by=own(complaint))
    assert complaint.attachments.get().purpose == "evidence"
    closed = make("closed")
    with pytest.raises(MoveRefused):
        services.add(closed, by=own(closed), text="Terlambat")


@pytest.mark.usefixtures("monday")
def test_a_refused_step_leaves_no_file_behind(make):
    complaint = make("closed")
    with pytest.raises(MoveRefused):
        services.add(complaint, by=own(complaint), text="Terlambat", files=[PDF, PDF])
    assert (stored(), Attachment.objects.count()) == ([], 0)


def test_one_bad_file_leaves_none_behind_and_is_named(make):
    complaint = make("dispatched")
    with pytest.raises(MoveRefused, match=r"virus\.exe"):
        services.add(
            complaint, by=own(complaint), text="x", files=[PDF, Upload("virus.exe", b"MZ" * 200)]
        )
    with pytest.raises(MoveRefused, match=r"virus\.exe"):
        make(files=[PDF, Upload("virus.exe", b"MZ" * 200)])
    assert stored() == []


def test_a_reply_stops_the_automatic_closing_and_starts_the_response(make):
    complaint = make("answered")
    with pytest.raises(Missing):
        services.reply(complaint, by=own(complaint), text="")
    services.reply(complaint, by=own(complaint), text="Belum jelas.", files=[PDF])
    running = set(complaint.clocks.filter(stopped_at=None).values_list("clock", flat=True))
    assert running == {"response"}


def test_a_contest_gives_its_reason_and_starts_anew(make):
    complaint = make("answered")
    for reason in ("", "karena"):
        with pytest.raises(Missing):
            services.contest(complaint, by=own(complaint), contest_reason=reason)
    services.contest(complaint, by=own(complaint), contest_reason="partly_done")
    assert (complaint.status, complaint.reopen_count) == ("reopened", 1)


def test_a_rating_is_one_to_five_and_the_last_one_counts(make):
    complaint = make("answered")
    for solved, score in (("", 5), ("mungkin", 5), ("yes", 0), ("yes", 6)):
        with pytest.raises(Missing):
            services.rate(complaint, by=own(complaint), solved=solved, score=score)
    services.rate(complaint, by=own(complaint), solved="no", score=2)
    services.rate(complaint, by=own(complaint), solved="yes", score=5, text="Terima kasih.")
    assert [one.score for one in complaint.ratings.all()] == [2, 5]
    assert complaint.status == "answered"


def test_a_confirmed_complaint_is_reopened_once_within_thirty_days(cast, make):
    complaint = make("closed")
    with (
        clock.at(complaint.status_since + timedelta(days=30, seconds=1)),
        pytest.raises(MoveRefused, match="30 hari"),
    ):
        services.reopen(complaint, by=own(complaint), contest_reason="came_back")
    services.reopen(complaint, by=own(complaint), contest_reason="came_back")
    services.take_up(complaint, by=cast.liaison.actor)
    services.answer(complaint, by=cast.liaison.actor, text="Sudah lagi.")
    services.confirm(complaint, by=own(complaint))
    with pytest.raises(MoveRefused, match="keberatan"):
        services.reopen(complaint, by=own(complaint), contest_reason="came_back")


def test_what_was_withdrawn_leaves_the_public_and_comes_back_within_thirty_days(make):
    complaint = make("dispatched")
    public = Complaint.objects.visible_to(Actor.public()).filter(pk=complaint.pk)
    assert public.exists()
    services.withdraw(complaint, by=own(complaint), text="Sudah saya perbaiki sendiri.")
    assert not public.exists()
    assert not complaint.dispositions.filter(ended_at=None).exists()
    with (
        clock.at(complaint.status_since + timedelta(days=31)),
        pytest.raises(MoveRefused, match="30 hari"),
    ):
        services.restore(complaint, by=own(complaint))
    services.restore(complaint, by=own(complaint))
    assert (complaint.status, complaint.unit) == ("forwarded", None)


def test_the_chain_goes_on_from_the_first_day_after_restoring(make, monday):
    complaint = make("forwarded")
    first = complaint.clocks.get(clock="chain").target_at
    with clock.at(monday + timedelta(days=4)):
        services.withdraw(complaint, by=own(complaint))
    with clock.at(monday + timedelta(days=6)):
        services.restore(complaint, by=own(complaint))
    assert complaint.clocks.get(clock="chain", stopped_at=None).target_at == first


def test_one_without_institution_goes_back_to_the_national_desk(make):
    complaint = make("received")
    services.withdraw(complaint, by=own(complaint))
    services.restore(complaint, by=own(complaint))
    assert complaint.status == "received"


def test_after_sixty_days_and_with_consent_the_ombudsman_gets_it(cast, make):
    complaint = make("in_progress")
    admin = cast.district_admin.actor
    with pytest.raises(MoveRefused, match="60 hari"):
        services.consent_referral(complaint, by=own(complaint))
    with pytest.raises(MoveRefused, match=r"menyetujui|setuju"):
        services.refer(complaint, by=admin, reason="Diminta")
    with clock.at(complaint.submitted_at + timedelta(days=61)):
        services.consent_referral(complaint, by=own(complaint))
        with pytest.raises(MoveRefused):
            services.consent_referral(complaint, by=own(complaint))
        with pytest.raises(Missing):
            services.refer(complaint, by=admin, reason="")
        services.refer(complaint, by=admin, reason="Diminta pelapor")
        assert Complaint.objects.visible_to(cast.auditor.actor).filter(pk=complaint.pk).exists()
        services.close(complaint, by=admin, reason="Rekomendasi Ombudsman dijalankan")
    assert (complaint.status, complaint.closed_kind) == ("closed", "by_admin")


def test_the_clerk_acts_for_the_reporter_whose_complaint_they_entered(cast, make, offices):
    receipt = services.submit(
        Submission(text=TEXT, channel="counter", institution=offices("majalengka")),
        by=cast.clerk.actor,
    )
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    services.add(complaint, by=cast.clerk.actor, text="Ia datang lagi dengan foto.")
    services.withdraw(complaint, by=cast.clerk.actor)
    with pytest.raises(MoveRefused):
        services.restore(complaint, by=cast.second_clerk.actor)
    services.restore(complaint, by=cast.clerk.actor)


def test_a_signed_paper_is_filed_and_only_a_signed_answer_is_for_the_reporter(cast, make):
    complaint = make("answered")
    with pytest.raises(Missing):
        services.file_paper(complaint, by=cast.liaison.actor, files=[])
    services.file_paper(complaint, by=cast.liaison.actor, files=[PDF], form="disposition")
    services.file_paper(complaint, by=cast.liaison.actor, files=[PDF], form="answer")
    assert [one.purpose for one in complaint.attachments.all()] == ["signed_paper", "answer"]


def test_an_account_and_a_pin_open_only_their_own(cast, make):
    complaint = make("answered", reporter_user_id=cast.reporter.user.pk)
    with pytest.raises(MoveRefused):
        services.confirm(complaint, by=cast.other_reporter.actor)
    services.confirm(complaint, by=cast.reporter.actor)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"area_code": "99.99"}, "area_code"), ({"category_id": 987654}, "category_id")],
)
@pytest.mark.django_db(transaction=True)
def test_a_place_or_a_category_that_does_not_exist_is_named(make, facts, field):
    with pytest.raises(Missing) as refused:
        make(**facts)
    assert refused.value.field == field
    assert not Complaint.objects.exists()
