"""Ways that leave the straight road: returned, asked, disputed, promised, archived, recorded."""

import re

import pytest

from kentongan.complaints.models import Complaint
from tests.journeys.conftest import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Lampu jalan di depan Pasar Jatiwangi padam sejak tiga hari, pengendara motor hampir jatuh."


@pytest.fixture
def at_the_desk(cast, offices, citizen, officer, status_of):
    """A report that the district desk has, and the desk."""
    siti = citizen(TEXT, email="warga@contoh.demo")
    if status_of(siti) == "received":
        forward = officer(cast.national_admin)
        forward.step(siti.number, "forward", institution=str(offices("majalengka").pk))
    return siti, officer(cast.district_admin)


def test_what_is_outside_the_authority_goes_back_to_admin_pusat(
    cast, at_the_desk, officer, status_of, work_off
):
    siti, desk = at_the_desk

    desk.step(siti.number, "return_to_national", reason="Jalan nasional, wewenang kementerian.")

    assert status_of(siti) == "returned"
    work_off()
    national = officer(cast.national_admin)
    assert siti.number in national.news()
    assert "Jalan nasional" in national.open(siti.number).inner_text("main")
    assert "Jalan nasional" in siti.look().inner_text("main")


def test_the_reporter_is_asked_and_answers_and_the_clock_goes_on(at_the_desk, status_of):
    siti, desk = at_the_desk

    desk.step(siti.number, "ask", question="Di sebelah mana pasar?")
    assert status_of(siti) == "incomplete"
    assert "Di sebelah mana pasar?" in siti.look().inner_text("main")
    siti.step("complete", text="Di sebelah timur, dekat pos polisi.")

    assert status_of(siti) == "forwarded"
    assert "dekat pos polisi" in desk.open(siti.number).inner_text("main")


def test_a_unit_declines_and_the_desk_finds_the_right_one(
    cast, offices, at_the_desk, officer, status_of
):
    siti, desk = at_the_desk
    desk.step(siti.number, "dispatch", unit=str(offices("putr").pk))
    liaison = officer(cast.liaison)

    liaison.step(
        siti.number,
        "decline",
        proposed_owner=str(offices("dishub").pk),
        reason="Lampu jalan dirawat Dinas Perhubungan.",
    )

    assert status_of(siti) == "declined"
    assert "Lampu jalan dirawat Dinas Perhubungan." in desk.open(siti.number).inner_text("main")
    desk.step(siti.number, "dispatch", unit=str(offices("dishub").pk))
    assert status_of(siti) == "dispatched"
    assert liaison.page.goto(f"/meja/{siti.number}/").status == 404


def test_the_second_of_two_officers_is_told_who_was_first(cast, offices, at_the_desk, officer):
    siti, desk = at_the_desk
    second = officer(cast.second_admin)
    page = second.open(siti.number)
    desk.step(siti.number, "dispatch", unit=str(offices("putr").pk))

    form = page.locator("form[action$='langkah/dispatch/']").first
    form.locator("[name$=unit]").first.select_option(str(offices("dlh").pk))
    form.locator("[name$=note]").first.fill("Catatan yang tidak boleh hilang")
    form.locator("button.button").first.click()
    page.wait_for_load_state("networkidle")

    told = page.inner_text("body")
    assert "Bu Rina" in told
    assert page.get_by_text("Catatan yang tidak boleh hilang").count() or page.locator(
        "textarea"
    ).evaluate_all("all => all.some(e => e.value.includes('tidak boleh hilang'))")
    assert Complaint.objects.get(number=siti.number[3:].replace("-", "")).dispositions.count() == 1


def test_work_is_promised_by_a_date_that_the_reporter_reads(
    cast, offices, at_the_desk, officer, status_of
):
    siti, desk = at_the_desk
    desk.step(siti.number, "dispatch", unit=str(offices("putr").pk))
    liaison = officer(cast.liaison)
    liaison.step(siti.number, "accept")

    liaison.step(
        siti.number, "schedule", text="Lampu diganti bulan depan.", promised_on="2030-01-15"
    )

    assert status_of(siti) == "scheduled"
    assert "15 Januari 2030" in siti.look().inner_text("main")


def test_archiving_takes_two_people_and_can_be_appealed(cast, at_the_desk, officer, status_of):
    siti, desk = at_the_desk
    desk.step(
        siti.number,
        "propose_archive",
        archive_reason="not_public_service",
        text="Laporan ini bukan tentang pelayanan publik.",
    )
    assert not desk.open(siti.number).locator("form[action$='langkah/archive/']").count()

    officer(cast.second_admin).step(siti.number, "archive")

    assert status_of(siti) == "archived"
    assert "bukan tentang pelayanan publik" in siti.look().inner_text("main")
    siti.step("appeal", text="Lampu jalan adalah pelayanan publik.")
    assert status_of(siti) == "forwarded"


def test_a_clerk_records_a_letter_and_the_reporter_follows_it(cast, officer, new_page, axe):
    clerk = officer(cast.clerk).page
    clerk.goto("/meja/catat/")
    assert axe(clerk) == []
    clerk.fill("[name=text]", TEXT)
    fill(clerk.locator("[name=channel]").first, "letter")
    clerk.fill("[name=name]", "Asep")
    clerk.keyboard.press("Control+Enter")
    clerk.locator(".receipt").wait_for()
    told = clerk.inner_text("main")
    number, pin = re.search(r"LP-\w{4}-\w{4}", told), re.search(r"^\d{6}$", told, re.MULTILINE)
    assert number, told
    assert pin, told

    reporter = new_page()
    reporter.goto("/lacak/")
    reporter.fill("[name=number]", number[0])
    reporter.fill("[name=pin]", pin[0])
    reporter.press("[name=pin]", "Enter")
    reporter.wait_for_url(re.compile(number[0]))

    assert "Pasar Jatiwangi" in reporter.inner_text("main")


def test_the_desk_works_through_its_inbox_by_keyboard(cast, offices, at_the_desk, status_of):
    siti, desk = at_the_desk
    page = desk.page
    page.goto("/meja/")

    page.keyboard.press("j")
    page.keyboard.press("o")
    page.locator("#detail form[action$='langkah/dispatch/']").wait_for(state="attached")
    page.keyboard.press("d")
    unit = page.locator("#detail form[action$='langkah/dispatch/'] [name$=unit]").first
    unit.wait_for(state="visible")
    assert unit.evaluate("e => e === document.activeElement")
    unit.select_option(str(offices("dishub").pk))
    page.keyboard.press("Control+Enter")
    page.locator("#detail .notice.is-positive").wait_for()

    assert status_of(siti) == "dispatched"
