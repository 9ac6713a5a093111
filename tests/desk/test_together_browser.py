"""In Chromium: an errand done without network, and the pages of working together at two widths."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import FieldTask
from tests.common.waiting import until
from tests.portal.test_browser import PHONE, big_photo, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPOT = {"latitude": -6.84, "longitude": 108.23, "accuracy": 9}
NOTE = "Lubang sudah ditutup."


def errand(cast, complaint):
    services.give_task(
        complaint, by=cast.liaison.actor, assignee=cast.field_officer.user,
        instructions="Ukur dan tutup lubangnya", due_on=clock.today() + timedelta(days=1),
    )  # fmt: skip
    return FieldTask.objects.get(complaint=complaint)


def test_an_errand_is_opened_and_done_without_network_and_arrives_once(
    new_page, cast, in_progress, axe
):
    task = errand(cast, in_progress(lat=-6.84, lng=108.23))
    path = f"/meja/tugas/{task.key}/"
    page = new_page(cast.field_officer, **PHONE, geolocation=SPOT, permissions=["geolocation"])
    page.goto("/meja/tugas/")
    page.dispatch_event("body", "pointerdown")
    until(page, f"caches.match('{path}').then(found => !!found)")
    assert axe(page) == []
    until(page, "!!navigator.serviceWorker.controller")
    page.context.set_offline(True)

    page.goto(path)
    page.dispatch_event("body", "pointerdown")
    until(page, "!!self.outbox")
    page.set_input_files("[name=after]", big_photo())
    page.wait_for_selector("[data-photos=after] img")
    until(page, "document.querySelector('[data-taken]').value.includes('lat')")
    page.check("[name=outcome][value=done]")
    page.fill("[name=text]", NOTE)
    assert axe(page) == []
    assert fits(page)
    page.click("button[value=send]")
    page.wait_for_url("**/lapor/kotak/")
    page.wait_for_selector("text=Belum terkirim")
    assert FieldTask.objects.get().state == "given"
    page.context.set_offline(False)
    page.wait_for_selector('text="Terkirim"')

    done = FieldTask.objects.select_related("result").get()
    assert (done.state, done.result.text) == ("done", NOTE)
    photo = done.photos.get()
    assert (photo.moment, photo.lat, photo.accuracy_m) == ("after", -6.84, 9)
    assert photo.taken_at is not None
    page.goto(path)
    page.wait_for_selector(f"text={NOTE}")

    page.goto("/meja/")
    page.click(".usermenu summary")
    page.click("text=Keluar")
    page.wait_for_url("**/")
    until(page, f"caches.match('{path}').then(found => !found)")


def test_the_pages_are_accessible_and_fit_a_telephone(new_page, cast, in_progress, offices, axe):
    one = in_progress()
    services.add_unit(one, by=cast.liaison.actor, unit=offices("dlh"), note="Angkut sampahnya")
    case = services.open_case(
        [one], by=cast.district_admin.actor, title="Pipa tua", cause="Pipa 1980",
        owner=offices("putr"), due_on=clock.today() + timedelta(days=9),
    )  # fmt: skip
    services.add_step(case, by=cast.liaison.actor, title="Ganti", due_on=case.due_on)
    errand(cast, one)
    link = services.ask_outside(
        one, by=cast.liaison.actor, question="Tiang siapa?", body_name="PLN"
    ).token
    officer = (f"{one.get_absolute_url()}bersama/", "/meja/kasus/", f"/meja/kasus/{case.pk}/",
               "/meja/preseden/")  # fmt: skip
    for width in (1366, 360):
        page = new_page(cast.district_admin, viewport={"width": width, "height": 900})
        for address in (*officer, f"/luar/{link}/"):
            page.goto(address)
            assert axe(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_name_typed_after_an_at_is_offered_and_rings(new_page, cast, in_progress):
    one = in_progress()
    page = new_page(cast.liaison)
    page.goto(one.get_absolute_url())
    page.keyboard.press("n")
    page.wait_for_selector("#note_text")
    page.fill("#note_text", "Tolong cek @wat")
    page.wait_for_selector(
        f"#note_mentions option[value='{cast.drafter.user.pk}']:checked", state="attached"
    )
    page.fill("#note_text", "Tolong cek @Wati")
    page.click("#step-note button.button")
    page.wait_for_selector("text=disebut: Bu Wati")
