"""Forms share what is the same for everybody, and nothing that one person sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from kentongan.portal import uploads
from kentongan.portal.report_form import ReportForm

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64)


def test_what_waits_in_one_form_is_in_no_other(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = SimpleUploadedFile("jembatan.jpg", JPEG, "image/jpeg")
    mine = ReportForm(QueryDict("text=x"), MultiValueDict({"photos": [photo]}))
    uploads.hold(mine)

    assert "jembatan.jpg" in str(mine["photos"])
    assert "jembatan.jpg" not in str(ReportForm()["photos"])
    assert mine.fields["text"] is ReportForm().fields["text"]


def test_errors_and_values_of_one_form_are_in_no_other():
    wrong = ReportForm(QueryDict("text=x&kind=nothing&institution=nobody"))
    assert set(wrong.errors) >= {"text", "kind", "institution"}

    fresh = ReportForm()
    assert not fresh.errors
    assert "nobody" not in str(fresh["institution"])
    assert 'aria-invalid="true"' not in str(fresh["text"])
