"""The pages of working together: forms, the telephone page and its door, the link, the case."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kentongan.common import clock
from kentongan.complaints.models import (
    Attachment,
    FieldTask,
    OutsideQuestion,
    OutsideVisit,
    SystemicCase,
)

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64)
TEXT = "Jalan berlubang, hubungi 0812-9876-5432."


def at(complaint, action=""):
    return f"{complaint.get_absolute_url()}bersama/{f'{action}/' if action else ''}"


def photo(name):
    return SimpleUploadedFile(f"{name}.jpg", JPEG, "image/jpeg")


@pytest.fixture
def given(cast, client_for, in_progress):
    """An errand given by the form of the page."""
    one = in_progress(text=TEXT, lat=-6.84, lng=108.23)
    answer = client_for(cast.liaison).post(
        at(one, "give_task"),
        {"assignee": cast.field_officer.user.pk, "instructions": "Ukur lubangnya",
         "due_on": (clock.today() + timedelta(days=1)).isoformat()},
    )  # fmt: skip
    assert answer.status_code == 302
    return FieldTask.objects.get(complaint=one)


def test_the_page_shows_units_forms_and_what_is_missing(client_for, cast, in_progress, query_count):
    one, client = in_progress(), client_for(cast.liaison)
    client.get(at(one))
    with query_count() as statements:
        page = client.get(at(one)).content.decode()
    assert len(statements) <= 24
    assert "Dinas Pekerjaan Umum" in page
    refused = client.post(at(one, "give_task"), {"instructions": "x"})
    assert refused.status_code == 422
    assert "Kesalahan" in refused.content.decode()
    assert client.post(at(one, "nothing")).status_code == 404
    assert client_for(cast.other_liaison).get(at(one)).status_code == 404


def test_the_telephone_page_shows_the_spot_and_not_the_person(client_for, cast, given):
    client = client_for(cast.field_officer)
    listed = client.get("/meja/tugas/").content.decode()
    assert str(given.key) in listed
    page = client.get(f"/meja/tugas/{given.key}/").content.decode()
    assert 'href="geo:-6.840000,108.230000' in page
    assert "0812-9876-5432" not in page
    assert "Ukur lubangnya" in page
    assert client_for(cast.drafter).get(f"/meja/tugas/{given.key}/").status_code == 404


def test_the_result_comes_by_the_page_with_place_and_time(client_for, cast, given):
    client, then = client_for(cast.field_officer), clock.now() - timedelta(hours=1)
    said = {
        "after": [{"name": "lubang", "at": then.isoformat(), "lat": -6.84, "lng": 108.23, "acc": 7}]
    }
    address = f"/meja/tugas/{given.key}/"
    data = {"key": str(uuid4()), "taken": json.dumps(said), "outcome": "done"}
    assert client.post(address, data).status_code == 422
    assert client.post(address, data | {"after": photo("lubang")}).status_code == 302
    found = given.photos.get()
    assert (found.lat, found.accuracy_m, found.taken_at) == (-6.84, 7, then)
    page = client_for(cast.liaison).get(at(given.complaint)).content.decode()
    assert "-6.84000, 108.23000" in page


@pytest.mark.parametrize(
    "taken", ["", "[]", "{", '{"after": 3}', '{"after": [{"name": "a", "lat": "x"}]}']
)
def test_nonsense_of_a_device_is_no_place(client_for, cast, given, taken):
    data = {"key": str(uuid4()), "taken": taken, "outcome": "partly", "after": photo("a")}
    assert client_for(cast.field_officer).post(f"/meja/tugas/{given.key}/", data).status_code == 302
    assert given.photos.get().lat is None


def test_the_door_of_the_queue_takes_a_result_once_by_token_alone(client_for, cast, given):
    page = client_for(cast.field_officer).get(f"/meja/tugas/{given.key}/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    device, door, key = Client(), f"/meja/tugas/{given.key}/kirim/", str(uuid4())
    facts = {"key": key, "outcome": "done"}
    assert device.post(door, facts | {"after": photo("a")}).status_code == 403
    assert device.post(door, facts | {"token": token + "x", "after": photo("a")}).status_code == 403
    assert device.post(door, facts | {"token": token}).status_code == 422
    for _ in range(2):
        answer = device.post(door, facts | {"token": token, "after": photo("a")})
        assert (answer.status_code, answer.json()["number"]) == (200, given.complaint.shown_number)
    assert Attachment.objects.filter(complaint=given.complaint).count() == 1
    other = device.post(door, facts | {"key": str(uuid4()), "token": token, "after": photo("a")})
    assert other.status_code == 409


def test_an_outside_body_answers_by_its_link_and_each_use_is_on_record(
    client_for, cast, in_progress
):
    one, client = in_progress(text=TEXT), client_for(cast.liaison)
    page = client.post(
        at(one, "ask_outside"), {"body_name": "PLN", "question": "Tiang siapa?", "days": 5}
    ).content.decode()
    link = re.search(r"http[^<\s]+/luar/[\w-]+/", page)[0]
    path = "/luar/" + link.split("/luar/")[1]
    assert path not in client.get(at(one)).content.decode()

    body = Client()
    shown = body.get(path)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown["X-Robots-Tag"]
    assert "Tiang siapa?" in shown.content.decode()
    assert "0812-9876-5432" not in shown.content.decode()
    assert body.post(path, {"name": "", "text": ""}).status_code == 422
    assert body.post(path, {"name": "Manajer", "text": "Tiang kami."}).status_code == 200
    assert [one.what for one in OutsideVisit.objects.order_by("id")] == ["opened", "answered"]
    timeline = client.get(one.get_absolute_url()).content.decode()
    assert "Tiang kami." in timeline

    question = OutsideQuestion.objects.get()
    given = {"pk": question.pk, "reason": "Cukup"}
    assert client.post(at(one, "revoke_outside"), given).status_code == 302
    assert body.get(path).status_code == 404


def test_guessing_links_ends_after_some_tries(client):
    answers = [client.get(f"/luar/tebakan{number}/").status_code for number in range(61)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_what_stands_after_an_at_narrows_the_list_of_people(client_for, cast, in_progress):
    one, client = in_progress(), client_for(cast.liaison)
    address = f"{one.get_absolute_url()}orang/"
    found = client.get(address, {"text": "tolong @wat"}).content.decode()
    assert f'value="{cast.drafter.user.pk}" selected' in found
    assert f'value="{cast.unit_head.user.pk}"' not in found
    kept = client.get(address, {"text": "x", "mentions": cast.unit_head.user.pk}).content.decode()
    assert f'value="{cast.unit_head.user.pk}" selected' in kept
    page = client.get(f"{one.get_absolute_url()}langkah/note/").content.decode()
    assert "<select" in page
    assert "hx-get" in page
    refused = client.post(f"{one.get_absolute_url()}langkah/note/", {"text": "@Lina tolong"})
    assert refused.status_code == 422


def test_a_case_is_opened_planned_and_ended_on_its_pages(client_for, cast, in_progress, offices):
    one, desk = in_progress(), client_for(cast.district_admin)
    day = (clock.today() + timedelta(days=30)).isoformat()
    given = {"title": "Pipa tua", "cause": "Pipa 1980", "owner": offices("putr").pk, "due_on": day,
             "numbers": "LP-XXXX-XXXX"}  # fmt: skip
    assert desk.post("/meja/kasus/", given).status_code == 422
    answer = desk.post("/meja/kasus/", given | {"numbers": one.shown_number})
    case = SystemicCase.objects.get()
    assert answer["Location"] == f"/meja/kasus/{case.pk}/"
    owner, address = client_for(cast.liaison), f"/meja/kasus/{case.pk}/"
    assert (
        owner.post(address, {"langkah": "plan", "title": "Ganti", "due_on": day}).status_code == 302
    )
    step = case.steps.get()
    refused = owner.post(address, {"langkah": "done", "step": step.pk, "note": ""})
    assert refused.status_code == 422
    done = {"langkah": "done", "step": step.pk, "note": "2 km"}
    assert owner.post(address, done).status_code == 302
    ended = {"langkah": "end", "solved": "yes", "outcome": "Pipa baru"}
    assert owner.post(address, ended).status_code == 302
    listed = desk.get("/meja/kasus/").content.decode()
    assert "1/1" in listed
    assert "Penyebab teratasi" in listed
    assert client_for(cast.other_liaison).get(address).status_code == 404
    assert case.title in desk.get(at(one)).content.decode()
