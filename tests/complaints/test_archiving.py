"""Archiving: a reason from the list, a second person, and the reporter's appeal."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import ArchiveReason
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.notifications.models import Message
from tests.complaints.reaching import own


def propose(cast, complaint, **facts):
    given = {"archive_reason": "unclear", "text": "Terlalu umum."} | facts
    return services.propose_archive(complaint, by=cast.district_admin.actor, **given)


@pytest.mark.parametrize("reason", ArchiveReason.values)
def test_every_reason_of_the_list_archives_and_is_told_in_words(cast, make, reason):
    from kentongan.notifications import rendering

    complaint = make("forwarded")
    propose(cast, complaint, archive_reason=reason)
    event = services.archive(complaint, by=cast.second_admin.actor)
    assert event.text == "Terlalu umum."
    mail = Message.objects.get(event_id=event.pk, purpose="archived")
    assert str(ArchiveReason(reason).label) in rendering.text_of(mail).body


def test_a_proposal_needs_a_known_reason_and_words_for_the_reporter(cast, make):
    complaint = make("forwarded")
    for facts in ({"archive_reason": ""}, {"archive_reason": "malas"}, {"text": ""}):
        with pytest.raises(Missing):
            propose(cast, complaint, **facts)
    assert complaint.archive_proposed_by is None


def test_only_one_proposal_stands_and_without_one_nothing_is_archived(cast, make):
    complaint = make("forwarded")
    with pytest.raises(MoveRefused):
        services.archive(complaint, by=cast.second_admin.actor)
    propose(cast, complaint)
    with pytest.raises(MoveRefused, match="sudah"):
        propose(cast, complaint)


def test_the_second_person_may_say_no(cast, make):
    complaint = make("forwarded")
    propose(cast, complaint)
    with pytest.raises(Missing):
        services.refuse_archive(complaint, by=cast.inspector.actor, reason="")
    services.refuse_archive(complaint, by=cast.inspector.actor, reason="Ini jelas")
    assert (complaint.archive_proposed_by, complaint.archive_reason) == (None, "")
    propose(cast, complaint)


def test_the_inspectorate_can_be_the_second_person(cast, make):
    complaint = make("declined")
    propose(cast, complaint)
    services.archive(complaint, by=cast.inspector.actor)
    assert complaint.status == "archived"


def go_to_the_unit(cast, complaint, office):
    services.dispatch(complaint, by=cast.second_admin.actor, unit=office("putr"))


def go_back(cast, complaint, office):
    services.return_to_national(complaint, by=cast.second_admin.actor, reason="Provinsi")


def hand_over(cast, complaint, office):
    body = office("ext-jabar")
    services.hand_over(complaint, by=cast.second_admin.actor, external_body=body, reason="Provinsi")


def ask(cast, complaint, office):
    services.ask(complaint, by=cast.second_admin.actor, question="Di mana?")


def merge(cast, complaint, office):
    from tests.complaints.reaching import reach

    services.merge(complaint, by=cast.second_admin.actor, master=reach(cast, "in_progress"))


@pytest.mark.parametrize("step", [go_to_the_unit, go_back, hand_over, ask, merge])
def test_a_proposal_does_not_travel_with_a_complaint_that_goes_on(cast, make, offices, step):
    """Else a stale word of one desk would be half of the archiving at another."""
    complaint = make("forwarded")
    propose(cast, complaint)
    step(cast, complaint, offices)
    now = Complaint.objects.get(pk=complaint.pk)
    assert (now.archive_proposed_by, now.archive_reason) == (None, "")


def test_a_note_leaves_the_proposal_standing(cast, make):
    complaint = make("forwarded")
    propose(cast, complaint)
    services.note(complaint, by=cast.second_admin.actor, text="Saya cek.")
    services.archive(complaint, by=cast.second_admin.actor)


def test_an_appeal_has_thirty_days_and_brings_it_back_with_the_first_clock(make, monday):
    complaint = make("archived")
    first = complaint.clocks.get(clock="chain").target_at
    with pytest.raises(Missing):
        services.appeal(complaint, by=own(complaint), reason="")
    with clock.at(monday + timedelta(days=31)), pytest.raises(MoveRefused, match="30 hari"):
        services.appeal(complaint, by=own(complaint), reason="Ini jelas")
    services.appeal(complaint, by=own(complaint), reason="Ini jelas")
    assert (complaint.status, complaint.archive_reason) == ("forwarded", "")
    assert complaint.clocks.get(clock="chain", stopped_at=None).target_at == first


def test_what_the_national_desk_archived_is_appealed_there(cast, make):
    complaint = make("received")
    services.propose_archive(
        complaint, by=cast.national_admin.actor, archive_reason="spam", text="Uji coba."
    )
    services.archive(complaint, by=cast.second_national_admin.actor)
    services.appeal(complaint, by=own(complaint), reason="Bukan uji coba")
    assert complaint.status == "received"


def test_what_is_archived_is_not_in_public(cast, make):
    from kentongan.organizations.actor import Actor

    complaint = make("declined")
    assert complaint.published_at
    propose(cast, complaint)
    services.archive(complaint, by=cast.second_admin.actor)
    assert not Complaint.objects.visible_to(Actor.public()).filter(pk=complaint.pk).exists()
