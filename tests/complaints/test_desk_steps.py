"""The two desks: forward, dispatch, return, hand over, take back, classify, publish, decide."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Answer, Category, Complaint, Disposition
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.services import merge_into
from tests.complaints.reaching import own


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def live(complaint):
    rows = Disposition.objects.filter(complaint=complaint, ended_at=None)
    return set(rows.values_list("unit__code", "part"))


def classified(complaint, by, **changes):
    given = {
        "kind": complaint.kind,
        "classification": complaint.classification,
        "category": complaint.category,
        "title": complaint.title,
    }
    return services.classify(complaint, by=by, **(given | changes))


def test_forwarding_gives_it_to_an_institution_and_starts_its_clock(cast, make, offices):
    complaint = make("received")
    event = services.forward(
        complaint, by=cast.national_admin.actor, institution=offices("majalengka"), note="Mohon."
    )
    assert (complaint.status, complaint.institution.code) == ("forwarded", "majalengka")
    assert event.facts["institution_name"] == offices("majalengka").name
    kinds = set(complaint.clocks.filter(stopped_at=None).values_list("clock", flat=True))
    assert kinds == {"dispatch", "chain"}


@pytest.mark.parametrize("code", ["putr", "ext-jabar", "pusat"])
def test_forwarding_takes_an_institution_that_takes_part(cast, make, offices, code):
    with pytest.raises(MoveRefused, match="instansi"):
        services.forward(make(), by=cast.national_admin.actor, institution=offices(code))


def test_an_institution_that_has_ended_gets_nothing_more(cast, make, offices):
    sumedang = offices("sumedang")
    sumedang.valid_to = clock.today() - timedelta(days=1)
    sumedang.save()
    with pytest.raises(MoveRefused, match="tidak ada pada hari ini"):
        services.forward(make(), by=cast.national_admin.actor, institution=sumedang)


def test_a_chosen_institution_has_it_at_once_and_the_national_desk_sees_it(cast, make, offices):
    complaint = make("forwarded", institution=offices("majalengka"))
    assert [event.action for event in complaint.events.all()] == ["submit"]
    assert Complaint.objects.visible_to(cast.national_admin.actor).filter(pk=complaint.pk).exists()


def test_dispatch_hands_it_to_one_leading_and_several_contributing_units(cast, make, offices):
    complaint = make("forwarded")
    units = [offices("dlh"), offices("dishub"), offices("dlh"), offices("putr")]
    services.dispatch(
        complaint, by=cast.district_admin.actor, unit=offices("putr"), contributing=units
    )
    assert live(complaint) == {
        ("putr", "lead"), ("dlh", "contributing"), ("dishub", "contributing"),
    }  # fmt: skip


def test_a_unit_that_contributes_keeps_its_part_when_another_one_leads(cast, make, offices):
    complaint = make("forwarded")
    admin, dlh = cast.district_admin.actor, offices("dlh")
    services.dispatch(complaint, by=admin, unit=offices("putr"), contributing=[dlh])
    services.decline(
        complaint, by=cast.liaison.actor, reason="Bukan", proposed_owner=offices("dishub")
    )
    services.dispatch(complaint, by=admin, unit=offices("dishub"), contributing=[dlh])
    assert live(complaint) == {("dishub", "lead"), ("dlh", "contributing")}


def test_a_contributing_unit_can_become_the_leading_one(cast, make, offices):
    complaint = make("forwarded")
    admin = cast.district_admin.actor
    services.dispatch(complaint, by=admin, unit=offices("putr"), contributing=[offices("dlh")])
    services.redispatch(complaint, by=admin, unit=offices("dlh"), reason="Lebih tepat.")
    assert live(complaint) == {("dlh", "lead")}


@pytest.mark.parametrize("code", ["sumedang-putr", "majalengka", "ext-jabar"])
def test_dispatch_takes_a_unit_of_the_same_institution(cast, make, offices, code):
    complaint = make("forwarded")
    with pytest.raises(MoveRefused):
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices(code))
    with pytest.raises(MoveRefused):
        services.dispatch(
            complaint,
            by=cast.district_admin.actor,
            unit=offices("putr"),
            contributing=[offices(code)],
        )
    assert live(complaint) == set()


def test_a_unit_that_was_merged_is_refused_and_its_successor_named(cast, make, offices):
    yesterday = clock.today() - timedelta(days=1)
    merge_into(
        offices("dlh"), successor=offices("putr"), last_day=yesterday, by=cast.operator.actor
    )
    with pytest.raises(MoveRefused, match=offices("putr").name):
        services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("dlh"))


def test_the_last_day_of_a_unit_is_its_own_day(cast, make, offices):
    day = clock.today()
    merge_into(offices("dlh"), successor=offices("putr"), last_day=day, by=cast.operator.actor)
    services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("dlh"))
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(MoveRefused):
        services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("dlh"))


def test_dispatch_publishes_what_may_be_published(cast, make):
    assert make("dispatched").published_at
    assert make("dispatched", is_secret=True).published_at is None


def test_a_complaint_made_secret_between_reading_and_dispatching_is_not_published(
    cast, make, offices
):
    first = make("forwarded")
    second = fresh(first)
    classified(first, cast.second_admin.actor, is_secret=True)
    services.dispatch(second, by=cast.district_admin.actor, unit=offices("putr"))
    assert (second.status, second.is_secret, second.published_at) == ("dispatched", True, None)


def test_redispatch_discards_drafts_and_goes_to_another_unit(cast, make, offices):
    complaint = make("awaiting_approval")
    admin = cast.district_admin.actor
    with pytest.raises(MoveRefused, match="sudah"):
        services.redispatch(complaint, by=admin, unit=offices("putr"), reason="Sama")
    with pytest.raises(Missing):
        services.redispatch(complaint, by=admin, unit=offices("dlh"), reason="")
    services.redispatch(complaint, by=admin, unit=offices("dlh"), reason="Keliru")
    assert (complaint.status, complaint.unit.code) == ("dispatched", "dlh")
    assert complaint.answers.get().state == Answer.State.DISCARDED


def test_what_is_outside_the_district_goes_back_to_the_national_desk(cast, make, offices):
    complaint = make("forwarded")
    with pytest.raises(Missing):
        services.return_to_national(complaint, by=cast.district_admin.actor, reason="")
    services.return_to_national(complaint, by=cast.district_admin.actor, reason="Jalan nasional")
    assert (complaint.status, complaint.unit) == ("returned", None)
    services.forward(complaint, by=cast.national_admin.actor, institution=offices("sumedang"))
    assert complaint.institution.code == "sumedang"
    assert not Complaint.objects.visible_to(cast.district_admin.actor).filter(pk=complaint.pk)


def test_a_contested_complaint_can_be_returned_and_no_unit_keeps_it(cast, make):
    complaint = make("reopened")
    services.return_to_national(complaint, by=cast.district_admin.actor, reason="Provinsi")
    assert (complaint.status, live(complaint)) == ("returned", set())


def test_an_outside_body_gets_it_with_its_reference_and_its_outcome_closes_it(cast, make, offices):
    complaint = make("forwarded")
    admin, body = cast.district_admin.actor, offices("ext-jabar")
    with pytest.raises(MoveRefused, match="instansi luar"):
        services.hand_over(complaint, by=admin, external_body=offices("putr"), reason="Bukan")
    event = services.hand_over(
        complaint, by=admin, external_body=body, reason="Jalan provinsi", reference="JB-77"
    )
    assert (complaint.status, event.facts["reference"]) == ("returned", "JB-77")
    with pytest.raises(Missing):
        services.close_external(complaint, by=admin, outcome="")
    services.close_external(complaint, by=admin, outcome="Sudah ditambal provinsi.")
    assert (complaint.status, complaint.closed_kind) == ("closed", "external")
    assert not complaint.clocks.filter(stopped_at=None).exists()


def test_an_outside_body_that_has_ended_gets_nothing(cast, make, offices):
    body = offices("ext-jabar")
    body.valid_to = clock.today() - timedelta(days=1)
    body.save()
    with pytest.raises(MoveRefused):
        services.hand_over(
            make("forwarded"), by=cast.district_admin.actor, external_body=body, reason="Provinsi"
        )


def test_only_what_was_handed_over_is_closed_with_an_outcome(cast, make):
    with pytest.raises(MoveRefused, match="luar"):
        services.close_external(make("returned"), by=cast.district_admin.actor, outcome="Beres")


def test_the_desk_takes_back_what_the_outside_body_refused(cast, make, offices):
    complaint = make("forwarded")
    admin = cast.district_admin.actor
    services.hand_over(complaint, by=admin, external_body=offices("ext-jabar"), reason="Provinsi")
    services.take_back(complaint, by=admin, reason="Ditolak provinsi")
    assert (complaint.status, complaint.external_body) == ("forwarded", None)


def test_the_reporter_can_have_an_outside_closing_looked_at_again(cast, make, offices):
    complaint = make("forwarded")
    admin = cast.district_admin.actor
    services.hand_over(complaint, by=admin, external_body=offices("ext-jabar"), reason="Provinsi")
    services.close_external(complaint, by=admin, outcome="Selesai kata provinsi.")
    services.reopen(complaint, by=own(complaint), contest_reason="not_done")
    assert (complaint.status, complaint.external_body) == ("forwarded", None)
    assert set(complaint.clocks.filter(stopped_at=None).values_list("clock", flat=True)) == {
        "dispatch",
        "chain",
    }


def test_an_outside_closing_of_the_national_desk_goes_back_to_it(cast, make, offices):
    complaint = make("received")
    maya = cast.national_admin.actor
    services.hand_over(complaint, by=maya, external_body=offices("ext-jabar"), reason="Provinsi")
    services.close_external(complaint, by=maya, outcome="Selesai.")
    services.reopen(complaint, by=maya, text="Pelapor menelepon.")
    assert (complaint.status, complaint.institution) == ("received", None)


def test_classifying_counts_the_new_limits_from_the_first_day(cast, make, monday):
    complaint = make("in_progress")
    before = complaint.clocks.get(clock="answer").target_at
    with clock.at(monday + timedelta(days=3)):
        event = classified(complaint, cast.district_admin.actor, classification="information")
    assert complaint.clocks.get(clock="answer").target_at < before
    assert event.facts["classification"] == {"from": "ordinary", "to": "information"}


def test_what_needs_investigation_is_secret_and_leaves_the_public_list(cast, make):
    complaint = make("dispatched")
    assert complaint.published_at
    classified(complaint, cast.district_admin.actor, classification="supervisory")
    assert (fresh(complaint).is_secret, fresh(complaint).published_at) == (True, None)


def test_a_sensitive_category_makes_it_secret_and_danger_makes_it_urgent(cast, make):
    complaint = make("dispatched")
    sensitive = Category.objects.filter(is_sensitive=True).first()
    event = classified(complaint, cast.district_admin.actor, category=sensitive)
    assert complaint.is_secret
    assert event.facts["category"]["to"] == sensitive.code
    classified(complaint, cast.district_admin.actor, classification="emergency", title="  ")
    assert complaint.is_urgent
    assert complaint.title


def test_the_second_of_two_who_classify_is_told_of_the_first(cast, make):
    first = make("forwarded")
    second, seen = fresh(first), first.version
    classified(first, cast.district_admin.actor, classification="information")
    with pytest.raises(Changed, match="Bu Rina"):
        classified(second, cast.second_admin.actor, classification="suggestion")
    with pytest.raises(Changed, match="Bu Rina"):
        classified(fresh(first), cast.second_admin.actor, title="Lain", seen=seen)
    assert fresh(first).classification == "information"


def test_hiding_needs_a_reason_and_publishing_masks_what_is_written(cast, make):
    complaint = make("dispatched")
    admin = cast.district_admin.actor
    with pytest.raises(MoveRefused):
        services.publish(complaint, by=admin)
    with pytest.raises(Missing):
        services.hide(complaint, by=admin, hide_reason="personal", text="")
    services.hide(complaint, by=admin, hide_reason="personal", text="Menyebut nama orang")
    with pytest.raises(MoveRefused):
        services.hide(complaint, by=admin, hide_reason="mistake", text="Lagi")
    services.publish(complaint, by=admin, title="Jembatan", text="Hubungi 0812-3456-7890.")
    assert (complaint.public_title, complaint.public_text) == ("Jembatan", "Hubungi […].")
    services.hide(complaint, by=admin, hide_reason="mistake", text="Lagi")
    services.publish(complaint, by=admin)
    assert complaint.public_text == complaint.text


def test_a_secret_complaint_is_never_published(cast, make):
    with pytest.raises(MoveRefused, match="rahasia"):
        services.publish(make("dispatched", is_secret=True), by=cast.district_admin.actor)


def test_a_declined_complaint_can_be_given_to_an_arbiter(cast, make):
    complaint = make("declined")
    admin, iwan = cast.district_admin.actor, cast.leader.user
    services.dispute(complaint, by=admin, reason="Dua dinas berselisih", arbiter=iwan)
    assert (complaint.status, complaint.arbiter) == ("disputed", iwan)
    services.name_arbiter(complaint, by=admin, arbiter=cast.second_admin.user)
    assert complaint.arbiter == cast.second_admin.user


@pytest.mark.parametrize("who", ["reporter", "liaison", "outsider_admin", "operator"])
def test_only_who_may_decide_there_is_named_arbiter(cast, make, who):
    person = getattr(cast, who).user
    with pytest.raises(MoveRefused, match="pimpinan"):
        services.dispute(
            make("declined"), by=cast.district_admin.actor, reason="Selisih", arbiter=person
        )
    with pytest.raises(MoveRefused):
        services.name_arbiter(make("disputed"), by=cast.district_admin.actor, arbiter=person)


def test_the_named_person_decides_and_nobody_else(cast, make, offices):
    complaint = make("disputed")
    admin = cast.district_admin.actor
    services.name_arbiter(complaint, by=admin, arbiter=cast.leader.user)
    with pytest.raises(MoveRefused, match="Orang lain"):
        services.decide(
            complaint, by=admin, unit=offices("putr"), reason="Aset PUTR", citation="Perda 1"
        )
    with pytest.raises(Missing):
        services.decide(
            complaint,
            by=cast.leader.actor,
            unit=offices("putr"),
            reason="",
            citation="Perda 1",
        )
    services.decide(
        complaint,
        by=cast.leader.actor,
        unit=offices("putr"),
        reason="Aset PUTR",
        citation="Perda 1",
    )
    assert live(complaint) == {("putr", "lead")}


def test_a_decided_unit_cannot_decline_again_but_another_one_may(cast, make, offices):
    complaint = make("disputed")
    admin = cast.district_admin.actor
    services.decide(
        complaint, by=admin, unit=offices("putr"), reason="Aset PUTR", citation="Perda 1"
    )
    with pytest.raises(MoveRefused, match="fakta baru"):
        services.decline(
            complaint, by=cast.liaison.actor, reason="Tetap bukan", proposed_owner=offices("dlh")
        )
    services.redispatch(complaint, by=admin, unit=offices("dlh"), reason="Ternyata aset DLH")
    services.decline(
        complaint, by=cast.other_liaison.actor, reason="Bukan", proposed_owner=offices("putr")
    )
    assert complaint.status == "disputed"


def test_a_secret_dispute_is_read_by_its_arbiter_alone_among_leaders(cast, make):
    complaint = make("declined", is_secret=True)
    seen = Complaint.objects.visible_to(cast.leader.actor).filter(pk=complaint.pk)
    assert not seen.exists()
    services.dispute(
        complaint, by=cast.district_admin.actor, reason="Selisih", arbiter=cast.leader.user
    )
    assert seen.exists()


def test_the_desk_closes_what_is_answered_with_a_reason(cast, make):
    complaint = make("answered")
    with pytest.raises(Missing):
        services.close(complaint, by=cast.district_admin.actor, reason="")
    services.close(complaint, by=cast.district_admin.actor, reason="Sudah dicek di lapangan")
    assert (complaint.status, complaint.closed_kind) == ("closed", "by_admin")


def test_a_closed_complaint_is_reopened_by_the_desk_at_any_time(cast, make):
    complaint = make("closed")
    with clock.at(complaint.status_since + timedelta(days=300)):
        services.reopen(complaint, by=cast.district_admin.actor, text="Rusak lagi.")
    assert (complaint.status, complaint.closed_kind) == ("reopened", "")


def test_a_step_is_refused_by_status_by_role_and_by_eye(cast, make, offices):
    complaint = make("answered")
    with pytest.raises(MoveRefused, match=r"tidak (bisa|dapat)"):
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    with pytest.raises(MoveRefused, match=r"[Pp]eran"):
        services.close(complaint, by=cast.liaison.actor, reason="Beres")
    with pytest.raises(MoveRefused):
        services.close(complaint, by=cast.outsider_admin.actor, reason="Beres")
    with pytest.raises(MoveRefused):
        services.confirm(complaint, by=Actor.with_pin(make().pk))
    assert fresh(complaint).status == "answered"
