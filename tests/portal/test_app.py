"""Manifest, service worker, and the door for reports that waited on a device."""

import json
import re
from uuid import uuid4

import pytest

from kentongan.complaints.models import Complaint
from kentongan.portal import precache
from tests.portal.conftest import TEXT

pytestmark = pytest.mark.django_db


def post(client, filled, **changes):
    given = filled(**changes)
    given.pop("step")
    headers = given.pop("headers", {})
    return client.post("/lapor/kirim/", given, headers=headers)


def test_a_waiting_report_is_taken_once_however_often_it_is_sent(client, filled, photo):
    key = str(uuid4())
    first = post(client, filled, key=key, photos=photo())
    again = post(client, filled, key=key, photos=photo())
    by_form = client.post("/lapor/", filled(key=key))

    complaint = Complaint.objects.get()
    assert first.json() == again.json()
    assert first.json()["number"] == complaint.shown_number
    assert first.json()["pin"] in by_form.content.decode()
    assert complaint.channel == "app"
    assert complaint.attachments.count() == 1


def test_lines_that_end_differently_are_the_same_report(client, filled):
    key = str(uuid4())
    post(client, filled, key=key, text=TEXT + "\r\nSejak Senin.")
    post(client, filled, key=key, text=TEXT + "\nSejak Senin.")

    assert Complaint.objects.count() == 1


def test_whoever_is_signed_in_when_the_network_is_back_does_not_become_the_writer(
    client_for, cast, filled
):
    post(client_for(cast.reporter), filled)

    assert Complaint.objects.get().reporter_user_id is None


def test_a_refusal_names_each_field_in_the_language_of_the_page(client, filled):
    indonesian = post(client, filled, text="pendek", contact="0812", language="id")
    english = post(client, filled, text="pendek", language="en")

    assert indonesian.status_code == 422
    assert len(indonesian.json()["errors"]) == 2
    assert "at least 20 letters" in str(english.json())


def test_what_seems_to_need_secrecy_is_asked_before_it_is_taken(client, filled):
    asked = post(client, filled, text="Lurah meminta uang suap untuk surat pindah saya.")

    assert asked.status_code == 422
    assert Complaint.objects.count() == 0
    post(client, filled, text="Lurah meminta uang suap untuk surat pindah saya.", seen="1")
    assert Complaint.objects.count() == 1


def test_another_website_cannot_send(client, filled):
    answer = post(client, filled, headers={"Origin": "https://jahat.example"})

    assert answer.status_code == 403
    assert Complaint.objects.count() == 0


def test_the_manifest_names_icons_that_exist(client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)

    for icon in manifest["icons"]:
        served = client.get(icon["src"])
        assert (served.status_code, served["Content-Type"]) == (200, "image/png"), icon
    for url in (manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])):
        assert client.get(url).status_code == 200


def test_everything_the_worker_keeps_is_there_and_the_same_for_everybody(client):
    script = client.get("/sw.js")
    kept = json.loads(re.search(r"const ASSETS = (.*);", script.content.decode())[1])
    pages = json.loads(re.search(r"const PAGES = (.*);", script.content.decode())[1])

    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cache-Control"] == "no-cache"
    for url in (*kept, *pages):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert not client.cookies, url
        assert "no-store" not in answer.get("Cache-Control", "")


def test_the_worker_takes_everything_back_when_the_operator_says_so(client, settings):
    settings.OFFLINE = False

    assert client.get("/sw.js").content.decode() == precache.FAREWELL
