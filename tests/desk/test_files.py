"""Files of a complaint: cleaned, only for who may read it; the scan of a signed paper comes back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kentongan.common import clock
from kentongan.complaints import attachments, services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Attachment
from tests.desk.steps import PDF

pytestmark = pytest.mark.django_db


def photo():
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def with_paper(cast, in_progress):
    """A complaint with the photo of a signed disposition sheet, cleaned by the worker."""
    complaint = in_progress()
    files = [Upload(name="lembar.jpg", content=photo())]
    services.file_paper(complaint, by=cast.liaison.actor, files=files, form="disposition")
    attachments.sweep(clock.now())
    return complaint


def file_url(complaint):
    return f"{complaint.get_absolute_url()}berkas/{complaint.attachments.get().key}/"


def test_the_scan_of_a_signed_paper_is_shown_with_its_complaint(client_for, cast, in_progress):
    complaint, client = in_progress(), client_for(cast.drafter)
    given = {"form": "disposition", "files": SimpleUploadedFile("lembar.jpg", photo())}

    client.post(f"{complaint.get_absolute_url()}langkah/file_paper/", given)
    waiting = client.get(complaint.get_absolute_url()).content.decode()
    attachments.sweep(clock.now())
    ready = client.get(complaint.get_absolute_url()).content.decode()

    assert "lembar.jpg" in waiting
    assert file_url(complaint) not in waiting
    assert file_url(complaint) in ready
    assert "Surat bertanda tangan disimpan" in ready


def test_who_may_read_the_complaint_opens_the_file(client_for, cast, with_paper):
    answer = client_for(cast.district_admin).get(file_url(with_paper))

    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (64, 48)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_small_picture_is_there_for_the_page(client_for, cast, with_paper):
    answer = client_for(cast.liaison).get(file_url(with_paper), {"kecil": "1"})

    assert answer["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("role", ["other_liaison", "outsider_admin", "clerk", "auditor"])
def test_for_others_the_file_is_not_there(client_for, cast, with_paper, role):
    assert client_for(getattr(cast, role)).get(file_url(with_paper)).status_code == 404


def test_a_file_that_is_not_cleaned_yet_is_not_given_out(client_for, cast, in_progress):
    complaint = in_progress()
    files = [Upload(name="surat.pdf", content=PDF)]
    services.file_paper(complaint, by=cast.liaison.actor, files=files)

    assert client_for(cast.liaison).get(file_url(complaint)).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_a_404_not_a_fault(client_for, cast, with_paper):
    Attachment.objects.update(cleaned="no/such/file.jpg")

    assert client_for(cast.liaison).get(file_url(with_paper)).status_code == 404


def test_a_file_of_another_kind_is_refused_and_the_choice_stays(client_for, cast, in_progress):
    complaint = in_progress()
    given = {"form": "answer", "files": SimpleUploadedFile("x.exe", b"MZ\x90\x00")}

    page = client_for(cast.liaison).post(
        f"{complaint.get_absolute_url()}langkah/file_paper/", given
    )

    assert page.status_code == 422
    assert "x.exe bukan foto, PDF, atau video." in page.content.decode()
    assert page.context["form"]["form"].value() == "answer"
    assert not complaint.attachments.exists()
