"""The form in two screens: nothing typed or chosen is lost, one press makes one complaint."""

import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
from django.db import OperationalError

from kentongan.accounts import vault
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message
from kentongan.organizations import gazetteer
from kentongan.portal import hints
from kentongan.portal.views import report as view

pytestmark = pytest.mark.django_db
TEXT = "Lampu jalan di depan pasar mati sejak dua minggu, jalan menjadi gelap."


def open_screen(page):
    """Which of the two screens is not hidden."""
    return re.findall(r'<section data-step="(\d)"(?! hidden)', page)


def test_the_empty_form_needs_no_session_no_token_and_no_database_once_it_is_kept(
    client, query_count
):
    client.get("/lapor/")

    with query_count() as statements:
        answer = client.get("/lapor/")

    assert answer.status_code == 200
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content
    assert len(statements) == 0
    assert answer["Cache-Control"] == "private, max-age=60"


def test_a_kept_page_carries_the_nonce_of_its_own_answer(client):
    pages = [client.get("/lapor/") for _ in range(2)]

    nonces = [re.search(r"'nonce-([^']+)'", one["Content-Security-Policy"])[1] for one in pages]

    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        assert set(re.findall(r'nonce="([^"]+)"', page.content.decode())) == {nonce}


def test_a_kept_page_is_never_shown_in_another_language(client):
    client.get("/lapor/")

    english = client.get("/lapor/", headers={"Accept-Language": "en"})

    assert b'lang="en"' in english.content
    assert b"Make a report" in english.content


def test_a_report_is_received_with_its_receipt_on_the_same_answer(send):
    answer = send(area="Cipasung, Kec. Lemahsugih", landmark="Depan pasar")

    complaint = Complaint.objects.get()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert complaint.shown_number in answer.content.decode()
    assert (complaint.channel, complaint.area_id) == ("web", "32.10.01.2001")
    assert complaint.is_anonymous
    assert not complaint.is_secret


def test_the_pin_is_in_no_address_and_not_in_the_drawing(send):
    page = send().content.decode()
    pin = re.search(r'"number">(\d{6})<', page)[1]

    addresses = re.findall(r'(?:href|action|src)="(?!data:)([^"]*)"', page)

    assert not [one for one in addresses if pin in one]
    assert f"/lacak/{Complaint.objects.get().shown_number}/" in page


def test_the_receipt_holds_what_the_law_asks_for(send):
    page = unescape(send(show_name="yes", name="Siti", contact="siti@warga.demo").content.decode())

    complaint = Complaint.objects.get()
    for content in ("Siti", TEXT[:40], complaint.shown_number, "WIB", "qr"):
        assert content in page
    assert "Paling lambat" in page


def test_the_same_form_twice_is_one_complaint_with_the_same_receipt(client, filled):
    given = filled()

    first, second = client.post("/lapor/", given), client.post("/lapor/", given)

    pins = [re.search(r'"number">(\d{6})<', one.content.decode())[1] for one in (first, second)]
    assert Complaint.objects.count() == 1
    assert pins[0] == pins[1]


def test_another_report_from_the_same_page_is_not_taken_for_the_first(client, filled):
    given = filled()

    client.post("/lapor/", given)
    client.post("/lapor/", given | {"text": "Sampah menumpuk di belakang sekolah sejak Senin."})

    assert Complaint.objects.count() == 2


def test_a_key_that_anybody_could_guess_brings_up_nobodys_receipt(client, filled):
    nil = "00000000-0000-0000-0000-000000000000"

    client.post("/lapor/", filled(key=nil))
    client.post("/lapor/", filled(key=nil))

    assert Complaint.objects.count() == 2


def test_what_is_wrong_is_told_on_its_screen_and_everything_typed_stays(send):
    answer = send(text="Terlalu pendek", landmark="Dekat balai desa", contact="0812 3456 7890")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert open_screen(page) == ["1"]
    assert "Terlalu pendek" in page
    assert "Dekat balai desa" in page
    assert "0812 3456 7890" in page
    assert "<title>Kesalahan:" in page
    assert not Complaint.objects.exists()


