"""What the script of citizens promises; the form works without it (tests of the portal)."""

import re
from base64 import b64decode

import pytest

from tests.common.waiting import until

pytestmark = pytest.mark.browser

STORY = "Lampu jalan padam sejak Senin."
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
# Noise, so that a smaller picture is a smaller file.
BIG_PHOTO = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 })
  const pen = canvas.getContext('2d'), grain = pen.createImageData(2400, 1800)
  for (let i = 0; i < grain.data.length; i++) grain.data[i] = Math.random() * 255
  pen.putImageData(grain, 0, 0)
  const url = canvas.toDataURL('image/jpeg', .9)
  return url.slice(url.indexOf(',') + 1)
}"""


@pytest.fixture
def page(open_page):
    return open_page("/lapor/", width=360)


def ready_to_search(page):
    page.wait_for_load_state("networkidle")
    with page.expect_response("**/desa.json"):
        page.focus("#search")
    page.wait_for_timeout(50)


DRAFTS = "self.outbox && outbox.all().then(all => all.length)"


def wait_for_draft(page):
    until(page, DRAFTS)


def reopen(page):
    page.reload()
    page.dispatch_event("body", "pointerdown")
    until(page, "!!self.outbox")


def test_the_first_screen_leads_to_the_second_and_back(page):
    page.fill("#text", STORY)
    page.check("input[value=b]")
    page.click("[data-go='2']")

    assert page.is_hidden("#text")
    assert page.inner_text("#said") == STORY
    assert page.inner_text("#kind") == "Aspirasi"
    assert page.inner_text("#place") == "–"
    assert page.evaluate("document.activeElement.textContent") == "Periksa"
    page.go_back()
    page.wait_for_selector("#text")
    assert page.input_value("#text") == STORY


def test_the_second_screen_stays_shut_while_the_first_is_wrong(page):
    page.fill("#text", "Rusak")
    page.click("[data-go='2']")

    assert page.is_visible("#text")


def test_letters_are_counted(page):
    count = page.locator("[data-count-for]")
    assert count.inner_text() == "Sisa 100"
    page.locator("#text").press_sequentially("Rusak")
    until(page, "document.querySelector('[data-count-for]').textContent === 'Kurang 15'")
    page.fill("#text", STORY)
    until(page, "document.querySelector('[data-count-for]').textContent === 'Sisa 70'")


def test_a_draft_is_offered_after_the_page_was_lost(page):
    page.fill("#text", STORY)
    page.fill("#pin", "123456")
    page.check("input[value=b]")
    wait_for_draft(page)
    page.wait_for_timeout(450)
    reopen(page)

    assert page.input_value("#text") == ""
    page.click("[data-draft-restore]")
    assert page.input_value("#text") == STORY
    assert page.is_checked("input[value=b]")
    assert page.input_value("#pin") == "", "a private field is never kept"
    assert page.is_hidden("[data-draft-bar]")


def test_a_draft_can_be_deleted(page):
    page.fill("#text", STORY)
    wait_for_draft(page)
    reopen(page)
    page.click("[data-draft-drop]")

    until(page, f"{DRAFTS}.then(n => !n)")
    reopen(page)
    assert page.is_hidden("[data-draft-bar]")


def test_nothing_is_kept_on_a_public_computer(page):
    page.fill("#text", STORY)
    wait_for_draft(page)
    page.check("[data-public-computer]")
    until(page, f"{DRAFTS}.then(n => !n)")


def test_a_draft_expires_after_seven_days(open_page):
    old = "{at: Date.now() - 8 * 864e5, values: {text: 'lama'}}"
    page = open_page("/lapor/", before=f"localStorage['draft:lapor'] = JSON.stringify({old})")
    page.dispatch_event("body", "pointerdown")
    until(page, "self.outbox && !localStorage.getItem('draft:lapor')")

    assert page.is_hidden("[data-draft-bar]")


def test_the_form_works_where_the_device_refuses_to_store(open_page):
    refuse = "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error }"
    page = open_page("/lapor/", before=refuse)
    page.fill("#text", STORY)
    page.wait_for_timeout(450)
    page.click("[data-go='2']")

    assert page.inner_text("#said") == STORY


@pytest.mark.parametrize("before", ["", "delete Crypto.prototype.randomUUID"])
def test_each_form_gets_a_key_of_its_own_on_old_browsers_too(open_page, before):
    keys = {open_page("/lapor/", before=before).input_value("[data-uuid]") for _ in range(2)}

    assert len(keys) == 2
    assert all(re.fullmatch(UUID, key) for key in keys)


def test_a_second_press_does_nothing_until_the_page_is_shown_again(page):
    page.evaluate("document.forms[0].addEventListener('submit', e => setTimeout(() => stop(), 5))")
    page.route("**/terima/", lambda route: None)
    page.fill("#text", STORY)
    page.click("[data-go='2']")
    page.click("#send", no_wait_after=True)
    until(page, "document.getElementById('send').disabled")
    page.evaluate("dispatchEvent(new Event('pageshow'))")

    assert page.is_enabled("#send")


def test_a_village_is_found_by_a_part_of_its_name(page):
    ready_to_search(page)
    page.locator("#search").press_sequentially("Desa suka")
    assert page.locator("[data-place-list] button").all_inner_texts() == [
        "Desa Sukawera, Kec. Ligung",
        "Desa Sukawana, Kec. Kertajati",
    ]
    page.click("text=Desa Sukawera, Kec. Ligung")

    assert page.input_value("#area") == "32.10.16.2001"
    assert page.is_hidden("[data-place-list]")


def test_a_village_without_a_number_of_its_own_follows_its_neighbour(page):
    ready_to_search(page)
    page.fill("#search", "babakan")
    page.click("text=Desa Babakan, Kec. Kadipaten")

    assert page.input_value("#area") == "32.10.15.2003"


def test_writing_on_after_a_choice_takes_the_choice_back(page):
    ready_to_search(page)
    page.fill("#search", "heuleut")
    page.click("text=Desa Heuleut, Kec. Kadipaten")
    page.fill("#search", "heu")

    assert page.input_value("#area") == ""


def test_the_position_fills_the_village_on_a_tap(open_page):
    page = open_page(
        "/lapor/",
        permissions=["geolocation"],
        geolocation={"latitude": -6.77, "longitude": 108.17},
    )
    page.wait_for_load_state("networkidle")
    page.click("text=Lokasi saya")
    until(page, "document.querySelector('[data-locate-status]').textContent[0] === 'H'")

    assert page.input_value("#area") == "32.10.15.2002"
    assert page.evaluate("document.forms[0].elements.lat.value") == "-6.77"


def test_a_refused_position_says_so(page):
    page.wait_for_load_state("networkidle")
    page.click("text=Lokasi saya")
    until(page, "document.querySelector('[data-locate-status]').textContent === 'Tidak ketemu'")


def test_photos_are_made_small_and_can_be_taken_out(page):
    page.wait_for_load_state("networkidle")
    big = b64decode(page.evaluate(BIG_PHOTO))
    photo = {"name": "IMG_1.jpeg", "mimeType": "image/jpeg", "buffer": big}
    paper = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.set_input_files("[data-photo]", [photo, paper, paper])
    page.wait_for_selector("text=Terlalu banyak")
    kept = page.evaluate(
        "[...document.querySelector('[data-photo]').files].map(f => [f.name, f.size])"
    )

    assert [name for name, _ in kept] == ["IMG_1.jpg", "surat.pdf"]
    assert kept[0][1] < len(big) / 2
    assert page.locator("[data-photos] progress").count() == 0
    page.locator("[data-photos] button").first.click()
    assert page.evaluate("document.querySelector('[data-photo]').files.length") == 1


def test_a_photo_that_no_browser_can_read_is_sent_as_it_is(page):
    page.wait_for_load_state("networkidle")
    odd = {"name": "a.heic", "mimeType": "image/heic", "buffer": b"ftypheic"}
    page.set_input_files("[data-photo]", [odd])
    page.wait_for_selector("[data-photos] button")

    assert page.evaluate("document.querySelector('[data-photo]').files[0].name") == "a.heic"


def test_after_the_first_page_the_style_comes_from_the_browser(open_page):
    page = open_page("/gaya/")
    until(page, "document.cookie.includes('css=')")
    page.reload()

    assert page.locator("style").count() == 0
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.bar')).borderBottomWidth") == "4px"
    )
