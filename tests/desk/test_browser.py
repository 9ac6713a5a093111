"""The desk in a real browser: light enough, clean for axe, by keyboard, with and without script."""

import re

import brotli
import pytest
from django.conf import settings

from tests.desk.steps import (
    CASES,
    TEXT,
    WORDS,
    answered,
    dispatched,
    forwarded,
    in_progress,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET = 60_000
SHEETS = re.compile(r'(?:href|src)="(/static/kentongan/(?:built|vendor)/[^"]+)"')


def over_the_wire(client, url):
    """Bytes of a page and of every file that it names, as brotli sends them."""
    html = client.get(url).content
    total = len(brotli.compress(html))
    for name in set(SHEETS.findall(html.decode())):
        file = settings.STATIC_ROOT / name.removeprefix("/static/")
        total += len(brotli.compress(file.read_bytes()))
    return total


def test_a_desk_page_weighs_at_most_60_kb(client_for, cast, many):
    complaints = many(50)
    client = client_for(cast.district_admin)

    for url in ("/meja/", complaints[0].get_absolute_url(), "/meja/catat/", "/meja/kabar/"):
        assert over_the_wire(client, url) <= BUDGET, url


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(360, "light"), (1366, "light"), (360, "dark")],  # colours know no width
)
def test_axe_finds_nothing_on_any_page_and_nothing_spills_sideways(
    new_page, axe, cast, width, scheme
):
    complaint = answered(cast, text=f"{TEXT} {'Panjangsekali' * 8}")
    working = in_progress(cast)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    desk = new_page(cast.district_admin, **options)
    unit = new_page(cast.liaison, **options)
    here, there = complaint.get_absolute_url(), working.get_absolute_url()
    for page, url in (
        *((desk, one) for one in ("/meja/", "/meja/?lihat=all&q=lampu", "/meja/?lihat=declined")),
        *((desk, one) for one in ("/meja/kabar/", "/meja/catat/", "/meja/agenda/", here)),
        *((desk, f"{here}cetak/{one}/") for one in ("terima", "disposisi", "jawaban")),
        *((unit, one) for one in ("/meja/", there, f"{there}langkah/decline/", "/meja/kabar/")),
        (unit, "/meja/LP-0000-0000/"),
    ):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        assert axe(page) == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.action)
def test_axe_finds_nothing_in_the_form_of_any_step(new_page, axe, cast, case):
    complaint = case.start(cast)
    page = new_page(getattr(cast, case.by), viewport={"width": 360, "height": 800})

    page.goto(f"{complaint.get_absolute_url()}langkah/{case.action}/")

    assert axe(page) == []


def test_a_report_is_read_and_dispatched_by_keyboard_alone(new_page, cast):
    first, second = forwarded(cast), forwarded(cast)
    page = new_page(cast.district_admin, viewport={"width": 1366, "height": 800})
    page.goto("/meja/")

    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("#detail h2:focus")
    assert page.url.endswith(first.get_absolute_url())
    page.select_option("#dispatch_unit", label="Dinas Pekerjaan Umum dan Tata Ruang")
    page.fill("#dispatch_note", WORDS)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#detail .notice.is-positive")

    assert first.dispositions.get().note == WORDS
    assert page.locator(f"#row-{first.number}").count() in (0, 1)
    assert second.shown_number in page.content()


def test_the_keys_are_listed_and_go_where_they_say(new_page, cast):
    forwarded(cast)
    page = new_page(cast.district_admin, viewport={"width": 1366, "height": 800})
    page.goto("/meja/")

    page.keyboard.press("?")
    assert "Catat laporan" in page.locator("[data-keys-list]").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("lampu j k x")
    assert page.input_value("[name=q]") == "lampu j k x"


def test_on_a_phone_and_without_script_the_list_is_made_of_plain_links(new_page, cast):
    complaint = dispatched(cast)
    page = new_page(cast.liaison, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/meja/")

    page.click(".row-title")
    assert page.url.endswith(complaint.get_absolute_url())
    page.click("text=Terima laporan")

    complaint.refresh_from_db()
    assert complaint.status == "in_progress"


def test_a_draft_is_saved_while_writing(new_page, cast):
    complaint = in_progress(cast)
    page = new_page(cast.liaison)
    page.goto(complaint.get_absolute_url())

    page.fill("#answer_text", WORDS)
    page.locator("#answer_text").blur()
    page.wait_for_selector("[data-autosave-status]:has-text('Draf disimpan')")

    assert complaint.answers.get().text == WORDS


def test_two_officers_in_two_windows_and_the_second_loses_no_word(new_page, cast):
    complaint = forwarded(cast)
    first, second = new_page(cast.district_admin), new_page(cast.second_admin)
    for page in (first, second):
        page.goto(complaint.get_absolute_url())
        page.select_option("#dispatch_unit", label="Dinas Pekerjaan Umum dan Tata Ruang")
        page.fill("#dispatch_note", WORDS)

    for page in (first, second):
        page.click("button:has-text('Disposisikan laporan')")
        page.wait_for_load_state()

    assert "Bu Rina" in second.inner_text("main")
    assert WORDS in second.content()
    assert complaint.dispositions.count() == 1


def test_a_report_is_recorded_by_keyboard_and_its_receipt_printed(new_page, cast):
    page = new_page(cast.clerk)
    page.goto("/meja/catat/")

    page.focus("[name=text]")
    page.keyboard.type(TEXT)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Laporan sudah dicatat")
    pin = page.input_value("[name=pin]")
    page.keyboard.press("p")
    page.wait_for_url("**/cetak/terima/")

    assert pin in page.inner_text(".code")


def test_a_change_in_the_pane_moves_the_counters_beside_it(new_page, cast):
    dispatched(cast)
    page = new_page(cast.liaison, viewport={"width": 1366, "height": 800})
    page.goto("/meja/")

    page.click(".row-title")
    page.click("#detail button:has-text('Terima laporan')")
    page.wait_for_selector("#detail .notice.is-positive")

    views = page.inner_text("#views")
    assert re.search(r"Sedang dikerjakan\s+1", views)
