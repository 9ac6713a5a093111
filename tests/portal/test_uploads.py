"""Files that go up while the report is being written."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kentongan.complaints import held
from kentongan.complaints.models import Attachment, Complaint
from kentongan.portal.views import uploads as view

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold(client):
    return lambda *files, **headers: client.post(
        reverse("portal:hold"), {"photos": files}, headers=headers
    )


def test_a_file_sent_early_goes_with_the_report(client, filled, hold, photo):
    held = hold(photo("malam.jpg")).json()

    client.post("/lapor/", filled(photos_kept=[held["token"]]))

    assert Attachment.objects.get(complaint=Complaint.objects.get()).name == "malam.jpg"


def test_an_early_and_a_late_file_count_together(client, filled, hold, photo):
    tokens = [hold(photo()).json()["token"] for _ in range(3)]

    answer = client.post("/lapor/", filled(photos_kept=tokens, photos=[photo("lagi.jpg")]))

    assert answer.status_code == 422
    assert "Berkas lebih dari 3." in answer.content.decode()
    assert answer.content.decode().count('name="photos_kept"') == 3


def test_the_place_of_a_held_file_cannot_be_chosen(client, filled):
    token = "/".join(["..", "secret"])

    answer = client.post("/lapor/", filled(photos_kept=[token]))

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.exe", b"MZ\x90\x00" * 100, "“a.exe” bukan"), ("a.jpg", b"", "“a.jpg” bukan")],
)
def test_what_is_no_photo_is_refused_with_words(hold, name, content, words):
    answer = hold(SimpleUploadedFile(name, content))

    assert answer.status_code == 422
    assert answer.json()["words"]


def test_a_file_too_large_is_refused_with_its_size(hold, photo, settings):
    settings.UPLOAD_MAX_BYTES = 100

    answer = hold(photo("besar.jpg"))

    assert answer.status_code == 422
    assert "besar.jpg" in answer.json()["words"]
    assert not default_storage.exists(held.FOLDER)


def test_nothing_sent_and_a_foreign_page_are_refused(hold, photo):
    assert hold().status_code == 422
    assert hold(photo(), Origin="https://evil.example").status_code == 403
    assert not default_storage.exists(held.FOLDER)


def test_very_many_files_of_one_network_wait(hold, photo, monkeypatch):
    monkeypatch.setattr(view, "HELD", view.Limit(f"hold-{uuid4()}", most=1, seconds=60))

    assert hold(photo()).status_code == 200
    answer = hold(photo())
    assert (answer.status_code, "Tunggu" in answer.json()["words"]) == (429, True)


def test_holding_a_file_asks_the_database_nothing(hold, photo, query_count):
    with query_count() as statements:
        assert hold(photo()).status_code == 200

    assert len(statements) == 0
