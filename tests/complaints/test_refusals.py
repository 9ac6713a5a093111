"""What must not happen does not happen, and the person is told why."""

from uuid import uuid4

import pytest

from kentongan.complaints import services
from kentongan.complaints.models import Complaint, Disposition
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.organizations.actor import Actor


def test_the_second_of_two_admins_is_told_who_was_first(cast, make, offices):
    first = make("forwarded")
    second = Complaint.objects.get(pk=first.pk)
    services.dispatch(first, by=cast.district_admin.actor, unit=offices("putr"))
    with pytest.raises(Changed, match="Bu Rina"):
        services.dispatch(second, by=cast.second_admin.actor, unit=offices("dlh"))
    assert Disposition.objects.filter(complaint=first, ended_at=None).count() == 1


def test_a_note_in_between_is_no_reason_to_refuse(cast, make, offices):
    first = make("forwarded")
    second = Complaint.objects.get(pk=first.pk)
    services.note(first, by=cast.second_admin.actor, text="Saya telepon pelapor.")
    services.dispatch(second, by=cast.district_admin.actor, unit=offices("putr"))
    assert second.status == "dispatched"


def test_a_page_that_is_out_of_date_is_refused(cast, make, offices):
    complaint = make("forwarded")
    seen = complaint.version - 1
    with pytest.raises(Changed):
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"), seen=seen)


def test_a_unit_of_another_district_cannot_get_it(cast, make, offices):
    with pytest.raises(MoveRefused):
        services.dispatch(
            make("forwarded"), by=cast.district_admin.actor, unit=offices("sumedang-putr")
        )


def test_an_officer_of_another_district_changes_nothing(cast, make, offices):
    complaint = make("forwarded")
    with pytest.raises(MoveRefused):
        services.dispatch(complaint, by=cast.outsider_admin.actor, unit=offices("sumedang-putr"))
    assert Complaint.objects.get(pk=complaint.pk).status == "forwarded"


def test_who_wrote_the_draft_does_not_approve_it(cast, make):
    complaint = make("in_progress")
    services.draft(complaint, by=cast.liaison.actor, text="Sudah.")
    with pytest.raises(MoveRefused, match="menulis"):
        services.approve(complaint, by=cast.liaison.actor)
    services.approve(complaint, by=cast.unit_head.actor)
    assert complaint.status == "answered"


def test_declining_needs_reason_and_owner(cast, make, offices):
    with pytest.raises(Missing):
        services.decline(
            make("dispatched"), by=cast.liaison.actor, reason="", proposed_owner=offices("dlh")
        )


def test_the_second_decline_goes_to_an_arbiter(cast, make, offices):
    complaint = make("dispatched")
    services.decline(
        complaint, by=cast.liaison.actor, reason="Bukan kami", proposed_owner=offices("dlh")
    )
    assert complaint.status == "declined"
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
    services.decline(
        complaint, by=cast.other_liaison.actor, reason="Bukan kami", proposed_owner=offices("putr")
    )
    assert complaint.status == "disputed"
    services.decide(
        complaint,
        by=cast.leader.actor,
        unit=offices("putr"),
        reason="Aset PUTR",
        citation="Perda 1",
    )
    assert (complaint.status, complaint.unit.code) == ("dispatched", "putr")


def test_archiving_takes_two_people_and_can_be_appealed(cast, make):
    complaint = make("forwarded")
    services.propose_archive(
        complaint, by=cast.district_admin.actor, archive_reason="unclear", text="Tidak jelas."
    )
    with pytest.raises(MoveRefused, match="Orang kedua"):
        services.archive(complaint, by=cast.district_admin.actor)
    services.archive(complaint, by=cast.second_admin.actor)
    services.appeal(complaint, by=Actor.with_pin(complaint.pk), reason="Ini jelas.")
    assert complaint.status == "forwarded"


def test_the_same_form_twice_is_one_complaint(make):
    key = uuid4()
    first, second = make(idempotency_key=key), make(idempotency_key=key)
    assert first.pk == second.pk
    assert first.events.count() == 1


def test_waiting_for_the_reporter_moves_every_limit(cast, make, monday):
    from datetime import timedelta

    from kentongan.common import clock

    complaint = make("forwarded")
    before = complaint.clocks.get(clock="chain").target_at
    services.ask(complaint, by=cast.district_admin.actor, question="Di mana?")
    with clock.at(monday + timedelta(days=5)):
        services.complete(complaint, by=Actor.with_pin(complaint.pk), text="Di pasar.")
    assert complaint.clocks.get(clock="chain").target_at == before + timedelta(days=5)
    assert complaint.status == "forwarded"


def test_merged_reporters_are_told(cast, make):
    from kentongan.notifications.models import Message

    child, master = make("forwarded"), make("in_progress")
    services.merge(child, by=cast.district_admin.actor, master=master)
    event = services.tell(master, by=cast.liaison.actor, text="Kami periksa.")
    about = Message.objects.filter(event_id=event.pk, purpose="told").values_list(
        "about", flat=True
    )
    assert set(about) == {child.pk, master.pk}


def test_a_dispute_of_two_steps_never_restarts_the_citizens_clock(cast, make, offices):
    complaint = make("dispatched")
    before = complaint.clocks.get(clock="chain").target_at
    services.redispatch(
        complaint, by=cast.district_admin.actor, unit=offices("dlh"), reason="Keliru"
    )
    assert complaint.clocks.get(clock="chain", stopped_at=None).target_at == before
