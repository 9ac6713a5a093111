"""Files come in parts, survive broken connections, and are attached once."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from kentongan.api import sweeps
from kentongan.api.models import Upload
from kentongan.common import clock
from kentongan.complaints.models import Attachment, Complaint

pytestmark = pytest.mark.django_db


def begin(machine, content, name="foto.png"):
    answer = machine().post("/uploads", {"name": name, "size": len(content)})
    assert answer.status_code == 201, answer.content
    return f"/uploads/{answer.json()['id']}", answer.json()["id"]


def test_a_file_in_three_parts_is_the_same_file(machine, filed, png):
    path, upload = begin(machine, png)
    cut = len(png) // 3

    for start in (0, cut, 2 * cut):
        end = len(png) if start == 2 * cut else start + cut
        answer = machine().patch(path, png[start:end], start)
        assert answer.status_code == 200, answer.content

    assert answer.json()["is_complete"]
    filed(files=[upload])
    attachment = Attachment.objects.get()
    with default_storage.open(attachment.original) as file:
        assert file.read() == png
    assert (attachment.name, attachment.complaint.number) == (
        "foto.png",
        Complaint.objects.get().number,
    )


def test_after_a_break_the_place_to_go_on_is_told(machine, png):
    path, _upload = begin(machine, png)
    machine().patch(path, png[:40], 0)

    again = machine().patch(path, png[:40], 0)
    asked = machine().get(path)

    assert (again.status_code, again["Upload-Offset"]) == (409, "40")
    assert again.json()["offset"] == asked.json()["offset"] == 40


def test_a_file_is_attached_once_and_a_repeated_report_keeps_it(machine, uploaded, png):
    upload = uploaded(png)
    body = {"text": "Lampu jalan di depan pasar mati sejak lama.", "files": [upload]}
    key = {"Idempotency-Key": "5b4a3c9e-8f0e-4d0a-9a57-0d0f8d1c2b3a"}

    first = machine().post("/complaints", body, **key)
    again = machine().post("/complaints", body, **key)
    other = machine().post("/complaints", body)

    assert first.json() == again.json()
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "files"
    assert Attachment.objects.count() == Complaint.objects.count() == 1


def test_a_refused_step_leaves_its_file_for_the_next(machine, filed, uploaded, png):
    path, _receipt, app = filed()
    upload = uploaded(png)

    refused = app.post(f"{path}/steps/reply", {"text": "Ini fotonya.", "files": [upload]})
    added = app.post(f"{path}/steps/add", {"text": "Ini fotonya.", "files": [upload]})

    assert [refused.status_code, added.status_code] == [409, 200]


def test_what_is_no_picture_is_refused_by_its_content(machine):
    content = b"<script>alert(1)</script>" * 5
    path, _upload = begin(machine, content, "foto.png")

    assert machine().patch(path, content, 0).status_code == 415


def test_too_large_is_told_before_anything_is_sent(machine, settings):
    body = {"name": "film.mp4", "size": settings.UPLOAD_MAX_BYTES + 1}

    assert machine().post("/uploads", body).status_code == 413


def test_a_part_beyond_the_announced_size_is_refused(machine, png):
    path, _upload = begin(machine, png)

    assert machine().patch(path, png + b"x", 0).status_code == 413
    assert Upload.objects.get().received == 0


def test_a_body_over_a_megabyte_is_a_problem_not_a_page(machine, png):
    path, _upload = begin(machine, png)

    answer = machine().patch(path, b"x" * (1024 * 1024 + 1), 0)

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_incomplete_and_unknown_files_are_refused(machine, filed, png):
    _path, upload = begin(machine, png)
    path, _receipt, app = filed()

    for one in (upload, "5b4a3c9e-8f0e-4d0a-9a57-0d0f8d1c2b3a"):
        answer = app.post(f"{path}/steps/add", {"files": [one]})
        assert answer.status_code == 422, answer.content


def test_given_up_and_forgotten_uploads_leave_nothing_behind(machine, uploaded, png):
    given_up, _id = begin(machine, png)
    machine().patch(given_up, png[:30], 0)
    uploaded(png)
    parts = [path for one in Upload.objects.all() for path in one.parts]

    assert machine().delete(given_up).status_code == 204
    assert machine().get(given_up).status_code == 404
    sweeps.sweep(clock.now() + timedelta(hours=25))

    assert not Upload.objects.exists()
    assert not any(default_storage.exists(path) for path in parts)
