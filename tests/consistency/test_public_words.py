"""Every place where anybody reads a complaint shows the masked words, and none when it is taken down."""

import io

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import attachments, services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Attachment
from kentongan.complaints.services.answers import Substance
from tests.complaints.reaching import reach

SECRETS = ("3210015505900001", "0812-9876-5432", "Asep Sunandar", "E 1234 VB", "Toko Makmur",
           "rohaeti@warga.demo", "1234567890")  # fmt: skip
TEXT = (
    "Asep Sunandar, NIK 3210015505900001. Saluran di Desa Cipaku tersumbat oleh Toko Makmur. "
    "Mobil E 1234 VB menutup jalan. Hubungi 0812-9876-5432 atau rohaeti@warga.demo."
)
ANSWER = "Kami sudah menegur Pak Asep Sunandar dari Toko Makmur, rekening BCA 1234567890."


def jpeg():
    picture = Image.new("RGB", (200, 100), "white")
    tags = Image.Exif()
    tags[0x0110] = "Kamera Uji"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=tags)
    return buffer.getvalue()


@pytest.fixture
def complaint(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.HOME_INSTITUTION = "majalengka"
    named = PersonalData(name="Warga Cipaku")
    one = reach(cast, "in_progress", text=TEXT, personal=named, is_anonymous=False)
    services.mask(
        one,
        by=cast.district_admin.actor,
        reason="Usaha warga.",
        cover={"Toko Makmur": "other"},
    )
    known = Substance(override="Sudah disepakati dengan pelapor.")
    services.answer(one, by=cast.liaison.actor, text=ANSWER, substance=known)
    photo = Upload("KTP-Asep-Sunandar_0812-9876-5432.jpg", jpeg())
    services.file_paper(one, by=cast.liaison.actor, files=[photo], form="answer")
    attachments.sweep(clock.now())
    return one


def outputs(one):
    """Every address at which anybody reads of complaints, with what it answers."""
    number = one.shown_number
    client = Client()
    urls = ["/", "/laporan/", "/laporan/?q=Cipaku", f"/laporan/{number}/"]
    urls += [f"/open311/v2/requests.{kind}" for kind in ("json", "xml")]
    urls += [f"/open311/v2/requests/{number}.json", "/open311/v2/servicerequestupdates.json"]
    for url in urls:
        cache.clear()
        answer = client.get(url)
        yield url, answer.status_code, answer.content.decode()


def test_no_output_to_the_public_shows_what_was_masked(complaint):
    seen = dict((url, (status, text)) for url, status, text in outputs(complaint))
    shown = [url for url, (_status, text) in seen.items() if "Cipaku" in text]
    assert len(shown) >= 6, seen.keys()
    for url, (_status, text) in seen.items():
        for word in SECRETS:
            assert word not in text, (url, word)
    assert "KTP […]" in seen[f"/laporan/{complaint.shown_number}/"][1]


def test_what_is_taken_down_is_gone_everywhere_and_leaves_a_neutral_notice(cast, complaint):
    desk, url = cast.district_admin.actor, f"/laporan/{complaint.shown_number}/"
    photo = complaint.attachments.get()
    services.hide(complaint, by=desk, hide_reason="abusive", text="Menghina seorang warga.")
    for asked, status, text in outputs(complaint):
        assert "Cipaku" not in text or "?q=" in asked, asked
        assert status == {url: 410}.get(asked, 404 if "requests/LP" in asked else status)
    notice = Client().get(url).content.decode()
    assert "tidak tampil lagi" in notice
    assert "Menghina" not in notice
    assert Client().get(f"{url}berkas/{photo.key}/").status_code == 404
    services.publish(complaint, by=desk)
    assert Client().get(url).status_code == 200


def test_boxes_are_burnt_into_what_others_see_and_the_original_stays(cast, complaint, client_for):
    photo = complaint.attachments.get()
    number, desk = complaint.shown_number, client_for(cast.district_admin)
    public = f"/laporan/{number}/berkas/{photo.key}/"
    assert pixel(Client().get(public), 100, 50) > 240
    page = desk.get(f"/meja/{number}/samaran/").content.decode()
    assert "kameranya" in page
    url = f"/meja/{number}/samaran/{photo.key}/"
    box = {"left": ["25", ""], "top": ["25", ""], "width": ["50", ""], "height": ["50", ""]}
    assert desk.post(url, box).status_code == 422, "a reason is asked for"
    assert desk.post(url, box | {"reason": "Wajah", "left": ["120", ""]}).status_code == 422
    assert desk.post(url, box | {"reason": "Wajah anak"}).status_code == 302
    for small in ("", "?kecil"):
        assert pixel(Client().get(public + small), 100, 50) < 15
        assert pixel(Client().get(public + small), 10, 10) > 240
    Attachment.objects.update(purpose=Attachment.Purpose.EVIDENCE)  # as if the reporter had sent it
    asked = services.ask_outside(
        complaint, by=cast.liaison.actor, body_name="PLN", question="Tiang siapa?", days=5
    )
    outside = Client().get(f"/luar/{asked.token}/foto/{photo.key}/")
    assert pixel(outside, 100, 50) < 15, "nor what an outside body is shown by a link"
    Attachment.objects.update(purpose=photo.purpose)
    mine = desk.get(f"/meja/{number}/berkas/{photo.key}/")
    assert pixel(mine, 100, 50) > 240
    event = complaint.events.filter(action="mask").last()
    assert (event.text, event.facts["boxes"]) == ("Wajah anak", 1)
    desk.post(url, {"reason": "Keliru"})
    assert pixel(Client().get(public), 100, 50) > 240
    assert Attachment.objects.get().sha256 == photo.sha256


def pixel(answer, x, y):
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    with Image.open(io.BytesIO(content)) as picture:
        assert not dict(picture.getexif())
        return sum(picture.convert("RGB").getpixel((x, y))) // 3


def test_the_second_screen_shows_the_very_words_of_the_public(cast, client):
    text = f"{TEXT} Tolong dibersihkan."
    given = {"step": "check", "text": text, "kind": "complaint", "no_place": "on"}
    page = client.post("/lapor/", given).content.decode()
    fetched = client.post("/lapor/umum/", {"text": text}).content.decode()
    from bs4 import BeautifulSoup

    one = reach(cast, "dispatched", text=text)
    for html in (page, fetched):
        found = BeautifulSoup(html, "html.parser")
        shown = [" ".join(p.get_text().split()) for p in found.find_all("p", class_="pre")]
        assert one.public_text in shown
        assert one.public_title in shown
        assert len(found.find_all("mark")) >= 5
        assert "NIK atau nomor KK" in html


def test_an_officer_confirms_leaves_and_adds_on_the_page_of_masking(cast, complaint, client_for):
    url = f"/meja/{complaint.shown_number}/samaran/"
    desk = client_for(cast.district_admin)
    page = desk.get(url).content.decode()
    assert "<mark" in page
    seen = ["Asep Sunandar", "3210015505900001", "Toko Makmur"]
    given = {"seen": seen, "cover": seen[1:], "more": "Desa Cipaku"}
    assert desk.post(url, given).status_code == 422
    assert desk.post(url, given | {"reason": "Pejabat boleh disebut."}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.public_text.startswith("Asep Sunandar, NIK […].")
    assert "Cipaku" not in complaint.public_text
    assert complaint.text == TEXT
    assert client_for(cast.liaison).get(url).status_code == 403
