"""Reports as a browser sends them, and a photo that knows where it was taken."""

import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kentongan.complaints.models import Complaint

TEXT = "Lampu jalan di depan pasar mati sejak dua minggu, jalan menjadi gelap."


@pytest.fixture
def filled():
    """What the form sends; `filled(text=…)` changes it."""

    def make(**changes):
        given = {"step": "send", "text": TEXT, "kind": "complaint", "show_name": ""}
        return given | {"key": str(uuid4())} | changes

    return make


@pytest.fixture
def send(client, filled):
    """Post the form and give back the answer."""
    return lambda **changes: client.post("/lapor/", filled(**changes))


@pytest.fixture
def receipt(send):
    """Post the form and give back complaint and PIN."""

    def make(**changes):
        page = send(**changes).content.decode()
        number, pin = re.search(r"LP-\w{4}-\w{4}", page), re.search(r'"number">(\d{6})<', page)
        assert number, page[:3000]
        assert pin, page[:3000]
        return Complaint.objects.get(number=number[0][3:].replace("-", "")), pin[1]

    return make


@pytest.fixture
def opened(client, receipt):
    """A complaint that this browser may follow, as after typing its PIN."""

    def make(**changes):
        complaint, pin = receipt(**changes)
        client.post("/lacak/", {"number": complaint.shown_number, "pin": pin})
        return complaint

    return make


@pytest.fixture
def photo():
    """A JPEG as a telephone makes it: with the place in it."""

    def make(name="foto.jpg", size=(640, 480)):
        from PIL import Image

        picture = Image.new("RGB", size, "#557799")
        exif = Image.Exif()
        exif[0x010F] = "Kamera"
        gps = exif.get_ifd(0x8825)
        gps.update({1: "S", 2: (6.0, 50.0, 11.0), 3: "E", 4: (108.0, 13.0, 40.0)})
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", exif=exif)
        return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")

    return make


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    """Files of one test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
