"""The citizens' pages in a real browser: with and without script, light and dark, small and few."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from PIL import Image

from kentongan.accounts.models import User
from kentongan.complaints import links, services
from kentongan.complaints.models import Attachment, Complaint
from tests.common.waiting import until
from tests.complaints.reaching import reach

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Lampu jalan di depan pasar mati sejak dua minggu, jalan menjadi gelap."
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
FIRST_VISIT = 15 * 1024  # with all headers, which differ by some hundred bytes from run to run
PAGES = ("/", "/lapor/", "/lacak/", "/laporan/", "/cara/", "/privasi/", "/aksesibilitas/",
         "/kantor/", "/lapor/kotak/", "/luring/", "/akun/login/", "/akun/signup/")  # fmt: skip


def big_photo():
    """A noisy photo of some megabytes, as a telephone makes them."""
    buffer = BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(buffer, "JPEG", quality=92)
    return {"name": "malam.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def open_form(page):
    page.goto("/lapor/")
    page.wait_for_load_state("networkidle")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_report_goes_from_the_first_word_to_the_receipt_and_its_page(new_page, axe, script):
    page = new_page(**PHONE, java_script_enabled=script)
    open_form(page)
    page.fill("[name=text]", TEXT + " Hubungi 0812 3456 7890.")
    page.fill("[name=area]", "Cipasung, Kec. Lemahsugih")
    page.check("[name=kind][value=suggestion]")
    page.set_input_files("[name=photos]", big_photo())
    if script:
        page.wait_for_selector("[name=photos_kept]", state="attached")

    page.click("button[value=check]")
    page.wait_for_selector("button[value=send]")
    preview = page.inner_text("[data-show=text]")
    assert "[…]" in preview
    assert "7890" not in preview
    assert "bisa mengenali" in page.inner_text("main")
    if script:
        assert axe(page) == []
        assert fits(page)
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")

    complaint = Complaint.objects.get()
    assert (complaint.kind, complaint.area_id) == ("suggestion", "32.10.01.2001")
    assert Attachment.objects.get(complaint=complaint).name.startswith("malam")
    number, pin = page.locator(".receipt .number").all_inner_texts()
    if script:
        assert axe(page) == []
        assert fits(page)
    page.click(f"a[href$='/lacak/{number}/']")
    page.fill("[name=pin]", pin)
    page.press("[name=pin]", "Enter")
    page.wait_for_url(f"**/lacak/{number}/")
    assert TEXT in page.inner_text("main")


def test_what_is_wrong_is_told_without_script_and_nothing_typed_or_chosen_is_lost(new_page):
    page = new_page(**PHONE, java_script_enabled=False)
    open_form(page)
    page.fill("[name=text]", "Terlalu pendek")
    page.fill("[name=landmark]", "Dekat balai desa")
    page.set_input_files("[name=photos]", big_photo())
    page.click("button[value=check]")

    assert page.title().startswith("Kesalahan")
    assert page.input_value("[name=landmark]") == "Dekat balai desa"
    assert page.is_checked("[name=photos_kept]")
    page.fill("[name=text]", TEXT)
    page.click("button[value=check]")
    page.locator("button[value=back]").first.click()
    assert page.input_value("[name=text]") == TEXT
    page.click("button[value=check]")
    page.click("button[value=send]")

    assert Attachment.objects.get(complaint=Complaint.objects.get()).name == "malam.jpg"


def test_a_photo_is_made_small_and_goes_up_while_one_writes(new_page):
    page = new_page(**PHONE)
    open_form(page)
    photo = big_photo()

    with page.expect_response("**/lapor/berkas/") as sent:
        page.set_input_files("[name=photos]", photo)
    page.wait_for_selector("[name=photos_kept]", state="attached")

    assert sent.value.json()["size"] < len(photo["buffer"]) / 2
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 0
    page.click("[data-photos] button")
    assert page.locator("[name=photos_kept]").count() == 0


def test_a_photo_that_could_not_go_up_goes_with_the_report(new_page):
    page = new_page(**PHONE)
    page.route("**/lapor/berkas/", lambda route: route.abort())
    open_form(page)
    page.fill("[name=text]", TEXT)
    page.set_input_files("[name=photos]", big_photo())
    page.wait_for_selector("text=Coba lagi")

    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")

    assert Attachment.objects.filter(complaint=Complaint.objects.get()).count() == 1


def test_a_failed_photo_is_tried_again_on_a_press(new_page):
    page = new_page(**PHONE)
    page.route("**/lapor/berkas/", lambda route: route.abort(), times=1)
    open_form(page)
    page.set_input_files("[name=photos]", big_photo())
    page.click("text=Coba lagi")

    page.wait_for_selector("[name=photos_kept]", state="attached")
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 0


def test_a_refused_file_says_why_and_is_not_sent(new_page):
    page = new_page(**PHONE)
    open_form(page)
    page.set_input_files(
        "[name=photos]", {"name": "a.jpg", "mimeType": "text/plain", "buffer": b"no photo"}
    )

    page.wait_for_selector("text=“a.jpg” bukan")
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 0


def test_a_double_tap_gives_one_complaint(new_page):
    page = new_page(**PHONE)
    open_form(page)
    page.fill("[name=text]", TEXT)
    page.click("button[value=check]")

    page.dblclick("button[value=send]")
    page.wait_for_selector(".receipt")

    assert Complaint.objects.count() == 1


def test_the_receipt_again_after_a_reload_is_the_same_receipt(new_page):
    page = new_page(**PHONE)
    open_form(page)
    page.fill("[name=text]", TEXT)
    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    first = page.locator(".receipt .number").all_inner_texts()

    page.reload()
    page.wait_for_selector(".receipt")

    assert page.locator(".receipt .number").all_inner_texts() == first
    assert Complaint.objects.count() == 1


def test_a_draft_is_offered_again_and_is_gone_after_sending(new_page):
    page = new_page(**PHONE)
    open_form(page)
    page.fill("[name=text]", TEXT)
    until(page, "self.outbox && outbox.all().then(all => all.length)")
    page.goto("/")
    open_form(page)
    page.dispatch_event("body", "pointerdown")
    page.click("[data-draft-restore]")
    assert page.input_value("[name=text]") == TEXT

    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    page.dispatch_event("body", "pointerdown")
    states = "outbox.all().then(all => all.map(one => one.state).join())"
    until(page, f"self.outbox && {states}.then(found => found === 'sent')")


def test_day_and_missing_place_are_chosen_by_a_tap_and_shown_for_checking(new_page):
    page = new_page(**PHONE)
    open_form(page)
    page.fill("[name=text]", TEXT)
    page.check("[name=no_place]")
    page.click("details summary")
    page.click("[data-day='1']")
    page.click("button[value=check]")

    assert page.inner_text("[data-show=area]") == "Tidak terkait tempat"
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    complaint = Complaint.objects.get()
    assert complaint.happened_on is not None
    assert complaint.area_id is None


def test_the_first_visit_of_the_form_is_small_and_its_paint_waits_for_little(new_page):
    page = new_page(**PHONE)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, urls = {}, {}
    session.on("Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
    )
    open_form(page)

    own = {urls[one]["url"]: size for one, size in sizes.items()}
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    before = page.evaluate(
        "at => performance.getEntriesByType('resource').filter(e => e.startTime < at).length + 1",
        painted,
    )
    assert sum(own.values()) <= FIRST_VISIT, own
    assert any("/report." in one for one in own)  # the tools are part of it
    assert before <= 3
    hosts = {urlsplit(one).hostname for one in own if not one.startswith("data:")}
    assert len(hosts) == 1, hosts


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_accessible_and_fits_a_phone(new_page, axe, cast, url, look):
    complaint = reach(cast, "answered", is_anonymous=False)
    if Complaint.objects.get(pk=complaint.pk).published_at is None:
        services.publish(complaint, by=cast.district_admin.actor)
    page = new_page(**PHONE, color_scheme=look)
    page.goto(url)

    assert axe(page) == []
    assert fits(page)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_page_of_the_reporter_is_accessible_with_every_form_open(new_page, axe, cast, look):
    complaint = reach(cast, "answered")
    page = new_page(**PHONE, color_scheme=look)
    number = complaint.shown_number
    page.goto(reverse("portal:by_link", args=[number, links.token(complaint.number)]))
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")

    assert axe(page) == []
    assert fits(page)


def test_a_reporter_contests_with_a_photo_that_is_seen_before_it_is_sent(new_page, cast):
    complaint = reach(cast, "answered")
    page = new_page(**PHONE)
    number = complaint.shown_number
    page.goto(reverse("portal:by_link", args=[number, links.token(complaint.number)]))
    page.wait_for_load_state("networkidle")
    form = page.locator("form[action$='/contest/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator("[name=contest_reason][value=not_done]").check()
    form.locator("[name=text]").fill("Masih mati.")
    form.locator("[name=photos]").set_input_files(big_photo())
    form.locator("[data-photos] img").wait_for()
    form.locator("[name=photos_kept]").wait_for(state="attached")

    form.locator("button:not([type=button])").click()
    page.wait_for_selector("text=Laporan Anda dibuka lagi")

    assert Complaint.objects.get(pk=complaint.pk).status == "reopened"
    assert Attachment.objects.filter(complaint=complaint).count() == 1


def test_a_citizen_signs_up_and_finds_the_report_among_ones_own(new_page, axe):
    page = new_page(**PHONE)
    page.goto("/akun/signup/")
    page.fill("[name=full_name]", "Siti")
    page.fill("[name=email]", "siti.baru@warga.demo")
    page.fill("[name=password1]", "empat kata yang lucu")
    page.press("[name=password1]", "Enter")
    page.wait_for_load_state("networkidle")
    user = User.objects.get(email="siti.baru@warga.demo")
    assert re.search(r"email", page.inner_text("main"), re.IGNORECASE)
    assert axe(page) == []
    assert user.full_name == "Siti"
