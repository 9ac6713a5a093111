"""Following a report without an account: the key, the page, and each step of its reporter."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from kentongan.common import clock
from kentongan.complaints import links, pins, services, sweeps
from kentongan.complaints.models import Attachment, Complaint
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from kentongan.portal.steps import STEPS
from tests.complaints.reaching import reach

pytestmark = pytest.mark.django_db
# The status in which a step is offered, and what its form sends.
STEP_FORMS = {
    "complete": ("incomplete", {"text": "Di Jalan Pasar, sebelah timur."}, "forwarded"),
    "confirm": ("answered", {}, "closed"),
    "contest": ("answered", {"contest_reason": "not_done", "text": "Masih mati."}, "reopened"),
    "reply": ("answered", {"text": "Kapan tepatnya?"}, "replied"),
    "rate": ("closed", {"solved": "yes", "score": "4", "text": "Cepat."}, "closed"),
    "reopen": ("closed", {"contest_reason": "not_done", "text": "Mati lagi."}, "reopened"),
    "appeal": ("archived", {"text": "Ini menyangkut keselamatan."}, "forwarded"),
    "restore": ("withdrawn", {}, "forwarded"),
    "add": ("in_progress", {"text": "Sekarang dua lampu yang mati."}, "in_progress"),
    "withdraw": ("in_progress", {"text": "Sudah diperbaiki warga."}, "withdrawn"),
}


@pytest.fixture
def followed(client, cast):
    """`followed("answered")`: a complaint there, opened in this browser by the link of a message."""

    def make(status="received", **facts):
        complaint = reach(cast, status, **facts)
        number = complaint.shown_number
        client.get(reverse("portal:by_link", args=[number, links.token(complaint.number)]))
        return complaint

    return make


def page_of(client, complaint):
    answer = client.get(reverse("portal:tracked", args=[complaint.shown_number]))
    return unescape(answer.content.decode())


def take(client, complaint, action, data):
    return client.post(reverse("portal:step", args=[complaint.shown_number, action]), data)


def ask(client, number, pin, address="10.0.0.1"):
    return client.post(reverse("portal:track"), {"number": number, "pin": pin}, REMOTE_ADDR=address)


def test_the_link_of_the_last_message_brings_back_what_counts_as_withdrawn(client, cast):
    with clock.at(datetime(2026, 9, 7, 2, tzinfo=UTC)):
        complaint = reach(cast, "incomplete")
    with clock.at(datetime(2026, 10, 9, 2, tzinfo=UTC)):
        assert sweeps.lapse(clock.now()) == 1
        message = Message.objects.get(purpose="lapsed", transport="email")
        link = re.search(r"https?://[^/]+(/lacak/\S+)", rendering.text_of(message).body)[1]

        page = client.get(link, follow=True)
        button = reverse("portal:step", args=[complaint.shown_number, "restore"])
        assert f'action="{button}"' in unescape(page.content.decode())
        client.post(button)

        complaint.refresh_from_db()
        assert complaint.status == "forwarded"


@pytest.mark.parametrize("write", [str, str.lower, lambda number: number.replace("-", " ")])
def test_number_and_pin_open_the_page_as_people_type_them(client, receipt, write):
    complaint, pin = receipt()

    answer = ask(client, write(complaint.shown_number), f" {pin[:3]} {pin[3:]} ")

    assert answer.url == reverse("portal:tracked", args=[complaint.shown_number])
    assert client.get(answer.url).status_code == 200


def test_an_unknown_number_and_a_wrong_pin_get_the_same_answer(client, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"

    answers = [
        ask(client, number, wrong) for number in (complaint.shown_number, "LP-9K47-TX2B", "LP-1")
    ]

    assert {one.status_code for one in answers} == {422}
    words = "Kode dan PIN tidak cocok"
    assert all(words in one.content.decode() for one in answers)
    assert complaint.text not in "".join(one.content.decode() for one in answers)


def test_guessing_stops_after_thirteen_tries_and_keeps_the_typed_number(client, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"

    codes = [ask(client, complaint.shown_number, wrong).status_code for _ in range(14)]
    answer = ask(client, complaint.shown_number, pin)

    assert codes == [422] * 13 + [429]
    assert answer.status_code == 429
    assert complaint.shown_number in answer.content.decode()


def test_a_stranger_who_uses_up_the_tries_does_not_lock_the_reporter_out(client, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    for _ in range(20):
        ask(client, complaint.shown_number, wrong, address="10.0.0.66")

    assert ask(client, complaint.shown_number, pin, address="10.0.0.7").status_code == 302


def test_all_addresses_of_one_ipv6_customer_count_as_one(client, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"

    codes = [
        ask(client, complaint.shown_number, wrong, address=f"2001:db8:7:{n}::{n}").status_code
        for n in range(1, 15)
    ]

    assert codes[-1] == 429
    assert pins._network("2001:db8:7:1::1") == pins._network("2001:db8:7:ffff::9")
    assert pins._network("2001:db8:8::1") != pins._network("2001:db8:7::1")


def test_right_pins_are_never_counted(client, receipt):
    complaint, pin = receipt()

    codes = {ask(client, complaint.shown_number, pin).status_code for _ in range(30)}

    assert codes == {302}


def test_without_pin_or_link_the_page_asks_for_the_pin(client, receipt):
    complaint, _pin = receipt()
    url = reverse("portal:tracked", args=[complaint.shown_number])

    answer = client.get(url)

    assert answer.url == f"{reverse('portal:track')}?kode={complaint.shown_number}"
    assert complaint.shown_number in client.get(answer.url).content.decode()


def test_the_link_of_a_message_opens_the_page_and_leaves_the_address(client, receipt):
    complaint, _pin = receipt()
    number, token = complaint.shown_number, links.token(complaint.number)

    forged = client.get(reverse("portal:by_link", args=[number, token[:-1] + "0"]))
    real = client.get(reverse("portal:by_link", args=[number, token]))

    assert forged.url.startswith(reverse("portal:track"))
    assert real.url == reverse("portal:tracked", args=[number])
    assert client.get(real.url).status_code == 200


def test_no_cache_no_search_engine_and_no_other_site_learns_of_the_page(client, followed):
    complaint = followed("answered")

    answer = client.get(reverse("portal:tracked", args=[complaint.shown_number]))

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] in ("no-referrer", "same-origin")


def test_the_page_says_who_has_it_what_is_next_and_until_when(client, followed):
    complaint = followed("in_progress")

    page = page_of(client, complaint)

    assert "Dinas PUTR" in page or str(complaint.unit) in page
    assert "sedang mengerjakannya" in page
    assert "Paling lambat" in page
    assert "hari kerja lagi" in page


@pytest.mark.parametrize("action", STEP_FORMS)
def test_each_step_of_the_reporter_is_offered_where_the_table_allows_it(client, followed, action):
    status, data, after = STEP_FORMS[action]
    complaint = followed(status)
    url = reverse("portal:step", args=[complaint.shown_number, action])
    assert f'action="{url}"' in page_of(client, complaint)

    answer = take(client, complaint, action, data)

    assert answer.status_code == 302, unescape(answer.content.decode())
    assert Complaint.objects.get(pk=complaint.pk).status == after
    page = page_of(client, complaint)
    assert str(STEPS[action].done) in page
    if action not in ("rate", "reopen"):
        assert data.get("text", "") in page


def test_every_step_of_the_page_is_tried_here_or_in_the_tests_of_promises():
    assert set(STEPS) == {*STEP_FORMS, "consent_referral", "keep_promise", "break_promise"}


def test_the_ombudsman_gets_the_file_only_after_sixty_days_and_with_consent(client, followed):
    complaint = followed("in_progress")
    url = reverse("portal:step", args=[complaint.shown_number, "consent_referral"])
    assert url not in page_of(client, complaint)

    with clock.at(clock.now() + timedelta(days=61)):
        assert url in page_of(client, complaint)
        assert take(client, complaint, "consent_referral", {}).status_code == 302

    assert Complaint.objects.get(pk=complaint.pk).has_referral_consent


def test_a_rating_is_shown_to_its_writer(client, followed):
    complaint = followed("closed")

    take(client, complaint, "rate", {"solved": "partly", "score": "2", "text": ""})

    assert "Nilai Anda:" in page_of(client, complaint)
    assert "2/5" in page_of(client, complaint)


def test_a_contest_without_reason_keeps_what_was_typed(client, followed):
    complaint = followed("answered")

    answer = take(client, complaint, "contest", {"text": "Lampunya masih mati."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lampunya masih mati." in page
    assert '<details class="card" open>' in page
    assert "Pilih apa yang belum selesai." in page


def test_evidence_is_added_and_waits_to_be_cleaned(client, followed, photo):
    complaint = followed("in_progress")

    take(client, complaint, "add", {"text": "", "photos": [photo("malam.jpg")]})

    assert Attachment.objects.get(complaint=complaint).name == "malam.jpg"
    assert "1 berkas sedang diperiksa" in page_of(client, complaint)


def test_a_file_that_cannot_be_taken_is_told_and_the_text_stays(client, followed):
    from django.core.files.uploadedfile import SimpleUploadedFile

    complaint = followed("in_progress")
    program = SimpleUploadedFile("program.exe", b"MZ\x90\x00" * 50)

    answer = take(client, complaint, "add", {"text": "Ini buktinya.", "photos": [program]})

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“program.exe” bukan" in page
    assert "Ini buktinya." in page


def test_who_was_too_late_is_told_and_keeps_the_text(client, followed, cast):
    complaint = followed("answered")
    services.close(complaint, by=cast.district_admin.actor, reason="Sudah dikonfirmasi lisan.")

    answer = take(client, complaint, "reply", {"text": "Masih ada satu hal."})

    assert answer.status_code == 422
    assert "Masih ada satu hal." in answer.content.decode()


def test_steps_of_officers_and_unknown_ones_are_not_there(client, followed):
    complaint = followed("in_progress")

    assert take(client, complaint, "dispatch", {}).status_code == 404
    assert take(client, complaint, "apa-saja", {}).status_code == 404


def test_internal_words_never_reach_the_reporter(client, followed, cast):
    complaint = followed("in_progress")
    services.note(complaint, by=cast.liaison.actor, text="Catatan internal XYZ")

    assert "Catatan internal XYZ" not in page_of(client, complaint)


@pytest.mark.parametrize("status", ["received", "incomplete", "answered", "closed", "merged"])
def test_the_page_takes_at_most_ten_statements(client, followed, query_count, status):
    complaint = followed(status)
    page_of(client, complaint)

    with query_count() as statements:
        page_of(client, complaint)

    assert len(statements) <= 10, [one["sql"][:120] for one in statements]
