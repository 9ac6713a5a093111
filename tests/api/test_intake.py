"""Whoever takes reports in does by programs what they do on pages: originals, doubles, messages."""

from datetime import timedelta

import pytest

from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message
from tests.api.conftest import TEXT
from tests.channels.conftest import channel, phone  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
LETTER = {
    "text": TEXT, "channel": "letter", "area_code": "32.10.13.2001",
    "contact": {"name": "Siti", "phone": "081234567890", "nik": "3210010101010001"},
    "original": {"letter_number": "12/RT/2026", "received_on": "2026-11-24", "may_contact": True},
}  # fmt: skip


def test_a_letter_is_recorded_with_its_original_consent_and_day(program, cast):
    answer = program(cast.clerk).post("/office/complaints", LETTER)

    assert answer.status_code == 201, answer.content
    one = Complaint.objects.get()
    assert (one.paper.letter_number, one.contact_by) == ("12/RT/2026", "sms")
    assert one.submitted_at.date().isoformat() == "2026-11-24"
    assert one.events.get().facts["entered_at"]
    again = LETTER | {"original": LETTER["original"] | {"received_on": "2999-01-01"}}
    assert program(cast.clerk).post("/office/complaints", again).status_code == 422
    wrong = LETTER | {"original": {"source_url": "javascript:alert(1)"}}
    assert program(cast.clerk).post("/office/complaints", wrong).status_code == 422


def test_the_receipt_goes_again_by_the_same_service(program, cast):
    number = program(cast.clerk).post("/office/complaints", LETTER).json()["number"]
    path = f"/office/complaints/{number}/receipt"
    clerk = program(cast.clerk)

    assert clerk.post(path).status_code == 409
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert clerk.post(path).json() == {"ways": ["sms"]}
    assert program(cast.liaison).post(path).status_code == 404
    assert program(cast.clerk, scopes=("read",)).post(path).status_code == 403


def test_doubles_are_found_by_whoever_may_know_them(program, machine, cast, filed):
    filed(institution="majalengka", area_code="32.10.13.2001")
    asked = {"text": TEXT, "area_code": "32.10.13.2002"}
    one = Complaint.objects.get()
    by_desk, by_anybody = program(cast.district_admin), machine()

    def numbers(program, path):
        return [found["number"] for found in program.post(path, asked).json()]

    assert numbers(by_desk, "/office/complaints/similar") == [one.shown_number]
    assert numbers(by_anybody, "/complaints/similar") == []
    services.publish(one, by=cast.district_admin.actor)
    assert numbers(by_anybody, "/complaints/similar") == [one.shown_number]


@pytest.fixture
def unread(phone, cast):  # noqa: F811
    """A message that no machine understands."""

    def make(text="Selamat siang, apakah kantor buka hari Sabtu?"):
        phone.sends(text)
        return InboundMessage.objects.latest("pk")

    return make


def test_messages_are_listed_taken_answered_and_made_reports(unread, program, cast):
    first, second, third = unread(), unread("Pak, mau tanya soal air"), unread(f"Halo, {TEXT}")
    desk, colleague = program(cast.district_admin), program(cast.clerk)

    page = desk.get("/office/messages?limit=2").json()
    rest = desk.get(f"/office/messages?limit=2&cursor={page['next']}").json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [first.pk, second.pk, third.pk]
    assert rest["next"] == ""
    assert "81234567890" not in str(page)

    path = f"/office/messages/{first.pk}"
    assert desk.post(f"{path}/claim").json()["claimed_by"] == cast.district_admin.user.full_name
    assert colleague.post(f"{path}/reply", {"text": "Tutup."}).status_code == 409
    assert desk.post(f"{path}/reply", {"text": "Hari Sabtu tutup."}).json()["state"] == "handled"
    assert Message.objects.filter(body="Hari Sabtu tutup.").count() == 1

    made = desk.post(f"/office/messages/{third.pk}/file", {"text": TEXT}).json()
    number = made["complaint"]
    assert Complaint.objects.get().shown_number == number
    joined = desk.post(f"/office/messages/{second.pk}/attach", {"number": number}).json()
    assert (joined["state"], joined["complaint"]) == ("handled", number)


def test_spam_is_marked_and_taken_back(unread, program, cast):
    one, desk = unread(), program(cast.district_admin)

    assert desk.post(f"/office/messages/{one.pk}/spam").json()["state"] == "spam"
    assert desk.get("/office/messages").json()["items"] == []
    assert len(desk.get("/office/messages?state=spam").json()["items"]) == 1
    assert desk.post(f"/office/messages/{one.pk}/not-spam").json()["state"] == "inbox"
    assert desk.post(f"/office/messages/{one.pk}/release").status_code == 200


def test_other_roles_scopes_and_districts_read_no_message(unread, program, cast):
    one = unread()
    path = f"/office/messages/{one.pk}/claim"

    assert program(cast.liaison).get("/office/messages").status_code == 403
    assert program(cast.district_admin, scopes=("read",)).get("/office/messages").status_code == 403
    assert program(cast.outsider_admin).get("/office/messages").json()["items"] == []
    assert program(cast.outsider_admin).post(path).status_code == 404


def test_a_page_of_messages_takes_few_statements(unread, program, cast, query_count):
    for number in range(5):
        unread(f"Halo, ini pesan nomor {number}, mau tanya soal air bersih.")
    desk = program(cast.district_admin)
    desk.get("/office/messages")

    with query_count() as statements:
        assert len(desk.get("/office/messages").json()["items"]) == 5
    assert len(statements) <= 6
