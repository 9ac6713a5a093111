"""Black boxes drawn with the mouse stand in the number fields, and the page serves a telephone."""

import io

import pytest
from PIL import Image

from kentongan.common import clock
from kentongan.complaints import attachments, services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import PhotoMask
from tests.complaints.reaching import own, reach
from tests.portal.test_browser import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_box_is_drawn_with_the_mouse_or_by_numbers_and_burnt_in(
    new_page, axe, cast, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    one = reach(cast, "in_progress")
    buffer = io.BytesIO()
    Image.new("RGB", (800, 400), "white").save(buffer, "JPEG")
    services.add(one, by=own(one), files=[Upload("bukti.jpg", buffer.getvalue())])
    attachments.sweep(clock.now())
    page = new_page(cast.district_admin, viewport={"width": 1366, "height": 900})
    page.goto(f"/meja/{one.shown_number}/samaran/")
    assert axe(page) == []
    page.click("text=bukti.jpg")
    page.wait_for_selector("[data-boxes-hint]:not([hidden])")
    assert axe(page) == []
    frame = page.locator("[data-boxes-on]").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.75)
    page.mouse.up()
    page.wait_for_selector("[data-boxes-on] rect")
    second = page.locator("[data-box]").nth(1)
    for name, value in {"left": "1", "top": "2", "width": "10", "height": "12"}.items():
        second.locator(f"[name={name}]").fill(value)
    assert page.locator("[data-boxes-on] rect").count() == 2
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    page.fill("[name=reason]", "Wajah anak")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("img.whole")
    boxes = PhotoMask.objects.get().boxes
    assert boxes[0] == pytest.approx([25, 25, 50, 50], abs=0.6)
    assert boxes[1] == [1, 2, 10, 12]
