"""Several hands on one complaint: parts with their time, notes that call, errands, outside bodies."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import (
    Attachment,
    Contribution,
    FieldTask,
    OutsideQuestion,
    OutsideVisit,
)
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import contributions, mentions, outside
from kentongan.complaints.services.field_tasks import Picture
from kentongan.organizations.actor import Actor

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64)


@pytest.fixture
def contributing(cast, make, offices):
    """In work at public works; the environment office contributes."""
    one = make("in_progress")
    services.add_unit(one, by=cast.liaison.actor, unit=offices("dlh"), note="Angkut sampahnya")
    return one


def part_of(complaint):
    return Contribution.objects.get(disposition__complaint=complaint)


def test_a_contributing_unit_has_its_task_and_a_time_of_its_own(contributing):
    part = part_of(contributing)
    assert part.task == "Angkut sampahnya"
    assert part.rule.code == "usulan-kontribusi"
    assert timedelta(days=5) < part.due_at - part.started_at < timedelta(days=15)


def test_a_late_part_is_told_once_to_its_unit_and_to_the_lead(cast, contributing, people):
    later = part_of(contributing).due_at + timedelta(hours=1)
    with clock.at(later):
        assert contributions.sweep(later) == 1
        assert contributions.sweep(later) == 0
    event = contributing.events.get(action="part_late")
    assert cast.other_liaison.user.pk in people(event)
    assert cast.liaison.user.pk in people(event)


def test_a_part_handed_in_is_never_late_and_can_be_asked_for_again(cast, contributing, offices):
    services.contribute(contributing, by=cast.other_liaison.actor, text="Sudah diangkut.")
    later = clock.now() + timedelta(days=30)
    with clock.at(later):
        assert contributions.sweep(later) == 0
    with pytest.raises(MoveRefused):
        services.contribute(contributing, by=cast.other_liaison.actor, text="Lagi")
    services.add_unit(
        contributing, by=cast.liaison.actor, unit=offices("dlh"), note="Juga yang timur"
    )
    services.contribute(contributing, by=cast.other_liaison.actor, text="Timur juga sudah.")


def test_what_the_reporter_takes_is_no_lateness(cast, contributing):
    part = part_of(contributing)
    services.ask(contributing, by=cast.liaison.actor, question="Di mana tepatnya?")
    later = part.due_at + timedelta(days=1)
    with clock.at(later):
        assert contributions.sweep(later) == 0
        services.complete(contributing, by=Actor.with_pin(contributing.pk), text="Di timur pasar.")
        assert contributions.sweep(clock.now()) == 0
        assert part_of(contributing).due_at > later


def test_a_name_after_an_at_rings_the_bell_of_who_may_see_it(cast, make, people):
    one = make("in_progress")
    event = services.note(one, by=cast.liaison.actor, text="@Wati tolong cek, juga @Pak Bambang.")
    assert people(event) == {cast.drafter.user.pk, cast.unit_head.user.pk}
    assert services.note(one, by=cast.liaison.actor, text="Tulis ke info@putr.demo").facts == {}


def test_nobody_is_called_who_may_not_see_it(cast, make):
    one = make("in_progress")
    known = {reader.pk for reader in mentions.readers(one, by=cast.liaison.actor)}
    assert cast.district_admin.user.pk in known
    assert cast.other_liaison.user.pk not in known
    assert cast.outsider_admin.user.pk not in known
    assert cast.leader.user.pk in known
    with pytest.raises(Missing, match="Lina"):
        services.note(one, by=cast.liaison.actor, text="@Lina tolong")
    secret = make("in_progress", is_secret=True)
    assert cast.leader.user.pk not in {
        one.pk for one in mentions.readers(secret, by=cast.liaison.actor)
    }


@pytest.fixture
def task(cast, make):
    one = make("in_progress")
    services.give_task(
        one, by=cast.liaison.actor, assignee=cast.field_officer.user,
        instructions="Ukur lubangnya", due_on=clock.today() + timedelta(days=2),
    )  # fmt: skip
    return FieldTask.objects.get(complaint=one)


def picture(moment, **facts):
    return Picture(upload=Upload(f"{moment}.jpg", JPEG), moment=moment, **facts)


def report(task, cast, **facts):
    given = {
        "key": uuid4(), "outcome": "done", "text": "Sudah ditutup.",
        "pictures": [picture("before"), picture("after", lat=-6.8, lng=108.2, accuracy_m=5)],
    } | facts  # fmt: skip
    return services.report_task(task, by=cast.field_officer.actor, **given)


def test_an_errand_comes_back_once_as_internal_evidence_with_place_and_time(cast, task, people):
    key, then = uuid4(), clock.now() - timedelta(hours=3)
    photos = [picture("before"), picture("after", taken_at=then, lat=-6.8, lng=108.2, accuracy_m=5)]
    event = report(task, cast, key=key, done_at=then, pictures=photos)
    assert report(task, cast, key=key).pk == event.pk

    assert {one.purpose for one in event.attachments.all()} == {Attachment.Purpose.INTERNAL}
    after = task.photos.get(moment="after")
    assert (after.lat, after.lng, after.accuracy_m, after.taken_at) == (-6.8, 108.2, 5, then)
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_at) == ("done", "done", then)
    assert cast.liaison.user.pk in people(event)
    with pytest.raises(MoveRefused):
        report(task, cast)


def test_done_needs_a_photo_after_and_a_wrong_clock_is_not_believed(cast, task):
    with pytest.raises(Missing):
        report(task, cast, pictures=[picture("before")])
    report(task, cast, done_at=clock.now() + timedelta(days=400))
    task.refresh_from_db()
    assert task.done_at == task.received_at


def test_only_the_assignee_reports_and_only_people_of_the_office_are_sent(cast, task, make):
    with pytest.raises(MoveRefused):
        services.report_task(task, by=cast.drafter.actor, key=uuid4(), outcome="not_found")
    for stranger in (cast.other_liaison, cast.outsider_liaison, cast.reporter):
        with pytest.raises(MoveRefused):
            services.give_task(
                task.complaint, by=cast.liaison.actor, assignee=stranger.user,
                instructions="Ke sana", due_on=clock.today(),
            )  # fmt: skip
    assert not FieldTask.objects.visible_to(cast.other_liaison.actor).exists()
    assert FieldTask.objects.visible_to(cast.field_officer.actor).get() == task


def test_a_cancelled_errand_takes_no_result(cast, task, people):
    event = services.cancel_task(task, by=cast.liaison.actor, reason="Sudah ditangani")
    assert people(event) == {cast.field_officer.user.pk}
    with pytest.raises(MoveRefused):
        report(task, cast)


@pytest.fixture
def asked(cast, make):
    one = make("in_progress", text="Tiang miring, hubungi Siti 081234567890 di rumah.")
    return services.ask_outside(
        one, by=cast.liaison.actor, question="Tiang siapa?", body_name="PLN ULP Majalengka", days=3
    )


def test_an_outside_body_sees_masked_words_and_answers_as_an_internal_note(cast, asked, people):
    found = outside.find(asked.token)
    shown = outside.shown(found)
    assert "081234567890" not in shown.text
    outside.opened(found)
    event = services.answer_outside(
        found, name="Manajer", text="Tiang kami.", files=[Upload("a.jpg", JPEG)]
    )
    assert event.audience == "officers"
    assert event.actor_label == "Manajer · PLN ULP Majalengka"
    assert event.attachments.get().purpose == Attachment.Purpose.INTERNAL
    assert people(event) == {cast.liaison.user.pk}
    assert [one.what for one in OutsideVisit.objects.order_by("id")] == ["opened", "answered"]


def test_the_link_is_kept_as_a_digest_ends_and_can_be_revoked(cast, asked):
    row = OutsideQuestion.objects.get()
    assert asked.token not in repr(row.__dict__)
    assert asked.token not in repr(list(row.complaint.events.values()))
    with clock.at(clock.now() + timedelta(days=4)):
        assert outside.find(asked.token) is None
    assert outside.find(asked.token + "x") is None
    services.revoke_outside(row, by=cast.liaison.actor, reason="Salah kirim")
    assert outside.find(asked.token) is None
    with pytest.raises(MoveRefused):
        services.answer_outside(row, name="Manajer", text="Terlambat")


def test_a_link_takes_few_answers_and_ends_with_the_complaint(cast, asked):
    found = outside.find(asked.token)
    for _ in range(outside.MOST_ANSWERS):
        services.answer_outside(found, name="Manajer", text="Ini tiang kami.")
    with pytest.raises(MoveRefused):
        services.answer_outside(found, name="Manajer", text="Sekali lagi")
    services.withdraw(found.complaint, by=Actor.with_pin(found.complaint_id))
    assert outside.find(asked.token) is None
