"""The receipt of what an officer took in is sent, printed, and sent again: allowed, limited, on record."""

import html
from datetime import timedelta

import pytest

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import receipts
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from tests.desk.test_record import RECORD, typed

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)
REACHED = {"phone": "0812 3456 7890", "email": "siti@warga.demo", "may_contact": "on"}


@pytest.fixture
def taken(client_for, cast):
    """`taken(phone=…)`: a report that the clerk took in."""

    def make(**facts):
        assert client_for(cast.clerk).post(RECORD, typed(**facts)).status_code == 200
        return Complaint.objects.latest("pk")

    return make


@pytest.fixture
def press(client_for, cast):
    """The button on the page of the report; gives back what the next page says."""

    def make(complaint, member=cast.clerk):
        url = f"{complaint.get_absolute_url()}tanda-terima/"
        return html.unescape(client_for(member).post(url, follow=True).content.decode())

    return make


def owed(complaint):
    return Message.objects.about(complaint.pk).filter(purpose="received", identity__isnull=False)


def test_it_goes_again_in_the_same_words_by_each_way_and_stands_in_the_log(taken, press, cast):
    complaint = taken(**REACHED)
    assert {one.transport for one in owed(complaint)} == {"sms", "email"}

    assert "Tunggu sepuluh menit" in press(complaint)
    assert owed(complaint).count() == 2
    with clock.at(clock.now() + LATER):
        assert "Tanda terima dikirim lagi" in press(complaint, cast.district_admin)
        assert "Tunggu sepuluh menit" in press(complaint)

    first, again = list(owed(complaint))[:2], list(owed(complaint))[2:]
    texts = [
        {one.transport: rendering.text_of(one).body for one in each} for each in (first, again)
    ]
    assert texts[0] == texts[1]
    assert all(complaint.shown_number in body for body in texts[1].values())
    noted = Entry.objects.get(action="receipt.send_again")
    assert noted.actor_label == cast.district_admin.actor.label
    assert (noted.subject, noted.detail) == (f"complaint:{complaint.number}", {"ways": "sms,email"})


def test_without_consent_there_is_no_button_and_nothing_is_sent(taken, press, client_for, cast):
    complaint = taken(**REACHED | {"may_contact": ""})

    page = client_for(cast.clerk).get(complaint.get_absolute_url()).content.decode()
    assert "tanda-terima/" not in page
    assert "tidak setuju" in press(complaint)
    assert not owed(complaint).exists()
    assert not Entry.objects.filter(action="receipt.send_again").exists()


def test_only_the_way_that_was_chosen_is_used(taken, press, client_for, cast):
    complaint = taken(**REACHED, preferred_way="email")
    page = client_for(cast.clerk).get(complaint.get_absolute_url()).content.decode()
    assert "Kirim lagi tanda terima lewat email" in page

    with clock.at(clock.now() + LATER):
        press(complaint)

    assert [one.transport for one in owed(complaint)] == ["email", "email"]


def test_five_times_a_day_and_then_not_before_tomorrow(taken, cast):
    complaint, begin = taken(**REACHED), clock.now()
    for number in range(1, receipts.MOST):
        with clock.at(begin + LATER * number):
            services.send_receipt(complaint, by=cast.clerk.actor)
    with clock.at(begin + LATER * receipts.MOST), pytest.raises(MoveRefused, match="cukup sering"):
        services.send_receipt(complaint, by=cast.clerk.actor)

    with clock.at(begin + timedelta(days=1, hours=1)):
        services.send_receipt(complaint, by=cast.clerk.actor)


def test_two_presses_at_the_same_moment_are_one_message(taken, cast, monkeypatch):
    complaint = taken(**REACHED)
    with clock.at(clock.now() + LATER):
        number = receipts._next_number(complaint)
        services.send_receipt(complaint, by=cast.clerk.actor)
        monkeypatch.setattr(receipts, "_next_number", lambda one: number)  # counted before that
        services.send_receipt(complaint, by=cast.clerk.actor)

    assert owed(complaint).count() == 4


def test_a_number_that_was_silent_for_long_gets_no_link_that_opens_the_report(
    taken, cast, settings
):
    complaint = taken(**REACHED)
    settings.SMS_SILENCE_DAYS = 30
    with clock.at(clock.now() + timedelta(days=31)):
        services.send_receipt(complaint, by=cast.clerk.actor)

    sms = [one for one in owed(complaint) if one.transport == "sms"][-1]
    assert rendering.text_of(sms).body.endswith("/lacak/")


@pytest.mark.parametrize("role", ["liaison", "leader", "outsider_admin"])
def test_who_takes_in_no_reports_here_sends_none(taken, cast, role):
    complaint = taken(**REACHED)
    member = getattr(cast, role)
    if role == "liaison":
        services.dispatch(
            complaint, by=cast.district_admin.actor, unit=member.membership.organization
        )

    with clock.at(clock.now() + LATER), pytest.raises(MoveRefused):
        services.send_receipt(complaint, by=member.actor)
    assert owed(complaint).count() == 2
