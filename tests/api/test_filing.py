"""A machine files a report and asks where it stands."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kentongan.accounts import vault
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message

pytestmark = pytest.mark.django_db
URL = "/api/v1/complaints"
TEXT = "Lampu jalan di depan pasar mati sejak dua minggu yang lalu."


def send(client, key=None, **given):
    headers = {"Idempotency-Key": str(key)} if key else {}
    body = {"text": TEXT} | given
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


def ask(client, number, pin):
    return client.get(f"{URL}/{number}", headers={"X-Complaint-PIN": pin})


def test_a_report_gets_a_receipt_and_nothing_but_its_words_is_needed(client):
    answer = send(client, uuid4())

    receipt = answer.json()
    complaint = Complaint.objects.get()
    assert answer.status_code == 201, answer.content
    assert answer["Cache-Control"] == "no-store"
    assert receipt["number"] == complaint.shown_number
    assert receipt["url"].endswith(f"/lacak/{complaint.shown_number}/")
    assert len(receipt["pin"]) == 6
    assert receipt["forwarded_by"] < receipt["answered_by"]
    assert (complaint.channel, complaint.status) == ("api", "received")
    assert complaint.is_anonymous
    assert not complaint.is_secret


def test_the_same_key_gives_the_same_receipt_and_one_complaint(client):
    key = uuid4()

    first, second = send(client, key), send(client, key)

    assert first.json() == second.json()
    assert Complaint.objects.count() == 1


def test_a_key_that_can_be_guessed_is_refused_because_it_makes_the_pin(client):
    for key in ("1", "00000000-0000-0000-0000-000000000000", "laporan-1"):
        assert send(client, key).status_code == 422
    assert not Complaint.objects.exists()


def test_who_reports_goes_into_the_vault_and_gets_a_message(client):
    contact = {"name": "Siti", "email": "siti@warga.demo", "phone": "0812 3456 7890"}

    assert send(client, uuid4(), contact=contact).status_code == 201

    complaint = Complaint.objects.get()
    assert vault.address_of(complaint.identity_id, transport="sms") == "+6281234567890"
    assert complaint.shown_name == ""
    assert {one.transport for one in Message.objects.all()} == {"email", "sms"}


def test_an_institution_that_was_named_has_it_at_once(client, cast):
    code = cast.district_admin.membership.organization.institution.code

    send(client, uuid4(), institution=code)

    complaint = Complaint.objects.get()
    assert (complaint.status, complaint.institution.code) == ("forwarded", code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "pendek"},
        {"text": " " * 40},
        {"text": "x" * 4001},
        {"text": "Lampu jalan mati\x00 sejak dua minggu"},
        {"kind": "praise"},
        {"area_code": "99.99.99.9999"},
        {"happened_on": "2999-01-01"},
        {"happened_on": "kemarin"},
        {"lat": 91},
        {"institution": "no-such-office"},
        {"contact": {"phone": "12"}},
        {"contact": {"email": "siti"}},
    ],
)
def test_wrong_input_is_told_and_nothing_is_kept(client, wrong):
    answer = send(client, uuid4(), **wrong)

    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not Complaint.objects.exists()


def test_half_a_character_is_no_server_error(client):
    body = '{"text": "Lampu jalan mati \\ud800 sejak dua minggu"}'

    answer = client.post(URL, body, content_type="application/json")

    assert answer.status_code == 422


def test_today_is_no_future_in_the_early_morning(client):
    one_in_the_morning = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 01.00 WIB on the 25th

    with clock.at(one_in_the_morning):
        assert send(client, uuid4(), happened_on="2026-11-25").status_code == 201
        assert send(client, uuid4(), happened_on="2026-11-26").status_code == 422


def test_filing_takes_at_most_twelve_statements(client, query_count):
    contact = {"name": "Siti", "email": "siti@warga.demo"}
    send(client, uuid4())  # the rules are read once for a process

    with query_count() as statements:
        send(client, uuid4(), contact=contact, area_code="32.10.01.2001")

    assert len(statements) <= 12, [one["sql"][:90] for one in statements]


def test_number_and_pin_show_where_it_stands_and_what_was_said(client, cast):
    receipt = send(client, uuid4()).json()
    complaint = Complaint.objects.get()
    services.note(complaint, by=cast.national_admin.actor, text="Hanya untuk petugas.")
    services.ask(complaint, by=cast.national_admin.actor, question="Di pasar yang mana?")

    answer = ask(client, receipt["number"].lower().replace("-", " "), receipt["pin"])

    shown = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert shown["status"] == "incomplete"
    assert [one["action"] for one in shown["events"]] == ["submit", "ask"]
    assert shown["events"][-1]["text"] == "Di pasar yang mana?"
    assert b"Hanya untuk petugas" not in answer.content


def test_what_a_desk_writes_to_an_office_is_not_for_the_reporter(client, cast):
    receipt = send(client, uuid4()).json()
    institution = cast.district_admin.membership.organization.institution
    services.forward(
        Complaint.objects.get(),
        by=cast.national_admin.actor,
        institution=institution,
        note="Pelapor ini sering mengadu.",
    )

    answer = ask(client, receipt["number"], receipt["pin"])

    assert answer.json()["events"][-1]["action"] == "forward"
    assert b"sering mengadu" not in answer.content


def test_an_unknown_number_and_a_wrong_pin_answer_alike(client):
    receipt = send(client, uuid4()).json()
    wrong = "000000" if receipt["pin"] != "000000" else "111111"

    unknown = ask(client, "LP-1111-1111", receipt["pin"])
    mistaken = ask(client, receipt["number"], wrong)

    assert unknown.status_code == mistaken.status_code == 404
    assert unknown.json() == mistaken.json()


def test_wrong_pins_must_wait_after_thirteen_and_lock_nobody_else_out(client):
    receipt = send(client, uuid4()).json()
    wrong = "000000" if receipt["pin"] != "000000" else "111111"

    statuses = [ask(client, receipt["number"], wrong).status_code for _ in range(14)]
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    guessed = [ask(client, receipt["number"], wrong).status_code for _ in range(4)]
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"

    assert statuses == [404] * 13 + [429]
    assert guessed == [404] * 3 + [429]
    assert ask(client, receipt["number"], receipt["pin"]).status_code == 200


def test_asking_often_with_the_right_pin_is_no_guessing(client):
    receipt = send(client, uuid4()).json()

    statuses = {ask(client, receipt["number"], receipt["pin"]).status_code for _ in range(30)}

    assert statuses == {200}


def test_what_has_no_right_form_is_counted_too_and_tells_when_to_come_again(client, settings):
    settings.LIMITS = settings.LIMITS | {"api-filed": 3}

    def send(body):
        return client.post("/api/v1/complaints", body, content_type="application/json")

    answers = [send("{}"), send("no json"), send('{"text": 7}'), send("{}")]

    assert [one.status_code for one in answers[:1] + answers[2:]] == [422, 422, 429]
    assert answers[1].status_code in (400, 422)
    assert int(answers[3]["Retry-After"]) > 0
    assert "problem+json" in answers[3]["Content-Type"]
    assert send('{"text": "Jembatan di desa kami rusak dan berbahaya."}').status_code == 429
