"""The ping-pong brake: two hand-backs, one decision in a day, a rule named, a precedent."""

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.escalation import telling
from kentongan.complaints.models import Category, Complaint, RoutingPrecedent
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import precedents
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import office

pytestmark = pytest.mark.django_db
RULE = "Perda 1/2020 pasal 3"


def about(complaint, code="pu.jalan"):
    """The same complaint, once the desk has said what it is about."""
    complaint.category = Category.objects.get(code=code)
    complaint.save(update_fields=["category"])
    return complaint


@pytest.fixture
def decided(cast, make, offices):
    """A dispute in which the leader named the public works office."""
    one = about(make("disputed"))
    services.decide(
        one, by=cast.leader.actor, unit=offices("putr"), reason="Aset PUTR", citation=RULE
    )
    return one


def decline(complaint, cast, to="dlh"):
    by = cast.liaison if complaint.unit.code == "putr" else cast.other_liaison
    return services.decline(complaint, by=by.actor, reason="Bukan kami", proposed_owner=office(to))


def test_decline_dispute_and_return_are_hand_backs(cast, make):
    complaint = make("dispatched")
    decline(complaint, cast)
    assert complaint.bounce_count == 1
    services.dispute(
        complaint, by=cast.district_admin.actor, reason="Beda", arbiter=cast.leader.user
    )
    assert complaint.bounce_count == 2
    services.return_to_national(complaint, by=cast.district_admin.actor, reason="Jalan nasional")
    assert Complaint.objects.get(pk=complaint.pk).bounce_count == 3


def test_the_second_hand_back_is_decided_in_one_working_day(cast, make, monday, offices):
    complaint = make("dispatched")
    decline(complaint, cast)
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
    decline(complaint, cast, to="putr")

    run = complaint.clocks.get(clock="decision", stopped_at=None)
    assert (run.target_at - monday).days == 1
    assert run.target_rule.code == "rem-pingpong"
    assert run.target_rule.source


def test_a_second_return_goes_up_and_the_national_desk_must_name_the_rule(cast, make, offices):
    complaint = make("declined")
    services.return_to_national(complaint, by=cast.district_admin.actor, reason="Jalan nasional")
    up = cast.national_admin.actor
    run = complaint.clocks.get(clock="decision", stopped_at=None)
    assert run.holder is None
    with pytest.raises(MoveRefused, match="aturan"):
        services.forward(complaint, by=up, institution=offices("majalengka"))
    facts = {"institution": offices("majalengka"), "reason": "Aset kabupaten"}
    with pytest.raises(Missing):
        services.decide_authority(complaint, by=up, citation=" ", **facts)
    services.decide_authority(complaint, by=up, citation=RULE, **facts)
    with pytest.raises(MoveRefused, match="fakta baru"):
        services.return_to_national(complaint, by=cast.district_admin.actor, reason="Tetap bukan")
    services.add(complaint, by=Actor.with_pin(complaint.pk), text="Ada papan nama BBPJN di sana.")
    services.return_to_national(complaint, by=cast.district_admin.actor, reason="Ada papan BBPJN")
    assert complaint.status == "returned"


def test_a_decision_binds_until_somebody_says_something_new(cast, decided):
    with pytest.raises(MoveRefused, match="fakta baru"):
        decline(decided, cast)
    services.add(decided, by=Actor.with_pin(decided.pk), text="Di tiang tertulis Dinas LH.")
    decline(decided, cast)
    assert decided.status == "disputed"


def test_a_decision_needs_its_rule(cast, make, offices):
    with pytest.raises(Missing) as missing:
        services.decide(
            make("disputed"), by=cast.leader.actor, unit=offices("putr"), reason="Aset", citation=""
        )
    assert missing.value.field == "citation"


def test_the_decision_guides_the_next_report_on_the_same_subject(cast, decided, make, offices):
    precedent = RoutingPrecedent.objects.get(complaint=decided)
    assert (precedent.owner, precedent.citation) == (offices("putr"), RULE)
    assert precedent.decided_label == cast.leader.user.full_name

    other = about(make("forwarded"))
    by = cast.district_admin.actor
    assert [one.owner_id for one in precedents.find(other, by=by)] == [offices("putr").pk]
    elsewhere = make("forwarded", text="Antrean di loket KTP sangat lama.")
    about(elsewhere, "kependudukan")
    assert precedents.find(elsewhere, by=by) == []
    assert precedents.find(other, by=cast.outsider_admin.actor) == []


def test_without_a_subject_the_same_words_find_it(cast, make, offices):
    one = make("disputed")
    services.decide(
        one, by=cast.leader.actor, unit=offices("putr"), reason="Aset PUTR", citation=RULE
    )
    same, other = make("forwarded"), make("forwarded", text="Antrean di loket KTP sangat lama.")
    assert precedents.find(same, by=cast.district_admin.actor)
    assert precedents.find(other, by=cast.district_admin.actor) == []


def test_a_later_decision_replaces_the_earlier_and_one_can_be_ended(cast, decided, make, offices):
    again = about(make("disputed"))
    services.decide(
        again, by=cast.leader.actor, unit=offices("dlh"), reason="Aset DLH", citation="Perbup 2"
    )
    third = about(make("forwarded"))
    by = cast.district_admin.actor
    assert [one.owner_id for one in precedents.find(third, by=by)] == [offices("dlh").pk]

    newest = RoutingPrecedent.objects.in_force(clock.today()).get()
    with pytest.raises(MoveRefused):
        services.end_precedent(newest, by=cast.liaison.actor, reason="Salah")
    with pytest.raises(MoveRefused):
        services.end_precedent(newest, by=cast.outsider_admin.actor, reason="Salah")
    services.end_precedent(newest, by=by, reason="Aturan dicabut")
    assert precedents.find(third, by=by) == []


def test_the_desk_reads_counter_time_and_precedent(client_for, cast, decided, make):
    other = about(make("forwarded"))
    page = client_for(cast.district_admin).get(other.get_absolute_url()).content.decode()
    assert RULE in page
    shown = client_for(cast.district_admin).get(decided.get_absolute_url()).content.decode()
    assert "2 kali" in shown
    listed = client_for(cast.district_admin).get("/meja/preseden/").content.decode()
    assert RULE in listed
    assert 'name="reason"' in listed


def test_who_decides_late_is_pressed_wherever_that_is(cast, make):
    complaint = make("declined")
    event = services.return_to_national(
        complaint, by=cast.district_admin.actor, reason="Jalan nasional"
    )
    pressed = telling.audience(complaint, "arbiter", event, telling.Memory())
    assert cast.national_admin.user.pk in {one.user_id for one in pressed}
    disputed = make("disputed")
    services.name_arbiter(disputed, by=cast.district_admin.actor, arbiter=cast.leader.user)
    pressed = telling.audience(disputed, "arbiter", event, telling.Memory())
    assert [one.user_id for one in pressed] == [cast.leader.user.pk]
