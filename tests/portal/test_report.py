"""The citizen's way through the web: form, receipt, tracking, and what the public sees."""

import re
from uuid import uuid4

import pytest

from kentongan.complaints.models import Complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(cast):
    from django.core.cache import cache

    cache.clear()


def form(**changes):
    return {
        "text": "Jembatan desa rusak berat sejak minggu lalu.",
        "kind": "complaint",
        "key": str(uuid4()),
    } | changes


def receipt_of(page):
    text = page.content.decode()
    number = re.search(r"LP-\w{4}-\w{4}", text).group()
    return number, re.search(r'<dd class="number">(\d{6})</dd>', text).group(1)


def test_a_report_gets_a_receipt_and_can_be_tracked(client):
    page = client.post("/lapor/", form(area="Heuleut"))
    assert page.status_code == 200
    number, pin = receipt_of(page)
    answer = client.post("/lacak/", {"number": number.lower(), "pin": pin}, follow=True)
    assert "Jembatan desa rusak" in answer.content.decode()


def test_the_same_form_twice_shows_the_same_receipt(client):
    data = form()
    assert receipt_of(client.post("/lapor/", data)) == receipt_of(client.post("/lapor/", data))
    assert Complaint.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_wrong(client):
    page = client.post("/lapor/", form(text="Rusak", landmark="Depan pasar"))
    assert page.status_code == 422
    assert 'value="Depan pasar"' in page.content.decode()
    assert Complaint.objects.count() == 0


def test_a_wrong_pin_and_an_unknown_number_get_the_same_answer(client):
    number, _pin = receipt_of(client.post("/lapor/", form()))
    answers = {
        re.sub(r'(value|nonce)="[^"]*"', "", client.post("/lacak/", facts).content.decode())
        for facts in (
            {"number": number, "pin": "000000"},
            {"number": "LP-1111-1111", "pin": "000000"},
        )
    }
    assert len(answers) == 1


def test_a_post_from_elsewhere_is_refused(client):
    assert (
        client.post("/lapor/", form(), headers={"origin": "https://evil.test"}).status_code == 403
    )


def test_another_browser_does_not_see_it(client):
    from django.test import Client

    number, _pin = receipt_of(client.post("/lapor/", form()))
    assert Client().get(f"/lacak/{number}/").headers["Location"] == "/lacak/"
    assert Client().get(f"/laporan/{number}/").status_code == 404


def test_the_whole_form_post_takes_at_most_twelve_statements(client, statements):
    client.post("/lapor/", form())
    with statements() as seen:
        client.post("/lapor/", form(contact="siti@contoh.demo"))
    assert len(seen) <= 12


def test_the_first_visit_of_the_form_is_small(client):
    page = client.get("/lapor/", headers={"accept-encoding": "br"})
    assert page["Content-Encoding"] == "br"
    assert len(page.content) <= 15_000
    assert not page.cookies


def test_a_text_for_a_photo_is_refused_with_words(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("foto.jpg", b"not a photo", content_type="image/jpeg")
    page = client.post("/lapor/", form(files=[file]))
    assert page.status_code == 422
    assert "foto.jpg" in page.content.decode()
