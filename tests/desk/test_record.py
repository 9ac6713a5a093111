"""Intake over the counter: one form, one receipt, and nothing twice."""

import html
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kentongan.complaints.models import Complaint
from tests.desk.steps import PDF, TEXT

pytestmark = pytest.mark.django_db
RECORD = "/meja/catat/"


def typed(**facts):
    return {"key": str(uuid4()), "channel": "counter", "kind": "complaint", "text": TEXT, **facts}


@pytest.mark.parametrize("role", ["clerk", "district_admin", "national_admin"])
def test_only_the_text_is_needed_and_the_receipt_has_code_and_pin(client_for, cast, role):
    member = getattr(cast, role)

    page = client_for(member).post(RECORD, typed(channel="letter"))

    complaint = Complaint.objects.order_by("-pk")[0]
    assert (complaint.channel, complaint.entered_by_id) == ("letter", member.user.pk)
    assert complaint.status == ("received" if role == "national_admin" else "forwarded")
    text = html.unescape(page.content.decode())
    assert complaint.shown_number in text
    assert page.context["receipt"].pin in text


@pytest.mark.parametrize("role", ["liaison", "leader", "auditor", "operator", "inspector"])
def test_other_roles_record_nothing(client_for, cast, role):
    client = client_for(getattr(cast, role))

    assert client.get(RECORD).status_code == 403
    assert client.post(RECORD, typed()).status_code == 403


def test_the_same_form_sent_twice_is_one_report(client_for, cast):
    client, given = client_for(cast.clerk), typed()

    first, second = client.post(RECORD, given), client.post(RECORD, given)

    assert first.context["receipt"].number == second.context["receipt"].number
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "", "Tulis apa yang terjadi."),
        ("text", "Padam", "erlalu pendek."),
        ("text", "x" * 4001, "erlalu panjang."),
        ("area", "Atlantis", "Tempat ini tidak dikenal."),
        ("area", "Sukaraja", "Ada beberapa yang cocok"),
        ("phone", "12", "Tulis nomor seperti"),
        ("email", "siti", "Tulis alamat seperti"),
        ("nik", "123", "NIK terdiri atas 16 angka."),
        ("happened_on", "2999-01-01", "Hari ini belum tiba."),
        ("happened_on", "kemarin", "Tulis tanggal sebagai"),
        ("channel", "pigeon", ""),
        ("key", "x", ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client_for, cast, field, value, words):
    page = client_for(cast.clerk).post(RECORD, typed(landmark="dekat masjid") | {field: value})

    assert page.status_code == 422
    text = html.unescape(page.content.decode())
    assert words in text
    assert "dekat masjid" in text
    assert not Complaint.objects.exists()


def test_a_village_is_found_and_personal_data_go_to_the_vault(client_for, cast):
    given = {
        "area": "Desa Cipasung, Kec. Lemahsugih",
        "name": "Siti Rahayu",
        "phone": "0812 3456 789",
        "nik": "3" * 16,
    }

    client_for(cast.clerk).post(RECORD, typed(is_anonymous="on", **given))

    complaint = Complaint.objects.get()
    assert complaint.area_id == "32.10.01.2001"
    assert complaint.identity_id
    stored = " ".join(str(value) for value in Complaint.objects.values().get().values())
    assert "Siti" not in stored
    assert "333333" not in stored


def test_a_scanned_letter_goes_with_it(client_for, cast):
    file = SimpleUploadedFile("surat.pdf", PDF)

    client_for(cast.clerk).post(RECORD, typed(files=file))

    assert Complaint.objects.get().attachments.get().name == "surat.pdf"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("program.exe", b"MZ\x90\x00", "bukan foto"), ("kosong.pdf", b"", "kosong")],
)
def test_a_file_of_another_kind_is_refused_by_name(client_for, cast, name, content, words):
    file = SimpleUploadedFile(name, content)

    page = client_for(cast.clerk).post(RECORD, typed(files=file))

    assert page.status_code == 422
    assert words in html.unescape(page.content.decode())


def test_the_receipt_is_printed_with_the_pin_and_never_with_a_wrong_one(client_for, cast):
    client = client_for(cast.clerk)
    receipt = client.post(RECORD, typed()).context["receipt"]
    url = f"/meja/{receipt.shown_number}/cetak/terima/"

    right = client.post(url, {"pin": receipt.pin})
    wrong = client.post(url, {"pin": "000000"})

    assert f"<strong>{receipt.pin}</strong>" in right.content.decode()
    assert not re.search(r"PIN <strong>", wrong.content.decode())
    assert not re.search(r"PIN <strong>", client.get(url).content.decode())


def test_recording_costs_few_statements(client_for, cast, query_count):
    client = client_for(cast.clerk)
    client.post(RECORD, typed())

    with query_count() as statements:
        client.post(RECORD, typed())

    assert len([one for one in statements if "SAVEPOINT" not in one["sql"]]) <= 17


def test_the_clerk_sees_what_was_entered_and_nothing_else(client_for, cast, file_one):
    file_one()
    client_for(cast.clerk).post(RECORD, typed())

    seen = client_for(cast.clerk).get("/meja/").context["rows"]

    assert [row.number for row in seen] == [Complaint.objects.order_by("-pk")[0].number]
    assert client_for(cast.second_clerk).get("/meja/").context["rows"] == []
