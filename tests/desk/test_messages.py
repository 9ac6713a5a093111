"""The messages that the machine left to people: who sees them, and what each button does."""

import pytest
from django.urls import reverse

from kentongan.accounts.models import VerifiedContact
from kentongan.audit.models import Entry
from kentongan.channels.models import InboundMessage
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message
from tests.channels.conftest import Phone, channel  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
WORDS = "pak tolong itu selokan depan SD mampet"


@pytest.fixture
def row(cast, channel):  # noqa: F811
    Phone().sends(WORDS)
    return InboundMessage.objects.get()


def post(client, row, step, **data):
    return client.post(reverse("desk:message_step", args=[row.pk, step]), data)


def test_the_desk_and_the_counters_of_the_district_see_it_and_nobody_else(cast, client_for, row):
    url = reverse("desk:messages")
    for member in (cast.district_admin, cast.clerk, cast.national_admin):
        assert WORDS in client_for(member).get(url).content.decode()
    assert WORDS not in client_for(cast.outsider_admin).get(url).content.decode()
    one = reverse("desk:message", args=[row.pk])
    assert client_for(cast.outsider_admin).get(one).status_code == 404
    assert post(client_for(cast.outsider_admin), row, "spam").status_code == 404
    for member in (cast.liaison, cast.leader, cast.operator):
        assert client_for(member).get(url).status_code == 403


def test_the_number_is_not_shown(cast, client_for, row):
    page = client_for(cast.district_admin).get(reverse("desk:message", args=[row.pk]))
    assert "81234567890" not in page.content.decode()
    assert row.sender_token in page.content.decode()


def test_it_becomes_a_report_and_its_sender_gets_code_and_pin(cast, client_for, row):
    answer = post(client_for(cast.clerk), row, "laporkan", text=WORDS, kind="complaint")
    assert answer.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.entered_by) == ("sms", cast.clerk.user)
    receipt = Message.objects.get(purpose="sms_receipt")
    assert complaint.shown_number in receipt.body
    row.refresh_from_db()
    assert (row.state, row.complaint, row.handled_by) == ("handled", complaint, cast.clerk.user)
    assert Entry.objects.filter(action="message.filed").exists()
    assert "diperiksa" in Phone().sends("STATUS")  # the number is the reporter's


def test_it_is_added_to_the_report_of_its_sender(cast, client_for, channel):  # noqa: F811
    phone = Phone()
    phone.sends("LAPOR selokan mampet di Desa Heuleut Kec. Kadipaten")
    phone.sends("itu yang depan SD pak")
    row = InboundMessage.objects.get(state="inbox")
    complaint = Complaint.objects.get()
    page = client_for(cast.district_admin).get(reverse("desk:message", args=[row.pk]))
    assert complaint.shown_number in page.content.decode()
    post(client_for(cast.district_admin), row, "gabung", number=complaint.shown_number)
    event = complaint.events.get(action="add")
    assert (event.text, event.actor_role) == ("itu yang depan SD pak", "reporter")


def test_a_stranger_s_words_become_a_note_and_not_the_reporter_s(cast, client_for, row, file_one):
    complaint = file_one()
    post(client_for(cast.district_admin), row, "gabung", number=complaint.shown_number)
    event = complaint.events.get(action="note")
    assert (event.audience, event.actor_user) == ("officers", cast.district_admin.user)


def test_a_reply_goes_out_by_sms(cast, client_for, row):
    post(client_for(cast.district_admin), row, "balas", text="SD yang mana, Pak?")
    assert Message.objects.filter(purpose="sms_reply", body="SD yang mana, Pak?").exists()
    row.refresh_from_db()
    assert row.state == "handled"


def test_who_claims_it_first_has_it(cast, client_for, row):
    first, second = client_for(cast.district_admin), client_for(cast.second_admin)
    assert post(first, row, "ambil").status_code == 302
    late = post(second, row, "balas", text="Halo")
    assert late.status_code == 422
    assert "petugas lain" in late.content.decode()
    post(first, row, "lepas")
    assert post(second, row, "balas", text="Halo").status_code == 302


def test_spam_silences_the_number_and_can_be_taken_back(cast, client_for, row):
    post(client_for(cast.district_admin), row, "spam")
    assert Phone().sends("LAPOR jalan rusak di desa kami") == ""
    assert not Complaint.objects.exists()
    post(client_for(cast.district_admin), row, "bukan-spam")
    assert VerifiedContact.objects.get().blocked_at is None
    row.refresh_from_db()
    assert row.state == "inbox"


def test_nonsense_is_said_beside_its_field(cast, client_for, row):
    client = client_for(cast.district_admin)
    page = post(client, row, "gabung", number="LP-XXXX")
    assert page.status_code == 422
    assert "Tidak ada laporan dengan kode ini" in page.content.decode()
    assert post(client, row, "laporkan", text="", kind="complaint").status_code == 422
    assert post(client, row, "terbang").status_code == 404


def test_the_list_asks_the_same_whatever_its_length(cast, client_for, channel, query_count):  # noqa: F811
    client, url = client_for(cast.district_admin), reverse("desk:messages")

    def asked():
        with query_count() as seen:
            client.get(url)
        return len(seen)

    Phone().sends("halo satu")
    client.get(url)
    few = asked()
    for n in range(8):
        Phone(f"+62812000{n:05d}").sends(f"halo nomor {n} selamat pagi")
    assert asked() == few
    assert few <= 8


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1366])
def test_the_pages_are_for_everybody_and_fit_a_telephone(cast, new_page, axe, row, width):
    page = new_page(cast.district_admin, viewport={"width": width, "height": 800})
    for address in (reverse("desk:messages"), reverse("desk:message", args=[row.pk])):
        page.goto(address)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
