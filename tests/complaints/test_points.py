"""Point by point: what is asked is listed, each point gets its outcome, and only then it closes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kentongan.common import clock
from kentongan.complaints import points, services
from kentongan.complaints.choices import ArchiveReason
from kentongan.complaints.models import Answer, Outcome, Point
from kentongan.complaints.points import Said
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.answers import Substance
from tests.complaints.reaching import own

pytestmark = pytest.mark.django_db
PHOTO = "Foto 3 Desember"


def listed(complaint, cast, *texts):
    services.list_points(complaint, by=cast.liaison.actor, points=texts)
    return points.of(complaint)


def done(point, **facts):
    return Said("done", point.pk, words="Sudah diganti kemarin.", evidence=PHOTO, **facts)


def refused(point, basis="Perda 3/2020 pasal 4"):
    return Said("refused", point.pk, words="Tidak dapat dipasang di sini.", legal_basis=basis)


def answer(complaint, cast, *said, **facts):
    substance = Substance(outcomes=said, **facts)
    text = "Kami memeriksa tempatnya pada 3 Desember."
    return services.answer(complaint, by=cast.liaison.actor, text=text, substance=substance)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mohon: 1. lampu diganti 2) tiang dicat", ["lampu diganti", "tiang dicat"]),
        ("Kami minta\n- jalan ditambal\n- got dibersihkan", ["jalan ditambal", "got dibersihkan"]),
        ("Kapan diperbaiki? Siapa petugasnya? Terima kasih.",
         ["Kapan diperbaiki?", "Siapa petugasnya?"]),
        ("Lampu mati sejak 3 Desember. Kapan diperbaiki?", []),
        ("Jalan rusak. Mohon ditambal.", []),
    ],
)  # fmt: skip
def test_points_are_proposed_where_the_text_shows_several(text, found):
    assert points.proposed(text) == found


def test_triage_lists_points_and_a_later_list_keeps_what_stays(cast, make, offices):
    complaint = make("forwarded")
    by = cast.district_admin.actor
    services.dispatch(complaint, by=by, unit=offices("putr"), points=["1. Lampu", "Tiang", ""])
    assert [(one.position, one.text) for one in points.of(complaint)] == [
        (1, "Lampu"),
        (2, "Tiang"),
    ]
    lamp = points.of(complaint)[0]
    services.list_points(complaint, by=cast.liaison.actor, points=["Kabel", "Lampu"])
    assert [one.text for one in points.of(complaint)] == ["Kabel", "Lampu"]
    assert points.of(complaint)[1].pk == lamp.pk
    with pytest.raises(MoveRefused):  # a unit that does not lead
        services.list_points(complaint, by=cast.other_liaison.actor, points=["X"])
    with pytest.raises(Missing):
        services.list_points(complaint, by=by, points=[f"Butir {n}" for n in range(13)])
    event = complaint.events.last()
    assert (event.action, event.audience, event.text) == ("list_points", "reporter", "Kabel\nLampu")


def test_an_answer_that_leaves_out_a_point_is_refused_and_nothing_is_sent(cast, make):
    complaint = make("in_progress")
    lamp, pole = listed(complaint, cast, "Lampu diganti", "Tiang dicat")
    for said in ((), (done(lamp),), (done(lamp), Said("", pole.pk))):
        with pytest.raises(Missing, match=r"Tiang dicat|Lampu diganti"):
            answer(complaint, cast, *said)
    with pytest.raises(Missing, match="aturan"):
        answer(complaint, cast, done(lamp), refused(pole, basis=" "))
    with pytest.raises(Missing, match="tanggal"):
        answer(complaint, cast, done(lamp), Said("promised", pole.pk, promised_on=clock.today()))
    with pytest.raises(Missing):  # listed points: "as a whole" is no answer to them
        services.answer(complaint, by=cast.liaison.actor, text="Sudah diperbaiki.")
    assert complaint.status == "in_progress"
    assert not Answer.objects.filter(complaint=complaint, state="published").exists()

    answer(complaint, cast, done(lamp), refused(pole))

    shown = points.shown(complaint)
    assert [(one.position, one.kind, one.legal_basis) for one in shown] == [
        (1, "done", ""),
        (2, "refused", "Perda 3/2020 pasal 4"),
    ]
    services.confirm(complaint, by=own(complaint))
    assert complaint.status == "closed"


def test_a_complaint_without_list_has_one_point_and_its_outcome_is_kept(cast, make):
    complaint = make("answered")
    [outcome] = Outcome.objects.filter(answer__complaint=complaint)
    assert (outcome.point, outcome.kind) == (None, "done")
    [shown] = points.shown(complaint)
    assert (shown.position, shown.kind) == (0, "done")


def test_a_point_that_comes_up_after_the_answer_keeps_everybody_from_closing(cast, make):
    complaint = make("replied")
    listed(complaint, cast, "Lampu kedua juga mati")
    with pytest.raises(MoveRefused, match="butir"):
        services.confirm(complaint, by=own(complaint))
    with pytest.raises(MoveRefused, match="butir"):
        services.close(complaint, by=cast.district_admin.actor, reason="Sudah.")
    [point] = points.of(complaint)
    answer(complaint, cast, done(point))
    services.close_automatically(complaint)
    assert complaint.status == "closed"


def test_the_machine_closes_nothing_whose_point_has_no_outcome(cast, make):
    complaint = make("answered")
    Point.objects.create(complaint=complaint, position=1, text="Tiang", listed_at=clock.now())
    with pytest.raises(MoveRefused, match="butir"):
        services.close_automatically(complaint)


def test_a_promised_point_keeps_the_complaint_open_by_the_promise(cast, make):
    day = clock.today() + timedelta(days=20)
    complaint = make("in_progress")
    lamp, pole = listed(complaint, cast, "Lampu diganti", "Tiang dicat")
    promise = Said("promised", pole.pk, words="Menunggu cat.", promised_on=day)
    event = answer(complaint, cast, done(lamp), promise)
    assert (event.action, complaint.status, complaint.promised_on) == ("schedule", "scheduled", day)
    assert set(complaint.clocks.filter(stopped_at=None).values_list("clock", flat=True)) >= {
        "promise", "chain"
    }  # fmt: skip
    services.resume_work(complaint, by=cast.liaison.actor, reason="Cat sudah ada.")
    answer(complaint, cast, done(lamp), done(pole))
    assert complaint.status == "answered"
    assert [one.kind for one in points.shown(complaint)] == ["done", "done"]


def test_a_draft_carries_its_outcomes_through_approval_also_a_promise(cast, make):
    day = clock.today() + timedelta(days=20)
    complaint = make("in_progress")
    lamp, pole = listed(complaint, cast, "Lampu diganti", "Tiang dicat")
    said = [done(lamp), Said("promised", pole.pk, words="Menunggu cat.", promised_on=day)]
    text = "Kami memeriksa tempatnya pada 3 Desember."
    substance = Substance(outcomes=said)
    services.draft(complaint, by=cast.drafter.actor, text=text, substance=substance)
    assert not Outcome.objects.filter(answer__complaint=complaint).exists()
    event = services.approve(complaint, by=cast.unit_head.actor)
    assert (event.action, complaint.status, complaint.promised_on) == (
        "approve_promise", "scheduled", day,
    )  # fmt: skip
    kept = Answer.objects.get(complaint=complaint)
    assert (kept.kind, kept.promised_on) == ("promise", day)
    assert [one.kind for one in points.shown(complaint)] == ["done", "promised"]


def test_a_dropped_point_that_was_answered_stays_in_what_was_told(cast, make):
    complaint = make("in_progress")
    lamp, pole = listed(complaint, cast, "Lampu diganti", "Tiang dicat")
    answer(complaint, cast, done(lamp), refused(pole))
    services.contest(complaint, by=own(complaint), contest_reason="not_done")
    listed(complaint, cast, "Lampu diganti")
    assert Point.objects.get(pk=pole.pk).dropped_at
    assert [one.text for one in points.of(complaint)] == ["Lampu diganti"]
    assert Outcome.objects.filter(answer__complaint=complaint).count() == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "refused"},
        {"kind": "promised"},
        {"kind": "done", "promised_on": "2030-01-01"},
    ],
)
def test_the_database_keeps_no_outcome_that_lacks_what_it_owes(cast, make, facts):
    complaint = make("answered")
    Outcome.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(answer=complaint.answers.get(), **facts)


def test_one_answer_says_one_thing_to_the_whole(cast, make):
    complaint = make("answered")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(answer=complaint.answers.get(), kind="done")


def test_not_our_task_is_no_reason_to_archive():
    labels = " ".join(str(one.label).lower() for one in ArchiveReason)
    assert "not our" not in labels
    assert not {"not_ours", "wrong_office", "other_office"} & set(ArchiveReason.values)
