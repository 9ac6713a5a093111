"""A village desk without network: from the printed form to the receipt, and then into the office."""

import re
import shutil

import pytest
from django.test import Client

from kentongan.channels.models import PaperForm
from kentongan.complaints.models import Attachment, Complaint
from tests.browsing import CHROMIUMS, FLAGS, _take_cookies
from tests.common.waiting import until
from tests.portal.conftest import TEXT
from tests.portal.test_browser import PHONE, big_photo, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Chromium on this system reads no codes; a telephone does.
READER = """self.BarcodeDetector = class { async detect() { return [{ rawValue: '%s' }] } }"""


@pytest.fixture
def phone(chromium, live_server, client_for, cast, tmp_path):
    """A telephone with camera, microphone and a profile of its own, the clerk signed in."""
    program = next(found for name in CHROMIUMS if (found := shutil.which(name)))
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=program,
        args=[*FLAGS, *fake],
        base_url=live_server.url,
        locale="id-ID",
        permissions=["microphone"],
        **PHONE,
    )
    context.set_default_timeout(15_000)
    _take_cookies(context, client_for(cast.clerk), live_server.url)
    yield context
    context.close()


def prepared(phone):
    """The device set up, some forms printed, and the page kept for the time without network."""
    page = phone.new_page()
    page.goto("/meja/posko/")
    page.fill("[name=forms]", "3")
    page.click("text=Pinjamkan nomor dan cetak")
    page.wait_for_selector(".paper-form")
    assert len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))) == 3
    page.goto("/meja/posko/")
    page.fill("[name=label]", "Tablet balai desa")
    page.click("text=Siapkan perangkat")
    link = page.locator("a[href*='#ktd_']").get_attribute("href")
    phone.clear_cookies()  # what follows needs no session
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    page.wait_for_selector("text=Formulir tersisa: 3. Belum terkirim: 0.")
    assert "#" not in page.url
    until(page, "!!navigator.serviceWorker.controller")
    until(page, "caches.match('/posko/').then(hit => !!hit)")
    return page


def fill_in(page, form):
    """The photo of the form gives its number; words, a telephone number and a voice note follow."""
    page.set_input_files("[data-scan]", big_photo())
    until(page, f"document.querySelector('[name=number]').value === '{form.shown_number}'")
    page.fill("[name=text]", TEXT)
    page.fill("[name=phone]", "0812 3456 7890")
    page.click("[data-voice]")
    page.wait_for_selector("text=Hentikan rekaman")
    page.wait_for_timeout(300)
    page.click("[data-voice]")
    page.wait_for_selector("[data-voice-play]:not([hidden])")


def test_reports_taken_in_without_network_arrive_once_with_their_own_number_and_time(
    phone, axe, live_server
):
    page = prepared(phone)
    forms = list(PaperForm.objects.order_by("pk"))
    phone.set_offline(True)
    page.add_init_script(READER % f"http://localhost/lacak/{forms[0].shown_number}/")
    page.reload()
    page.wait_for_selector("text=Formulir tersisa: 3")
    fill_in(page, forms[0])
    assert axe(page) == []
    assert fits(page)
    page.click("[data-go='2']")
    assert page.inner_text("[data-show=text]") == TEXT
    page.click("text=Simpan dan cetak tanda terima")
    assert page.is_hidden("[data-receipt]"), "it has to be read back first"
    page.check("[name=read_back]")
    page.check("[name=may_contact]")
    assert axe(page) == []
    page.click("text=Simpan dan cetak tanda terima")

    page.wait_for_selector("[data-receipt]")
    number, pin = page.locator("[data-receipt] strong").all_inner_texts()
    assert number == forms[0].shown_number
    assert re.fullmatch(r"\d{6}", pin)
    assert page.locator("[data-r=qr] svg").count() == 1
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    found = re.search(rb"/MediaBox \[0 0 ([\d.]+) ", paper)
    assert found, "a page"
    assert round(float(found[1]) / 72 * 25.4) == 58, "millimetres: the roll of a thermal printer"
    assert axe(page) == []
    assert Complaint.objects.count() == 0

    page.click("text=Pelapor berikutnya")
    page.wait_for_selector("text=Formulir tersisa: 2. Belum terkirim: 1.")
    page.fill("[name=number]", forms[0].shown_number)
    page.fill("[name=text]", TEXT)
    page.click("[data-go='2']")
    assert page.is_visible("[name=text]"), "a used number leads no further"
    phone.set_offline(False)

    page.wait_for_selector("text=Terkirim >> nth=0")
    until(page, "outbox.all().then(all => all[0].state === 'sent' && !all[0].values)")
    complaint = Complaint.objects.get()
    assert (complaint.shown_number, complaint.contact_by) == (number, "sms")
    assert complaint.filed_at <= complaint.submitted_at
    kinds = set(Attachment.objects.filter(complaint=complaint).values_list("media_type", flat=True))
    assert kinds == {"image/jpeg", "video/webm"}
    citizen = Client()
    opened = citizen.post("/lacak/", {"number": number, "pin": pin}, follow=True)
    assert TEXT in opened.content.decode(), "the receipt printed without network opens the report"


def test_a_used_form_comes_back_to_be_mended_and_what_is_typed_survives_the_browser(phone):
    page = prepared(phone)
    first = PaperForm.objects.order_by("pk").first()
    PaperForm.objects.filter(pk=first.pk).update(content_digest="another")  # by another device
    page.fill("[name=number]", first.shown_number)
    page.fill("[name=text]", TEXT)
    until(page, "outbox.get('now', 'facts').then(one => one && one.values.text.length > 20)")
    page.close()

    page = phone.new_page()
    page.goto("/posko/")
    until(page, f"document.querySelector('[name=text]').value === '{TEXT}'")
    page.wait_for_load_state("networkidle")
    page.click("[data-go='2']")
    page.check("[name=read_back]")
    page.click("text=Simpan dan cetak tanda terima")
    page.wait_for_selector("text=Perlu diperbaiki")
    assert "sudah berisi laporan lain" in page.inner_text("[data-village-list]")
    page.click("[data-do=mend]")
    page.go_back()
    page.fill("[name=number]", PaperForm.objects.order_by("pk").last().shown_number)
    page.click("[data-go='2']")
    page.check("[name=read_back]")
    page.click("text=Simpan dan cetak tanda terima")
    until(page, "outbox.all().then(all => all.map(one => one.state).join() === 'sent')")

    assert Complaint.objects.get().text == TEXT
