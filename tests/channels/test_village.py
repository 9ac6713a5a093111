"""Village desks: lent numbers, devices, one report on one form, and the true time of filing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kentongan.channels import filed, village
from kentongan.channels.filed import Verdict
from kentongan.channels.models import PaperForm, VillageDevice
from kentongan.common import ids
from kentongan.complaints import certificate, history
from kentongan.complaints.models import Complaint
from kentongan.organizations.errors import PermissionRefused
from tests.portal.conftest import TEXT

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("taken", "sent", "at", "verdict"),
    [
        (-30 * HOUR, 0 * HOUR, -30 * HOUR, Verdict.TAKEN),
        (-30 * HOUR, timedelta(minutes=4), -30 * HOUR, Verdict.TAKEN),
        # The clock of the device is three years behind: by the same amount all the time.
        (-30 * HOUR - 26280 * HOUR, -26280 * HOUR, -30 * HOUR, Verdict.CORRECTED),
        (timedelta(minutes=2), 0 * HOUR, 0 * HOUR, Verdict.TAKEN),
        (2 * HOUR, 0 * HOUR, None, Verdict.TO_COME),
        (-200 * HOUR, 0 * HOUR, None, Verdict.BEFORE_THE_FORM),
    ],
)
def test_the_time_of_a_device_is_taken_put_right_or_refused(taken, sent, at, verdict):
    found = filed.judged(NOW + taken, sent_at=NOW + sent, now=NOW, reserved_at=NOW - 100 * HOUR)

    assert found.verdict == verdict
    assert found.at == (None if at is None else NOW + at)


def test_a_time_too_long_ago_or_none_at_all_is_not_believed():
    old = NOW - 61 * 24 * HOUR
    long_ago = filed.judged(old, sent_at=NOW, now=NOW, reserved_at=old - HOUR)

    assert long_ago == filed.Filed(None, Verdict.TOO_OLD)
    nothing = filed.judged(None, sent_at=NOW, now=NOW, reserved_at=NOW)
    assert nothing.verdict == Verdict.MISSING


@pytest.fixture
def desk(client, cast):
    """A device of the clerk's desk that may send, with its forms printed two days ago."""
    made = village.enrol(by=cast.clerk.actor, label="Tablet balai desa")
    forms = village.reserve(3, by=cast.clerk.actor)
    PaperForm.objects.update(reserved_at=timezone.now() - 48 * HOUR)

    def send(form, token=made.token, **changes):
        now = timezone.now()
        given = {
            "number": form.shown_number,
            "text": TEXT,
            "kind": "complaint",
            "read_back": "on",
            "is_anonymous": "on",
            "taken_at": (now - 26 * HOUR).isoformat(),
            "sent_at": now.isoformat(),
        }
        answer = client.post(
            "/meja/posko/terima/", given | changes, headers={"Authorization": f"Bearer {token}"}
        )
        return answer

    send.forms, send.device, send.token = forms, made.device, made.token
    return send


@pytest.mark.django_db
def test_a_report_stands_under_the_number_of_its_paper_with_the_time_of_filing(desk):
    form = desk.forms[0]
    answer = desk(form, phone="0812 3456 7890", may_contact="on")

    complaint = Complaint.objects.get()
    assert answer.json()["number"] == form.shown_number == complaint.shown_number
    assert answer.json()["pin"] == village.pin_of(form), "what the device printed without network"
    assert complaint.channel == "counter"
    assert complaint.contact_by == "sms"
    assert abs(complaint.submitted_at - complaint.filed_at - 26 * HOUR) < timedelta(seconds=5)
    facts = complaint.events.get().facts
    assert (facts["read_back"], facts["device_clock"]) == (True, "taken")
    assert facts["filed_at"] == complaint.filed_at.isoformat()
    assert history.verify([complaint]) == []


