"""Who is told what, exactly: the seven steps, and who stands in where nobody holds the role."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.services.submit import Submission
from kentongan.deadlines.models import Rung
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from kentongan.organizations import appointments
from kentongan.organizations.models import Membership
from tests.complaints.reaching import SITI, TEXT, own, submitted

WIB = ZoneInfo("Asia/Jakarta")


def ids(*members):
    return {one.user.pk for one in members}


def texts(told, event):
    return {purpose for purpose, _by, _user in told(event)}


@pytest.fixture
def nobody_in():
    """`nobody_in("putr", "liaison")`: the roles there ended long ago."""

    def end(office, *roles):
        held = Membership.objects.filter(organization__code=office, role__in=roles)
        assert held.update(valid_to=date(2024, 12, 31))

    return end


def test_step_three_tells_the_liaison_officers_and_nobody_else_of_the_unit(
    cast, make, offices, told, people
):
    complaint = make("forwarded")
    event = services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    assert people(event) == ids(cast.liaison)
    assert texts(told, event) == {"unit_dispatched", "dispatched"}


def test_a_report_filed_straight_to_an_institution_rings_at_its_desk(cast, offices, people, told):
    event = submitted(institution=offices("majalengka")).events.get()
    assert people(event) == ids(cast.district_admin, cast.second_admin)
    assert ("desk_forwarded", "bell", cast.second_admin.user.pk) in told(event)


def test_the_officer_who_entered_it_at_that_desk_is_not_told(cast, offices, people):
    given = Submission(
        text=TEXT, channel=Channel.COUNTER, idempotency_key=uuid4(),
        institution=offices("majalengka"),
    )  # fmt: skip
    receipt = services.submit(given, by=cast.district_admin.actor)
    event = Complaint.objects.get(pk=receipt.complaint_id).events.get()
    assert people(event) == ids(cast.second_admin)


def test_what_nobody_addressed_and_lists_of_old_reports_ring_nowhere(cast, offices, people):
    assert people(submitted().events.get()) == set()
    listed = submitted(institution=offices("majalengka"), channel=Channel.IMPORT)
    assert people(listed.events.get()) == set()


def test_contributing_units_are_told_at_the_dispatch(cast, make, offices, told, people):
    complaint = make("forwarded")
    event = services.dispatch(
        complaint,
        by=cast.district_admin.actor,
        unit=offices("putr"),
        contributing=[offices("dlh"), offices("putr")],
    )
    assert people(event) == ids(cast.liaison, cast.other_liaison)
    assert ("unit_added", "email", cast.other_liaison.user.pk) in told(event)
    assert ("unit_added", "email", cast.liaison.user.pk) not in told(event)


@pytest.mark.parametrize("by_draft", [True, False])
def test_step_six_tells_both_desks_and_step_seven_the_reporter(cast, make, told, people, by_draft):
    if by_draft:
        complaint = make("awaiting_approval", personal=SITI)
        event = services.approve(complaint, by=cast.unit_head.actor)
    else:
        complaint = make("in_progress", personal=SITI)
        event = services.answer(complaint, by=cast.liaison.actor, text="Sudah.")
    assert people(event) == ids(
        cast.district_admin, cast.second_admin, cast.national_admin, cast.second_national_admin
    )
    assert {one for one in told(event) if one[2] is None} == {
        ("answered", "email", None),
        ("answered", "sms", None),
    }


def test_a_reporter_with_an_account_has_a_bell_and_by_mail_one_message(cast, make, told):
    user = cast.reporter.user
    complaint = make("in_progress", reporter_user_id=user.pk, personal=SITI)
    event = services.answer(complaint, by=cast.liaison.actor, text="Sudah.")
    mine = {one for one in told(event) if one[0] == "answered"}
    assert mine == {
        ("answered", "bell", user.pk), ("answered", "email", None), ("answered", "sms", None),
    }  # fmt: skip


def test_who_left_no_contact_is_told_nothing_and_nothing_breaks(cast, make, told):
    from kentongan.accounts.vault import PersonalData

    complaint = make("in_progress", personal=PersonalData())
    event = services.tell(complaint, by=cast.liaison.actor, text="Kami survei.")
    assert told(event) == set()


def test_without_a_liaison_officer_the_head_of_the_unit_is_told(
    cast, make, offices, people, nobody_in
):
    nobody_in("putr", "liaison")
    event = services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("putr"))
    assert people(event) == ids(cast.unit_head)


def test_without_anybody_in_the_unit_the_other_officer_of_the_desk_is_told(
    cast, make, offices, people, nobody_in
):
    nobody_in("putr", "liaison", "unit_head")
    event = services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("putr"))
    assert people(event) == ids(cast.second_admin)


def test_where_the_desk_has_one_officer_alone_the_national_desk_is_told(
    cast, make, offices, people, nobody_in
):
    nobody_in("putr", "liaison", "unit_head")
    cast.second_admin.membership.delete()
    event = services.dispatch(make("forwarded"), by=cast.district_admin.actor, unit=offices("putr"))
    assert people(event) == ids(cast.national_admin, cast.second_national_admin)


def test_a_contributing_unit_without_officers_is_not_silent_either(
    cast, make, offices, people, nobody_in
):
    nobody_in("dlh", "liaison")
    complaint = make("in_progress")
    event = services.add_unit(complaint, by=cast.liaison.actor, unit=offices("dlh"))
    assert people(event) == ids(cast.other_head)


def test_a_district_without_a_desk_is_watched_by_the_national_one(
    cast, make, offices, people, nobody_in
):
    nobody_in("diskominfo", "institution_admin")
    event = services.forward(
        make(), by=cast.national_admin.actor, institution=offices("majalengka")
    )
    assert people(event) == ids(cast.second_national_admin)


def test_a_role_begins_and_ends_on_the_local_day(cast, make, offices, people):
    """Half past midnight in Majalengka is yesterday in UTC."""
    appointments.end(
        cast.liaison.membership, last_day=date(2026, 11, 30), by=cast.district_admin.actor
    )
    heir = appointments.grant(
        cast.field_officer.user,
        role="liaison",
        organization=offices("putr"),
        decree_number="SK 9/2026",
        valid_from=date(2026, 12, 1),
        by=cast.district_admin.actor,
    )
    complaints = [make("forwarded"), make("forwarded")]
    admin, putr = cast.district_admin.actor, offices("putr")
    with clock.at(datetime(2026, 12, 1, 0, 30, tzinfo=WIB)):
        event = services.dispatch(complaints[0], by=admin, unit=putr)
    assert people(event) == {heir.user_id}
    with clock.at(datetime(2026, 11, 30, 23, 30, tzinfo=WIB)):
        event = services.dispatch(complaints[1], by=admin, unit=putr)
    assert people(event) == ids(cast.liaison)


def test_the_day_of_an_eastern_institution_begins_two_hours_earlier(cast, make, offices, people):
    sumedang = offices("sumedang")
    sumedang.time_zone = "Asia/Jayapura"
    sumedang.save()
    seat = cast.outsider_admin.membership
    seat.valid_from = date(2026, 12, 1)
    seat.save()
    late = datetime(2026, 11, 30, 22, 30, tzinfo=WIB)  # 00.30 in the east
    with clock.at(late):
        event = services.forward(make(), by=cast.national_admin.actor, institution=sumedang)
    assert people(event) == ids(cast.outsider_admin)


def test_who_took_the_step_is_not_told_of_it(cast, make, people):
    complaint = make("in_progress")
    event = services.draft(complaint, by=cast.liaison.actor, text="Sudah.")
    assert people(event) == ids(cast.unit_head)


def test_each_other_step_tells_those_of_the_table(cast, make, offices, people, told):
    admin = ids(cast.district_admin, cast.second_admin)
    maya = ids(cast.national_admin, cast.second_national_admin)
    unit = ids(cast.liaison)

    one = make("forwarded")
    event = services.return_to_national(one, by=cast.district_admin.actor, reason="Provinsi")
    assert people(event) == maya

    one = make("dispatched")
    event = services.decline(
        one, by=cast.liaison.actor, reason="Bukan", proposed_owner=offices("dlh")
    )
    assert (people(event), texts(told, event)) == (admin, {"desk_declined"})
    event = services.dispute(
        one, by=cast.district_admin.actor, reason="Selisih", arbiter=cast.leader.user
    )
    assert people(event) == ids(cast.leader)
    event = services.decide(
        one, by=cast.leader.actor, unit=offices("putr"), reason="Aset", citation="Perda 1"
    )
    assert people(event) == unit

    one = make("in_progress")
    event = services.assign(one, by=cast.liaison.actor, handler=cast.field_officer.user)
    assert people(event) == ids(cast.field_officer)
    event = services.draft(one, by=cast.drafter.actor, text="Sudah.")
    assert people(event) == ids(cast.liaison, cast.unit_head)
    event = services.send_back(one, by=cast.unit_head.actor, reason="Tanggalnya?")
    assert people(event) == ids(cast.drafter)

    for status, step, expected in (
        ("answered", lambda c: services.reply(c, by=own(c), text="Belum"), unit),
        (
            "answered",
            lambda c: services.contest(c, by=own(c), contest_reason="not_done"),
            unit | admin,
        ),
        ("answered", lambda c: services.confirm(c, by=own(c)), unit),
        (
            "closed",
            lambda c: services.reopen(c, by=own(c), contest_reason="not_done"),
            unit | admin,
        ),
        ("archived", lambda c: services.appeal(c, by=own(c), reason="Jelas"), admin),
        ("withdrawn", lambda c: services.restore(c, by=own(c)), admin),
        ("received", lambda c: services.withdraw(c, by=own(c)), maya),
        ("disputed", lambda c: services.add(c, by=own(c), text="Ini"), admin),
        ("in_progress", lambda c: services.add(c, by=own(c), text="Ini"), unit),
        ("returned", lambda c: services.add(c, by=own(c), text="Ini"), maya),
        ("incomplete", lambda c: services.complete(c, by=own(c), text="Ini"), admin),
        ("scheduled", lambda c: services.reply(c, by=own(c), text="Kapan?"), unit),
    ):
        assert people(step(make(status))) == expected, status


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_message_holds_a_name_a_contact_a_pin_or_the_words_of_the_complaint(
    cast, make, language
):
    secret = "Rahasia besar di gudang beras kami."
    complaint = make("closed", text=secret, personal=SITI, language=language, reporter_user_id=None)
    rows = Message.objects.filter(about=complaint.pk)
    assert rows.count() > 8
    for row in rows:
        row.language = language
        text = rendering.text_of(row)
        whole = f"{text.subject} {text.body} {row.params} {row.subject} {row.body} {row.address}"
        for word in ("Siti", "Rohaeti", "siti@", "081234567890", "gudang", "Rahasia besar"):
            assert word not in whole, (row.purpose, word)
        assert text.body


LONGEST = {
    "number": "9K47TX2B",
    "master": "8M31AB7C",
    "unit": "Dinas Perumahan, Kawasan Permukiman dan Pertanahan",
    "body": "Badan Pengelola Bandarudara Internasional Jawa Barat Kertajati",
    "promised_on": "2026-12-31",
    "due_at": "2026-12-31T16:59:59+00:00",
    "legal_at": "2027-01-28T16:59:59+00:00",
    "submitted_at": "2026-12-01T16:59:59+00:00",
    "reason_code": "not_public_service",
    "institution_id": "3",
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("template", sorted({n.template for n in NOTICES if "sms" in n.transports}))
def test_an_sms_fits_into_two_parts_whatever_the_office_is_called(template, language):
    message = Message(
        transport="sms",
        template=f"complaints/messages/{template}",
        params=LONGEST,
        language=language,
    )
    text = rendering.text_of(message).body
    units, parts = rendering.sms_length(text)
    assert parts <= 2, (units, text)


# What has ended has no date any more; a promise counts by its own day.
WITHOUT_DATES = {
    "closed", "closed_automatically", "closed_external", "archived", "lapsed", "merged", "referred",
    "joint_confirmed", "unit_confirmed", "desk_withdrawn", "really_solved", "offer_ombudsman",
}  # fmt: skip


@pytest.mark.django_db
def test_every_message_about_an_open_report_says_target_and_limit_of_the_law():
    rungs = [row.template for row in Rung.objects.exclude(template="")]
    for template in sorted({one.template for one in NOTICES} | set(rungs)):
        facts = {"template": f"complaints/messages/{template}", "params": LONGEST}
        body = rendering.text_of(Message(transport="email", language="id", **facts)).body
        is_said = "Target: 31 Desember 2026. Batas menurut hukum: 28 Januari 2027." in body
        assert is_said == (template not in WITHOUT_DATES), template


def test_a_step_hands_both_dates_to_its_messages(cast, make, offices):
    complaint = make("forwarded")
    event = services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    params = Message.objects.filter(event_id=event.pk).first().params
    complaint.refresh_from_db()
    said = {name: datetime.fromisoformat(params[name]) for name in ("due_at", "legal_at")}
    assert said == {"due_at": complaint.due_at, "legal_at": complaint.legal_at}


def test_a_message_is_written_once_whatever_happens_twice(cast, make):
    complaint = make("in_progress")
    event = services.tell(complaint, by=cast.liaison.actor, text="Kami survei.")
    from kentongan.complaints import notices

    before = Message.objects.count()
    notices.queue(event, Complaint.objects.get(pk=complaint.pk))
    assert Message.objects.count() == before
    dedupes = Message.objects.values_list("dedupe", flat=True)
    assert len(dedupes) == len(set(dedupes))


def test_the_messages_of_a_step_that_fails_are_not_written(cast, make):
    complaint = make("dispatched")
    before = Message.objects.count()
    with pytest.raises(ZeroDivisionError), _failing():
        services.accept(complaint, by=cast.liaison.actor)
        services.tell(complaint, by=cast.liaison.actor, text="Kami survei.")
        raise ZeroDivisionError
    assert Message.objects.count() == before


def _failing():
    from django.db import transaction

    return transaction.atomic()


def test_a_promise_is_told_with_its_date_in_words(cast, make):
    complaint = make("in_progress")
    day = clock.today() + timedelta(days=40)
    event = services.schedule(complaint, by=cast.liaison.actor, text="Bulan depan", promised_on=day)
    mail = Message.objects.get(event_id=event.pk, transport="email")
    from kentongan.common import words

    assert words.day(day) in rendering.text_of(mail).body
