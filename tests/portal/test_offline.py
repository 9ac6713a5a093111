"""The network goes and comes: drafts and reports on the device, each of them one complaint, not two."""

import io
from base64 import b64decode
from urllib.parse import urlsplit

import pytest
from PIL import Image

from kentongan.complaints.models import Attachment, Complaint
from kentongan.portal import precache
from tests.browsing import CHROMIUMS, FLAGS
from tests.common.waiting import until
from tests.portal.line import Line
from tests.portal.test_browser import PHONE, TEXT, big_photo, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = "navigator.serviceWorker && !!navigator.serviceWorker.controller"
STATES = "outbox.all().then(all => all.map(one => one.state).sort().join())"


@pytest.fixture
def line(live_server):
    parts = urlsplit(live_server.url)
    line = Line(parts.hostname, parts.port)
    yield line
    line.close()


def open_app(page, url="/lapor/"):
    """The form with its service worker in charge."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    touch(page)
    until(page, READY)


def touch(page):
    """The first touch brings the app, as it does on a telephone."""
    page.dispatch_event("body", "pointerdown")
    until(page, "!!self.outbox")


def write(page, text=TEXT, *, photo=False):
    page.fill("[name=text]", text)
    if photo:
        page.set_input_files("[name=photos]", big_photo())
        page.wait_for_selector("[data-photos] img")
    page.click("button[value=check]")


def has(page, states):
    until(page, f"{STATES}.then(found => found === '{states}')")


def test_a_report_written_without_network_goes_out_by_itself_once_and_tells_its_code(new_page, axe):
    page = new_page(**PHONE)
    open_app(page)
    page.context.set_offline(True)
    page.goto("/lapor/")
    page.dispatch_event("body", "pointerdown")
    write(page, photo=True)
    page.click("button[value=send]")

    page.wait_for_url("**/lapor/kotak/")
    page.wait_for_selector("text=Belum terkirim")
    assert page.locator("[data-outbox] h2").inner_text() == TEXT[:80]
    assert axe(page) == []
    assert fits(page)
    assert Complaint.objects.count() == 0
    page.goto("/lacak/")  # cannot be kept, so the page without network stands for it
    assert page.locator("h1").inner_text() == "Jaringan sedang tidak ada"
    page.goto("/lapor/kotak/")
    touch(page)
    page.context.set_offline(False)

    page.wait_for_selector('text="Terkirim"')
    complaint = Complaint.objects.get()
    number, pin = page.locator("[data-outbox] dd").all_inner_texts()
    assert (number, complaint.channel) == (complaint.shown_number, "app")
    photo = Attachment.objects.get(complaint=complaint)
    assert photo.size < len(big_photo()["buffer"]) / 2
    kept = page.evaluate("outbox.all().then(all => JSON.stringify(all))")
    assert "values" not in kept, "what was sent leaves the device"
    page.click("[data-outbox] a[data-on=sent]")
    page.fill("[name=pin]", pin)
    page.press("[name=pin]", "Enter")
    page.wait_for_selector(f"text={TEXT}")


def test_an_answer_lost_in_the_middle_of_sending_makes_no_second_complaint(new_page, line):
    page = new_page(**PHONE)
    open_app(page, f"{line.url}/lapor/")
    write(page)
    line.state = "mute"
    page.click("button[value=send]")
    page.wait_for_url("**/lapor/kotak/")
    assert line.lost.is_set(), "the server has it, the citizen does not know"
    page.wait_for_selector("text=Belum terkirim")
    line.state = "whole"
    page.reload()
    touch(page)
    page.wait_for_selector('text="Terkirim"')

    complaint = Complaint.objects.get()
    assert page.locator("[data-outbox] dd").first.inner_text() == complaint.shown_number


def test_a_browser_killed_while_sending_sends_at_its_next_start_and_two_tabs_send_one(
    chromium, live_server, line, tmp_path
):
    import shutil

    program = next(found for name in CHROMIUMS if (found := shutil.which(name)))

    def start():
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=program,
            args=list(FLAGS),
            base_url=line.url,
            locale="id-ID",
            **PHONE,
        )

    first = start()
    page = first.new_page()
    open_app(page)
    write(page, photo=True)
    line.state = "cut"
    page.click("button[value=send]")
    page.wait_for_url("**/lapor/kotak/")
    touch(page)
    has(page, "waiting")
    first.close()
    line.state = "whole"

    second = start()
    tabs = [second.new_page(), second.new_page()]
    for tab in tabs:
        tab.goto("/lapor/kotak/")
    for tab in tabs:
        tab.dispatch_event("body", "pointerdown")
    for tab in tabs:
        tab.wait_for_selector('text="Terkirim"')
    second.close()

    complaint = Complaint.objects.get()
    assert Attachment.objects.filter(complaint=complaint).count() == 1


def test_the_worker_sends_when_the_browser_tells_it_that_the_network_is_back(new_page, line):
    page = new_page(**PHONE)
    open_app(page, f"{line.url}/lapor/")
    session = page.context.new_cdp_session(page)
    versions = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: versions.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    write(page)
    line.state = "cut"
    page.click("button[value=send]")
    page.wait_for_selector("text=Belum terkirim")
    line.state = "whole"
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": line.url,
            "registrationId": versions[0],
            "tag": "send",
            "lastChance": False,
        },
    )

    page.wait_for_selector('text="Terkirim"')
    assert Complaint.objects.count() == 1


def test_several_drafts_are_kept_with_their_photos_and_come_back(new_page):
    page = new_page(**PHONE)
    open_app(page)
    page.fill("[name=text]", "Got di depan balai desa tersumbat dan meluap.")
    page.set_input_files("[name=photos]", big_photo())
    page.wait_for_selector("[name=photos_kept]", state="attached")
    has(page, "draft")
    until(page, "outbox.all().then(all => all[0].files.length === 1)")
    page.goto("/lapor/")
    page.dispatch_event("body", "pointerdown")
    page.wait_for_selector("[data-draft-restore]")
    page.fill("[name=text]", TEXT)
    has(page, "draft,draft")
    page.goto("/lapor/kotak/")
    page.dispatch_event("body", "pointerdown")
    page.locator("[data-outbox] li", has_text="Got di depan").locator("text=Lanjutkan").click()
    page.dispatch_event("body", "pointerdown")
    until(page, "document.querySelector('[name=text]').value.startsWith('Got di depan')")
    page.wait_for_selector("[name=photos_kept]", state="attached")
    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    touch(page)
    has(page, "draft,sent")

    assert Attachment.objects.filter(complaint=Complaint.objects.get()).count() == 1


def test_a_photo_is_kept_upright_and_without_place_or_camera(new_page):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera"  # lies on its side
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 50.0, 11.0), 3: "E", 4: (108.0, 13.0, 40.0)})
    picture, buffer = Image.new("RGB", (400, 200), "#557799"), io.BytesIO()
    picture.paste("#ff0000", (0, 0, 200, 200))  # the left half: above, once it stands upright
    picture.save(buffer, "JPEG", exif=exif)
    page = new_page(**PHONE)
    open_app(page)
    page.set_input_files(
        "[name=photos]",
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()},
    )
    until(page, "outbox.all().then(all => all.length === 1 && all[0].files.length === 1)")
    text = page.evaluate(
        """outbox.all().then(async all => {
            const bytes = new Uint8Array(await all[0].files[0].blob.arrayBuffer())
            return btoa(String.fromCharCode(...bytes))
        })"""
    )

    with Image.open(io.BytesIO(b64decode(text))) as kept:
        assert kept.size == (200, 400)
        assert not kept.getexif()
        red, _green, blue = kept.convert("RGB").getpixel((100, 50))
        assert red > 200 > blue


def test_a_new_release_takes_over_and_every_draft_stays(new_page, monkeypatch):
    page = new_page(**PHONE)
    open_app(page)
    page.fill("[name=text]", TEXT)
    has(page, "draft")
    before = page.evaluate("caches.keys()")
    monkeypatch.setattr(precache, "_version", lambda: "thenextrelease00")
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")

    until(page, "caches.keys().then(all => all.join() === 'kentongan-thenextrelease00')")
    assert before != ["kentongan-thenextrelease00"]
    page.context.set_offline(True)
    page.goto("/lapor/")
    touch(page)
    page.click("[data-draft-restore]")
    assert page.input_value("[name=text]") == TEXT


def test_a_draft_of_an_earlier_release_moves_into_the_list_without_loss(new_page):
    page = new_page(**PHONE)
    page.goto("/cara/")
    page.evaluate(
        "text => localStorage.setItem('draft:lapor',"
        " JSON.stringify({ at: Date.now() - 1000, values: { text, landmark: 'Pasar' } }))",
        TEXT,
    )
    open_app(page)
    page.click("[data-draft-restore]")

    assert page.input_value("[name=text]") == TEXT
    assert page.input_value("[name=landmark]") == "Pasar"
    assert page.evaluate("localStorage.getItem('draft:lapor')") is None


def test_what_the_server_refuses_comes_back_in_words_with_everything_that_was_typed(new_page):
    page = new_page(**PHONE)
    open_app(page)
    page.context.set_offline(True)
    page.fill("[name=landmark]", "Dekat masjid")
    write(page)
    page.fill("[name=contact]", "0812")
    page.click("button[value=send]")
    page.wait_for_url("**/lapor/kotak/")
    page.wait_for_selector("text=Belum terkirim")
    page.context.set_offline(False)

    page.wait_for_selector("text=Perlu diperbaiki")
    assert "Nomor ini belum lengkap" in page.inner_text("[data-outbox]")
    page.click('text="Perbaiki"')
    page.dispatch_event("body", "pointerdown")
    until(page, "document.querySelector('[name=contact]').value === '0812'")
    assert page.input_value("[name=landmark]") == "Dekat masjid"
    assert "Nomor ini belum lengkap" in page.inner_text("[data-refused]")
    page.click("button[value=check]")
    page.fill("[name=contact]", "0812 3456 7890")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "before",
    [
        "Object.defineProperty(self, 'indexedDB', { value: undefined })",
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }",
    ],
    ids=["no storage", "refused", "full"],
)
def test_a_device_that_keeps_nothing_still_sends_and_says_so_without_network(new_page, before):
    page = new_page(**PHONE)
    page.add_init_script(before)
    page.goto("/lapor/")
    page.wait_for_load_state("networkidle")
    page.dispatch_event("body", "pointerdown")
    page.wait_for_timeout(100)
    write(page)
    if "undefined" not in before:
        page.context.set_offline(True)
        page.click("button[value=send]")
        page.wait_for_selector("text=perangkat ini tidak menyimpan")
        assert page.locator("[name=text]").input_value() == TEXT
        page.context.set_offline(False)
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")

    assert Complaint.objects.count() == 1


def test_nothing_but_the_pages_that_are_alike_for_everybody_is_kept(new_page, cast):
    page = new_page(**PHONE)
    open_app(page)
    write(page)
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    page.click("a[href*='/lacak/LP']")
    page.goto("/laporan/")

    kept = page.evaluate(
        """caches.keys().then(names => Promise.all(names.map(async name =>
            (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname))))"""
    )
    paths = {path for one in kept for path in one if not path.startswith("/static/")}
    assert paths == {"/lapor/", "/lapor/kotak/", "/luring/", "/lapor/desa.json"}
