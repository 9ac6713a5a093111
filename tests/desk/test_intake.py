"""The intake of letters, calls and posts: nothing typed is lost, and the clerk knows what was there."""

import html
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kentongan.accounts.vault import PersonalData
from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from tests.desk.steps import PDF, TEXT, forwarded

pytestmark = pytest.mark.django_db
RECORD, CHECK = "/meja/catat/", "/meja/catat/periksa/"
PHONE = "081234567890"


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def typed(**facts):
    return {"key": str(uuid4()), "channel": "letter", "kind": "complaint", "text": TEXT, **facts}


def words(answer):
    return html.unescape(answer.content.decode())


def test_a_letter_keeps_its_facts_and_counts_from_the_day_it_came(client_for, cast):
    came = clock.today() - timedelta(days=3)
    given = {
        "letter_number": "12/RT/XI/2026",
        "letter_date": (came - timedelta(days=1)).isoformat(),
        "received_on": came.isoformat(),
        "source_url": "https://contoh.demo/kiriman/1",
        "name": "Siti Rahayu",
        "phone": PHONE,
        "represented": "Ibu",
        "relation": "anak",
        "may_contact": "on",
        "preferred_way": "sms",
        "is_anonymous": "on",
    }

    client_for(cast.clerk).post(RECORD, typed(**given))

    one = Complaint.objects.get()
    assert one.submitted_at.date() == came
    assert one.paper.entered_at.date() == clock.now().date()
    assert (one.paper.letter_number, one.paper.is_for_another) == ("12/RT/XI/2026", True)
    assert one.contact_by == "sms"
    page = words(client_for(cast.district_admin).get(one.get_absolute_url()))
    assert "12/RT/XI/2026" in page
    assert "https://contoh.demo/kiriman/1" in page


@pytest.mark.parametrize(
    ("agreed", "way", "reached"),
    [({}, "", ""), ({"may_contact": "on"}, "visit", ""), ({"may_contact": "on"}, "", "email,sms")],
)
def test_nobody_is_written_to_without_consent(client_for, cast, agreed, way, reached):
    contact = {"phone": PHONE, "email": "warga@contoh.demo", "preferred_way": way}

    client_for(cast.clerk).post(RECORD, typed(**contact, **agreed))

    assert Complaint.objects.get().contact_by == reached


def test_five_scanned_pages_survive_an_error_and_go_with_the_report(client_for, cast):
    client = client_for(cast.clerk)
    pages = [SimpleUploadedFile(f"hal-{n}.pdf", PDF + bytes([n])) for n in range(5)]

    wrong = client.post(RECORD, typed(files=pages, phone="12"))
    tokens = [one.token for one in wrong.context["form"].fields["files"].widget.held]
    client.post(RECORD, typed(files_kept=tokens))

    assert wrong.status_code == 422
    names = Complaint.objects.get().attachments.values_list("name", flat=True)
    assert sorted(names) == [f"hal-{n}.pdf" for n in range(5)]


def test_what_was_typed_waits_sealed_while_the_sign_in_has_run_out(client_for, cast):
    client = Client()

    away = client.post(RECORD, typed(name="Siti Rahayu", landmark="dekat masjid"))
    assert "/masuk" in away["Location"] or "login" in away["Location"]
    assert "Siti" not in json.dumps(dict(client.session))
    client.force_login(cast.clerk.user)
    back = words(client.get(RECORD))

    assert all(one in back for one in (TEXT, "Siti Rahayu", "dekat masjid"))
    assert "Siti Rahayu" not in words(client.get(RECORD))
    assert not Complaint.objects.exists()