@pytest.mark.django_db
def test_the_citizens_time_counts_from_the_filing_and_the_offices_from_the_arrival(desk):
    desk(desk.forms[0])

    complaint = Complaint.objects.get()
    runs = {run.clock: run.started_at for run in complaint.clocks.all()}
    assert runs.pop("chain") == complaint.filed_at
    assert set(runs.values()) == {complaint.submitted_at}
    assert certificate.certify(complaint, with_names=False).agrees


@pytest.mark.django_db
def test_the_same_report_again_is_one_and_another_one_on_the_same_form_is_refused(desk):
    first, again = desk(desk.forms[0]), desk(desk.forms[0])
    other = desk(desk.forms[0], text="Got di depan balai desa tersumbat dan meluap.")

    assert first.json() == again.json()
    assert other.status_code == 409
    assert Complaint.objects.count() == 1


@pytest.mark.django_db
def test_who_may_not_be_contacted_leaves_no_number(desk):
    desk(desk.forms[0], phone="0812 3456 7890")

    assert Complaint.objects.get().contact_by == ""


@pytest.mark.django_db
def test_without_reading_back_or_with_a_wrong_letter_nothing_is_taken(desk):
    number = desk.forms[0].shown_number
    wrong = number[:-1] + next(one for one in ids.ALPHABET if one != number[-1])

    assert desk(desk.forms[0], read_back="").status_code == 422
    assert desk(desk.forms[0], number=wrong).status_code == 422
    assert not Complaint.objects.exists()


@pytest.mark.django_db
def test_a_number_of_another_desk_or_of_nobody_is_refused(desk, cast):
    theirs = village.reserve(1, by=cast.second_clerk.actor)[0]
    nobodys = PaperForm(number=ids.new_number())

    assert desk(theirs).status_code == 409
    assert desk(nobodys).status_code == 409


@pytest.mark.django_db
def test_an_ended_an_old_and_a_forged_token_are_shut_out_and_so_is_who_left(desk, cast):
    assert desk(desk.forms[0], token="ktd_forged").status_code == 401
    VillageDevice.objects.update(expires_at=timezone.now())
    assert desk(desk.forms[0]).status_code == 401
    VillageDevice.objects.update(expires_at=timezone.now() + HOUR)
    cast.clerk.user.is_active = False
    cast.clerk.user.save()
    assert desk(desk.forms[0]).status_code == 401
    cast.clerk.user.is_active = True
    cast.clerk.user.save()
    assert not village.revoke(desk.device.pk, by=cast.second_clerk.actor)
    assert village.revoke(desk.device.pk, by=cast.clerk.actor)
    assert desk(desk.forms[0]).status_code == 401
    assert desk.token not in str(VillageDevice.objects.values())


@pytest.mark.django_db
def test_the_device_gets_its_free_numbers_with_pins_and_nobody_else_does(desk, client):
    desk(desk.forms[0])
    shut = client.get("/meja/posko/nomor/")
    given = client.get("/meja/posko/nomor/", headers={"Authorization": f"Bearer {desk.token}"})

    assert shut.status_code == 401
    assert {one["number"] for one in given.json()["forms"]} == {
        one.shown_number for one in desk.forms[1:]
    }
    assert all(len(one["pin"]) == 6 for one in given.json()["forms"])


@pytest.mark.django_db
def test_only_who_records_reports_lends_numbers(cast):
    with pytest.raises(PermissionRefused):
        village.reserve(1, by=cast.liaison.actor)
    with pytest.raises(PermissionRefused):
        village.enrol(by=cast.liaison.actor, label="x")


@pytest.mark.django_db
def test_the_forms_are_printed_with_number_and_drawing_and_not_for_another_desk(
    client_for, cast, desk
):
    url = f"/meja/posko/formulir/{desk.forms[0].batch}/"
    page = client_for(cast.clerk).get(url).content.decode()

    assert page.count("<svg") >= 3
    assert all(one.shown_number in page for one in desk.forms)
    assert village.pin_of(desk.forms[0]) not in page, "a stack of paper lies open"
    assert client_for(cast.second_clerk).get(url).status_code == 404
