"""Photos: used before, without place or time, a screenshot. They warn; they stop nothing."""

import io
import random

import pytest
from PIL import Image

from kentongan.common import clock
from kentongan.complaints import attachments, evidence, services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Attachment, PhotoCheck
from kentongan.complaints.points import Said
from kentongan.complaints.services.answers import Substance
from tests.complaints.reaching import own

pytestmark = pytest.mark.django_db


def scene(seed):
    """Something with many colours, as a photo has; small blocks made large."""
    chance = random.Random(seed)
    dots = Image.new("RGB", (12, 9))
    dots.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(108)])
    return dots.resize((480, 360), Image.Resampling.BICUBIC)


def saved(picture, form="JPEG", *, camera=False, **how):
    exif = Image.Exif()
    if camera:
        exif[271] = "Kamera"
        exif.get_ifd(0x8769)[36867] = "2026:12:03 09:30:00"
        exif.get_ifd(0x8825)[2] = (6.0, 50.0, 0.0)
    buffer = io.BytesIO()
    picture.save(buffer, form, exif=exif, **how)
    return buffer.getvalue()


def answered_with(complaint, cast, content, name="foto.jpg"):
    substance = Substance(outcomes=[Said("done")], files=[Upload(name, content)])
    text = "Lampu sudah kami ganti pada 3 Desember."
    services.answer(complaint, by=cast.liaison.actor, text=text, substance=substance)
    attachments.sweep(clock.now())
    return Attachment.objects.filter(complaint=complaint).last()


def told(attachment):
    return " ".join(evidence.doubts(Attachment.objects.get(pk=attachment.pk)))


def test_a_photo_with_place_and_time_raises_no_doubt_and_is_shown_without_them(cast, make):
    found = answered_with(make("in_progress"), cast, saved(scene(1), camera=True))
    assert told(found) == ""
    assert found.photo.has_place
    assert found.photo.taken_at
    with attachments.default_storage.open(found.cleaned) as file, Image.open(file) as shown:
        assert not shown.getexif()


def test_what_a_photo_lacks_is_said_and_the_answer_goes_out_all_the_same(cast, make):
    complaint = make("in_progress")
    found = answered_with(complaint, cast, saved(scene(1)))
    assert complaint.status == "answered"
    assert "tempat" in told(found)
    assert "waktu" in told(found)


def test_a_screenshot_is_told_from_a_photo(cast, make):
    drawn = Image.new("RGB", (400, 400), "white")
    drawn.paste("navy", (50, 50, 200, 300))
    found = answered_with(make("in_progress"), cast, saved(drawn, "PNG"), "logo.png")
    assert "tangkapan layar" in told(found)


def test_the_reporters_own_photo_comes_back_smaller_and_pressed_and_is_recognised(cast, make):
    first = make("in_progress")
    services.add(first, by=own(first), files=[Upload("awal.jpg", saved(scene(7), quality=95))])
    attachments.sweep(clock.now())
    small = saved(scene(7).resize((320, 240)), quality=40, camera=True)
    found = answered_with(first, cast, small)
    assert found.photo.same_as == Attachment.objects.filter(complaint=first).first()
    assert first.shown_number in told(found)
    other = answered_with(make("in_progress"), cast, saved(scene(8), camera=True))
    assert other.photo.same_as is None
    assert PhotoCheck.objects.count() == 3