def test_the_next_of_a_stack_keeps_source_place_and_day(client_for, cast):
    came = clock.today().isoformat()
    given = typed(next="1", area="Desa Cipasung, Kec. Lemahsugih", received_on=came, landmark="x y")

    answer = client_for(cast.clerk).post(RECORD, given)

    form = answer.context["form"]
    assert form["channel"].value() == "letter"
    assert form["area"].value() == "Desa Cipasung, Kec. Lemahsugih"
    assert form["received_on"].value() == came
    assert not form["text"].value()
    assert not form["landmark"].value()
    assert answer.context["receipt"].pin in words(answer)
    assert 'name="next" value="1"' in words(answer)
    assert answer.context["entered"].total == 1


def test_the_same_words_in_the_same_kecamatan_are_shown_and_others_not(client_for, cast):
    same = forwarded(cast, text=TEXT, area_code="32.10.01.2001")
    elsewhere = forwarded(cast, text=TEXT, area_code="32.10.13.2001")
    other = forwarded(cast, text="Pelayanan KTP antre sejak pagi, petugas tidak datang.",
                      area_code="32.10.01.2001")  # fmt: skip
    with clock.at(clock.now() - timedelta(days=100)):
        old = forwarded(cast, text=TEXT, area_code="32.10.01.2001")
    about = {"text": "lampu jalan depan pasar padam", "area": "Desa Cipasung, Kec. Lemahsugih"}

    found = words(client_for(cast.district_admin).post(CHECK, about))

    assert same.shown_number in found
    for one in (elsewhere, other, old):
        assert one.shown_number not in found


def test_a_clerk_never_learns_of_secret_reports_of_others(client_for, cast):
    secret = forwarded(cast, text=TEXT, is_secret=True)

    found = words(client_for(cast.clerk).post(CHECK, {"text": TEXT}))

    assert secret.shown_number not in found
    assert "Tidak ada yang mirip." in found


@pytest.mark.parametrize("by", [{"phone": PHONE}, {"nik": "3" * 16}])
def test_earlier_reports_of_a_person_are_shown_to_the_desk_and_that_is_logged(client_for, cast, by):
    earlier = forwarded(
        cast, personal=PersonalData(phone=PHONE, nik="3" * 16), text="Hal lain " * 4
    )
    stranger = forwarded(cast, personal=PersonalData(phone="081234567891"), text="Hal lain " * 4)

    desk = words(client_for(cast.district_admin).post(CHECK, by))
    counter = words(client_for(cast.clerk).post(CHECK, by))

    assert earlier.shown_number in desk
    assert stranger.shown_number not in desk
    assert earlier.shown_number not in counter
    logged = Entry.objects.filter(action="identity.recognise")
    assert [one.actor_id for one in logged] == [cast.district_admin.user.pk]


def test_without_script_the_button_shows_the_same_and_keeps_all(client_for, cast):
    same = forwarded(cast, text=TEXT)

    page = client_for(cast.district_admin).post(RECORD, typed(check="1", landmark="dekat masjid"))

    assert page.status_code == 200
    assert same.shown_number in words(page)
    assert "dekat masjid" in words(page)
    assert Complaint.objects.count() == 1


def test_the_printed_list_of_the_day_holds_what_this_officer_entered(client_for, cast):
    client = client_for(cast.clerk)
    client.post(RECORD, typed(letter_number="7/A"))
    client.post(RECORD, typed(channel="phone"))
    forwarded(cast)

    whole = client.get("/meja/catat/daftar/")
    letters = client.get("/meja/catat/daftar/?lewat=letter")

    assert whole.context["entered"].total == 2
    assert [one.paper.letter_number for one in letters.context["entered"].rows] == ["7/A"]
    assert "7/A" in words(letters)
    assert client.get("/meja/catat/daftar/?hari=2020-01-01").context["entered"].total == 0


def test_hints_cost_few_statements(client_for, cast, query_count):
    client = client_for(cast.district_admin)
    for _ in range(4):
        forwarded(cast, text=TEXT, personal=PersonalData(phone=PHONE))

    with query_count() as statements:
        client.post(CHECK, {"text": TEXT, "phone": PHONE})

    assert len(statements) <= 14
