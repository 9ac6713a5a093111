"""The last word without network: kept on the device, sent by itself, taken once; and the preview."""

import pytest
from django.conf import settings

from kentongan.common import ids
from kentongan.complaints.models import Attachment
from tests.common.waiting import until
from tests.complaints.reaching import reach
from tests.portal.test_browser import PHONE, big_photo, fits
from tests.portal.test_offline import open_app, touch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Lampu di depan rumah Pak Asep Sunandar, 0812-9876-5432, mati sejak dua minggu."


def test_a_contest_written_without_network_arrives_once_and_the_preview_is_the_public_text(
    new_page, axe, cast
):
    one = reach(cast, "answered", text=TEXT)
    pin = ids.pin_for(str(one.idempotency_key), secret=settings.SECRET_KEY)
    page = new_page(**PHONE)
    open_app(page)
    page.fill("[name=text]", TEXT)
    page.click("button[value=check]")
    page.wait_for_selector("[data-preview] mark")
    shown = page.locator("[data-preview] p").nth(1).inner_text()
    assert shown == one.public_text
    page.reload()
    page.goto(f"/lacak/?kode={one.shown_number}")
    page.fill("[name=pin]", pin)
    page.press("[name=pin]", "Enter")
    page.click("details:has(form[action$='/contest/']) summary")
    form = page.locator("form[action$='/contest/']")
    assert form.locator("text=Laporan langsung dibuka lagi").count() == 5
    assert form.locator("text=admin kabupaten memutuskan").count() == 2
    assert axe(page) == []
    assert fits(page)
    touch(page)
    page.context.set_offline(True)
    form.locator("[value=not_done]").check()
    form.locator("textarea").fill("Masih gelap.")
    form.locator("input[type=file]").set_input_files(big_photo())
    form.locator("[data-photos] img").wait_for() if form.locator("[data-photos]").count() else None
    form.locator("button[value=send]").click()
    page.wait_for_url("**/lapor/kotak/")
    page.wait_for_selector(f"text={one.shown_number}")
    page.wait_for_selector("text=Belum terkirim")
    touch(page)
    page.context.set_offline(False)
    page.wait_for_selector('text="Terkirim"')
    one.refresh_from_db()
    event = one.events.get(action="contest")
    assert (one.status, event.facts["door"], event.text) == ("reopened", "app", "Masih gelap.")
    assert Attachment.objects.get(complaint=one).event_id == event.pk
    sent = "outbox.all().then(all => all.filter(one => one.state === 'sent' && !one.values).length)"
    until(page, f"{sent}.then(n => n === 1)")
