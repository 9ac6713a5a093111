"""Photos and files of a report: none is chosen twice, none shows where it was taken."""

import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kentongan.common import clock
from kentongan.complaints import attachments, held
from kentongan.complaints.models import Attachment, Complaint

pytestmark = pytest.mark.django_db


def tokens(page):
    return [unescape(one) for one in re.findall(r'name="photos_kept" value="([^"]+)"', page)]


def test_photos_stay_when_something_else_is_wrong_and_lose_their_place(client, filled, photo):
    given = filled(text="kurang", photos=[photo("satu.jpg"), photo("dua.jpg")])

    kept = tokens(client.post("/lapor/", given).content.decode())
    answer = client.post("/lapor/", filled(photos_kept=kept))

    assert answer.status_code == 200
    rows = list(Attachment.objects.all())
    assert [one.name for one in rows] == ["satu.jpg", "dua.jpg"]
    assert attachments.sweep(clock.now()) == 2
    shown = Attachment.objects.first()
    with default_storage.open(shown.cleaned) as file:
        assert not Image.open(io.BytesIO(file.read())).getexif()


def test_photos_stay_from_the_first_screen_to_the_second_and_back(client, filled, photo):
    checked = client.post("/lapor/", filled(step="check", photos=[photo()]))
    kept = tokens(checked.content.decode())
    back = tokens(client.post("/lapor/", filled(step="back", photos_kept=kept)).content.decode())

    client.post("/lapor/", filled(photos_kept=back))

    assert Attachment.objects.count() == 1


def test_a_second_tap_with_kept_photos_still_gives_the_receipt(client, filled, photo):
    checked = client.post("/lapor/", filled(step="check", photos=[photo()]))
    given = filled(photos_kept=tokens(checked.content.decode()))

    answers = [client.post("/lapor/", given).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Attachment.objects.count() == 1


def test_a_forged_token_reads_no_file(client, filled):
    answer = client.post("/lapor/", filled(photos_kept=["incoming/secret.jpg", "a:b:c"]))

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_an_oversized_and_a_wrong_file_are_told_and_the_good_one_stays(
    client, filled, photo, settings
):
    settings.UPLOAD_MAX_BYTES = 100_000
    large = SimpleUploadedFile("besar.jpg", b"\xff\xd8\xff" + b"0" * 200_000)
    program = SimpleUploadedFile("foto.jpg.exe", b"MZ" + b"0" * 200)

    page = client.post("/lapor/", filled(photos=[large, program, photo()])).content.decode()

    assert "besar.jpg" in page
    assert "foto.jpg.exe" in page
    assert len(tokens(page)) == 1
    assert not Complaint.objects.exists()


def test_a_fourth_file_is_refused(client, filled, photo):
    answer = client.post("/lapor/", filled(photos=[photo(f"{n}.jpg") for n in range(4)]))

    assert answer.status_code == 422


def test_files_that_nobody_came_back_for_are_removed_after_a_day(client, filled, photo):
    with clock.at(datetime(2026, 11, 20, 3, 0, tzinfo=UTC)):
        client.post("/lapor/", filled(step="check", photos=[photo()]))

    assert held.sweep(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == 0

    cache.clear()  # an hour has passed
    assert held.sweep(datetime(2026, 11, 22, 9, 0, tzinfo=UTC)) == 1
