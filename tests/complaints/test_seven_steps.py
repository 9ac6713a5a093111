"""A complaint travels through the seven steps of the SOP; those whom the table names are told."""

from datetime import UTC, datetime

from django.db import connection

from kentongan.complaints import history, services
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message


def told(complaint, event):
    rows = Message.objects.filter(about=complaint.pk, event_id=event.pk)
    return {(one.purpose, one.transport, one.user_id) for one in rows}


def test_submit_takes_at_most_twelve_statements(cast, make, query_count):
    make()
    with query_count() as seen:
        make()
    assert len(seen) - 1 <= 12  # the last one only reads it back


def test_both_dates_stand_on_a_new_complaint(make, monday):
    complaint = make()
    assert complaint.due_at.astimezone(UTC) == datetime(2026, 11, 4, 16, 59, 59, tzinfo=UTC)
    chain = complaint.clocks.get(clock="chain")
    assert chain.target_at.astimezone(UTC) == datetime(2026, 12, 6, 16, 59, 59, tzinfo=UTC)
    assert complaint.legal_at > complaint.due_at


def test_dispatch_tells_the_liaison_officer_and_the_reporter(cast, make, offices):
    complaint = make("forwarded")
    event = services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    assert told(complaint, event) == {
        ("unit_dispatched", "email", cast.liaison.user.pk),
        ("unit_dispatched", "bell", cast.liaison.user.pk),
        ("dispatched", "email", None),
    }


def test_the_answer_tells_both_admins_and_the_reporter(cast, make):
    complaint = make("awaiting_approval")
    event = services.approve(complaint, by=cast.liaison.actor)
    admins = (
        cast.district_admin,
        cast.second_admin,
        cast.national_admin,
        cast.second_national_admin,
    )
    expected = {
        ("desk_answered", kind, one.user.pk) for one in admins for kind in ("email", "bell")
    }
    assert told(complaint, event) == expected | {("answered", "email", None)}


def test_the_record_adds_up_after_all_steps(make):
    complaint = make("closed")
    assert history.verify([complaint]) == []
    assert complaint.events.count() == complaint.version
    assert not complaint.clocks.filter(stopped_at=None).exists()


def test_a_changed_event_is_found(make):
    complaint = make("dispatched")
    event = complaint.events.get(action="dispatch")

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE complaints_event SET actor_label = 'Orang lain' WHERE id = %s", [event.pk]
        )
    fault = history.verify([Complaint.objects.get(pk=complaint.pk)])[0]
    assert (fault.sequence, fault.reason) == (event.sequence, "an event was changed")


def test_an_erased_text_leaves_the_chain_whole(make):
    complaint = make("answered")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_event SET text = '', text_nonce = '' WHERE text <> ''")
    assert history.verify([complaint]) == []
