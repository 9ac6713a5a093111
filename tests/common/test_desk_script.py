"""What the script of officers promises. All of it has visible links and buttons beside it."""

import pytest

from tests.common import pages

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page):
    return open_page("/meja/")


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_j_and_k_move_x_ticks_and_o_opens(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "Laporan 2"
    page.keyboard.press("k")
    assert focused(page) == "Laporan 1"
    page.keyboard.press("x")
    assert page.is_checked("[aria-label='Pilih 1']")
    page.keyboard.press("o")
    assert page.url.endswith("#row1")


def test_a_bar_counts_what_is_ticked_and_shift_ticks_a_range(page):
    assert page.is_hidden("[data-bulk]")
    page.click("[aria-label='Pilih 1']")
    page.click("[aria-label='Pilih 3']", modifiers=["Shift"])
    assert page.inner_text("[data-bulk-count]") == "3"
    assert page.is_checked("[data-pick-all]")
    page.click("[data-pick-all]")
    assert page.is_hidden("[data-bulk]")


def test_a_letter_opens_its_step_and_goes_to_the_first_field(page):
    page.keyboard.press("d")

    assert page.evaluate("document.activeElement.id") == "unit"
    page.keyboard.press("d")
    assert page.input_value("#unit") == "d", "keys are letters inside a field"


def test_slash_goes_to_the_search_and_g_i_to_the_inbox(page):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('.brand').addEventListener('click', e => {"
                  "e.preventDefault(); window.went = true })")  # fmt: skip
    page.keyboard.press("g")
    page.keyboard.press("i")
    assert page.evaluate("window.went") is True


def test_the_sheet_of_keys_lists_the_page_and_gives_the_focus_back(page):
    page.focus("[data-open] >> nth=0")
    page.keyboard.press("?")
    text = page.inner_text("[data-keys-sheet]")
    assert "Disposisi" in text
    assert "Buka baris" in text
    page.keyboard.press("Escape")

    assert page.is_hidden("[data-keys-sheet]")
    assert focused(page) == "Laporan 1"


def test_keys_can_be_switched_off_for_good(open_page):
    page = open_page("/gaya/?shell=desk")
    page.click(".usermenu summary")
    page.uncheck("[data-keys-switch]")
    page.reload()
    page.keyboard.press("j")

    assert page.evaluate("document.activeElement === document.body")
    page.click(".usermenu summary")
    assert not page.is_checked("[data-keys-switch]")


def test_the_theme_is_kept(open_page):
    page = open_page("/gaya/?shell=desk")
    page.click(".usermenu summary")
    page.click("[data-theme-set=dark]")
    page.reload()

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click(".usermenu summary")
    page.click("[data-theme-set='']")
    page.reload()
    assert page.get_attribute("html", "data-theme") is None


def test_a_text_is_saved_when_the_field_is_left(page):
    pages.saved.clear()
    page.fill("textarea", "Sudah kami periksa.")
    page.focus("[data-pick-all]")
    page.wait_for_selector("text=Draf disimpan 10.42")

    assert pages.saved[-1]["text"] == "Sudah kami periksa."
    assert page.input_value("[name=version]") == "2"


def test_who_saved_meanwhile_is_told_and_nothing_more_is_sent(open_page):
    page = open_page("/meja/?version=9")
    pages.saved.clear()
    page.fill("textarea", "a")
    page.focus("[data-pick-all]")
    page.wait_for_selector("text=Sudah disimpan orang lain.")
    page.fill("textarea", "ab")
    page.focus("[data-pick-all]")
    page.wait_for_timeout(200)

    assert len(pages.saved) == 1
    assert page.input_value("textarea") == "ab"


def test_a_network_that_fails_loses_no_text(page):
    page.route("**/draf/", lambda route: route.fulfill(status=200, body="<html>"))
    page.fill("textarea", "Sudah kami periksa.")
    page.focus("[data-pick-all]")
    page.wait_for_selector("text=Belum tersimpan")

    assert page.input_value("textarea") == "Sudah kami periksa."


def test_control_and_enter_sends_what_one_writes(page):
    page.fill("textarea", "Selesai diperbaiki")
    page.focus("textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/terima/")

    assert page.inner_text("body") == "accepted Selesai diperbaiki"