def test_a_wrong_number_is_told_on_the_second_screen(send):
    answer = send(contact="0812")

    assert answer.status_code == 422
    assert open_screen(answer.content.decode()) == ["2"]


def test_a_shown_name_must_be_written(send):
    assert send(show_name="yes", name="").status_code == 422
    assert not Complaint.objects.exists()


def test_without_script_the_second_screen_shows_what_the_public_will_read(client, filled):
    text = "Tolong hubungi saya di 0812 3456 7890, lampu jalan mati sejak dua minggu."

    page = client.post("/lapor/", filled(step="check", text=text, key="")).content.decode()

    assert open_screen(page) == ["2"]
    assert "Tolong hubungi saya di <mark>[…]</mark>, lampu" in page
    assert "0812 3456 7890" in page  # the text itself waits in the hidden screen
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', page)
    assert not Complaint.objects.exists()


def test_going_back_without_script_says_nothing_of_errors(client, filled):
    page = client.post("/lapor/", filled(step="back", text="kurang")).content.decode()

    assert open_screen(page) == ["1"]
    assert "kurang" in page
    assert "error-summary-heading" not in page


def test_words_of_corruption_tick_secrecy_once_and_the_writer_decides(client, filled):
    text = "Ada pungli di loket pembuatan surat, diminta lima puluh ribu rupiah."

    asked = client.post("/lapor/", filled(text=text))
    assert not Complaint.objects.exists()
    assert 'id="id_is_secret" aria-describedby="id_is_secret_helptext" checked' in (
        asked.content.decode()
    )

    client.post("/lapor/", filled(text=text, seen="1"))
    assert not Complaint.objects.get().is_secret


@pytest.mark.parametrize(
    ("text", "is_sensitive"),
    [
        ("Kepala bagian minta uang suap", True),
        ("Anak saya dibully di sekolah", True),
        ("Pasien HIV ditolak", True),
        ("Jalan rusak menuju puskesmas", False),
        ("Taman bermain anak perlu diperbaiki", False),
        ("Usulan jalur sepeda yang archivis", False),
    ],
)
def test_which_words_are_sensitive(text, is_sensitive):
    assert hints.is_sensitive(text) is is_sensitive


@pytest.mark.parametrize(
    "text", ["NIK 3210012345678901", "hubungi 0812 3456 7890", "surel a@b.id", "motor E 1234 AB"]
)
def test_the_browser_warns_of_what_the_server_masks(text):
    assert hints.names_people(text)
    assert re.search(hints.PERSONAL, text)


def test_several_villages_of_one_name_are_asked_for(client, filled):
    villages = [one for one in gazetteer.all_places().values() if one.level == "village"]
    districts = {one.name for one in gazetteer.all_places().values() if one.level == "district"}
    counts = Counter(one.name for one in villages)
    name = next(one for one, count in counts.items() if count > 1 and one not in districts)

    asked = client.post("/lapor/", filled(area=name))
    codes = re.findall(r'name="which" value="([^"]+)"', asked.content.decode())
    client.post("/lapor/", filled(area=name, which=codes[-1]))

    assert asked.status_code == 422
    assert len(codes) == counts[name]
    assert Complaint.objects.get().area_id == codes[-1]


def test_an_unknown_place_is_told(send):
    assert send(area="Atlantis Raya Qq").status_code == 422


def test_a_position_is_kept_to_the_metre(send):
    send(lat="-6.83641234567", lng="108.22791234567", area_code="32.10.01.2001")

    complaint = Complaint.objects.get()
    assert (complaint.lat, complaint.lng) == (-6.83641, 108.22791)
    assert complaint.area_id == "32.10.01.2001"


def test_today_is_no_future_in_the_early_morning(send):
    with clock.at(datetime(2026, 11, 24, 18, 0, tzinfo=UTC)):  # 01.00 WIB on the 25th
        assert send(happened_on="2026-11-25").status_code == 200
        assert send(happened_on="2026-11-26").status_code == 422


