"""An account for those who want one: reports, news, and reports from before it."""

from html import unescape

import pytest
from django.urls import reverse

from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from tests.complaints.reaching import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti(client_for, cast):
    """The reporter of the cast, signed in."""
    return client_for(cast.reporter)


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(reverse("portal:mine")).url.startswith(reverse("account_login"))


def test_a_report_sent_while_signed_in_stands_among_ones_own(siti, filled):
    siti.post("/lapor/", filled(), headers={"Origin": "http://testserver"})

    page = siti.get(reverse("portal:mine"))

    assert Complaint.objects.get().shown_number in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_an_earlier_report_comes_into_the_account_by_number_and_pin(siti, receipt):
    complaint, pin = receipt()

    answer = siti.post(reverse("portal:claim"), {"number": complaint.shown_number, "pin": pin})

    assert answer.url == reverse("portal:mine")
    page = unescape(siti.get(answer.url).content.decode())
    assert complaint.shown_number in page
    assert "Laporan itu sekarang ada" in page
    assert siti.get(reverse("portal:tracked", args=[complaint.shown_number])).status_code == 200


def test_a_wrong_pin_brings_nothing_and_keeps_the_number(siti, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"

    answer = siti.post(reverse("portal:claim"), {"number": complaint.shown_number, "pin": wrong})

    assert answer.status_code == 422
    assert "tidak cocok" in answer.content.decode()
    assert complaint.shown_number in answer.content.decode()
    assert Complaint.objects.get().reporter_user is None


def test_a_report_of_another_account_is_not_taken_away(siti, client_for, cast, receipt):
    complaint, pin = receipt()
    given = {"number": complaint.shown_number, "pin": pin}
    siti.post(reverse("portal:claim"), given)

    other = client_for(cast.other_reporter).post(reverse("portal:claim"), given)
    again = siti.post(reverse("portal:claim"), given)

    assert other.status_code == 422
    assert "akun lain" in other.content.decode()
    assert again.status_code == 302
    assert Complaint.objects.get().reporter_user == cast.reporter.user


def test_guessing_from_an_account_is_limited_like_everywhere(siti, receipt):
    complaint, pin = receipt()
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    given = {"number": complaint.shown_number, "pin": wrong}

    codes = [siti.post(reverse("portal:claim"), given).status_code for _ in range(14)]

    assert codes[-1] == 429


def test_news_are_told_in_words_and_can_be_marked_as_read(siti, cast, filled):
    siti.post("/lapor/", filled(), headers={"Origin": "http://testserver"})
    complaint = Complaint.objects.get()
    services.forward(complaint, by=cast.national_admin.actor, institution=office("majalengka"))

    page = siti.get(reverse("portal:mine")).content.decode()
    assert "Tandai semua sudah dibaca" in page
    assert f">{complaint.number}<" not in page
    siti.post(reverse("portal:read_news"))

    assert "Tandai semua sudah dibaca" not in siti.get(reverse("portal:mine")).content.decode()


def test_nobody_sees_the_reports_of_another(client_for, cast, siti, filled):
    siti.post("/lapor/", filled(), headers={"Origin": "http://testserver"})
    number = Complaint.objects.get().shown_number
    other = client_for(cast.other_reporter)

    assert number not in other.get(reverse("portal:mine")).content.decode()
    assert other.get(reverse("portal:tracked", args=[number])).status_code == 302