def test_another_website_cannot_send_the_form(client, filled):
    answer = client.post("/lapor/", filled(), headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert not Complaint.objects.exists()


def test_a_form_without_an_origin_is_taken_but_never_linked_to_an_account(client_for, cast, filled):
    signed_in = client_for(cast.reporter)

    signed_in.post("/lapor/", filled())
    signed_in.post("/lapor/", filled(), headers={"Origin": "null"})
    signed_in.post("/lapor/", filled(), headers={"Origin": "http://testserver"})

    users = Complaint.objects.order_by("pk").values_list("reporter_user", flat=True)
    assert list(users) == [None, None, cast.reporter.user.pk]


def test_the_trap_catches_machines(send):
    assert send(website="https://spam.example").status_code == 422
    assert not Complaint.objects.exists()


def test_too_many_reports_from_one_address_keep_what_was_typed(send, monkeypatch):
    monkeypatch.setattr(view, "FILED", view.Limit("report", most=1, seconds=60))

    send()
    answer = send(text=TEXT + " Kedua.")

    assert answer.status_code == 429
    assert "Kedua." in answer.content.decode()
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("fault", [OSError(28, "No space left"), OperationalError("locked")])
def test_a_full_disk_or_an_absent_database_loses_nothing_typed(send, monkeypatch, fault):
    def broken(*args, **kwargs):
        raise fault

    monkeypatch.setattr(view, "submit", broken)

    answer = send()

    assert answer.status_code == 503
    assert TEXT in unescape(answer.content.decode())


def test_contact_goes_into_the_vault_and_a_message_is_owed(send):
    send(contact="0812 3456 7890", name="Siti")

    complaint = Complaint.objects.get()
    assert complaint.shown_name == ""
    assert vault.address_of(complaint.identity_id, transport="sms") == "+6281234567890"
    assert Message.objects.get().transport == "sms"


def test_a_whole_submit_takes_at_most_twelve_statements(send, query_count):
    send()

    with query_count() as statements:
        send(contact="siti@warga.demo", name="Siti", area="Cipasung", key=str(uuid4()))

    assert len(statements) <= 12, [one["sql"][:100] for one in statements]


def test_a_position_names_its_village_and_keeps_nothing(client, query_count):
    with query_count() as statements:
        answer = client.get("/lapor/lokasi/?lat=-6.8364&lng=108.2279")

    assert answer.json()["code"].startswith("32.10.")
    assert client.get("/lapor/lokasi/?lat=nan&lng=1").json()["code"] == ""
    assert client.get("/lapor/lokasi/?lat=x").status_code == 400
    assert len(statements) == 0


def test_the_list_of_villages_is_asked_for_once(client):
    first = client.get("/lapor/desa.json")
    again = client.get("/lapor/desa.json", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_what_is_not_tied_to_a_place_has_none_whatever_was_chosen_before(client, filled):
    chosen = {"area": "Cipasung", "lat": "-6.8", "lng": "108.2", "landmark": "Depan pasar"}

    asked = client.post("/lapor/", filled(step="check", no_place="on", **chosen))
    client.post("/lapor/", filled(no_place="on", **chosen))

    assert "Tidak terkait tempat</dd>" in asked.content.decode()
    complaint = Complaint.objects.get()
    assert (complaint.area_id, complaint.lat, complaint.landmark) == (None, None, "")


def test_whom_one_reports_for_lies_in_the_vault_and_on_the_receipt(send):
    page = send(on_behalf_of="Ibu saya, Bu Rohmah").content.decode()

    complaint = Complaint.objects.get()
    assert "Ibu saya, Bu Rohmah" in page
    assert "Rohmah" not in complaint.text
    opened = vault.open_identity(
        complaint.identity_id, by_id=None, by_label="Uji", subject="x", reason="Uji"
    )
    assert opened.on_behalf_of == "Ibu saya, Bu Rohmah"


@pytest.mark.parametrize(
    "text", ["hubungi 0812 3456 7890 ya", "NIK 3210012345678901.", "E 1234 AB menabrak"]
)
def test_the_browser_masks_no_less_than_the_server(text):
    from kentongan.complaints import masking

    in_browser = re.sub(hints.PERSONAL, masking.MASK, text)

    assert not re.search(r"\d{3}", in_browser)
