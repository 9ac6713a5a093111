"""The map without tiles: outlines for the browser, and choosing a place on them."""

import json

import pytest
from django.urls import reverse

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


@pytest.fixture
def outlines(client, db):
    return lambda url: json.loads(client.get(url).content)


def test_the_regency_shows_its_26_kecamatan_and_each_of_them_its_villages(outlines):
    regency = outlines(reverse("portal:map"))
    assert len(regency["areas"]) == 26

    villages = [
        outlines(reverse("portal:map_district", args=[code]))["areas"]
        for code, *_rest in regency["areas"]
    ]

    assert sum(map(len, villages)) == 343
    assert all(path.startswith("M") for one in villages for _, _, path, *_ in one)


def test_outlines_are_small_and_asked_for_once(client, db):
    first = client.get(reverse("portal:map"))

    assert len(first.content) < 20_000
    again = client.get(reverse("portal:map"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("code", ["32.10.99", "32.10", "x", "32.10.13.2001"])
def test_a_kecamatan_that_there_is_not_has_no_outlines(client, db, code):
    assert client.get(reverse("portal:map_district", args=[code])).status_code == 404


@pytest.fixture
def opened(new_page):
    page = new_page(**PHONE)
    page.goto("/lapor/")
    page.locator("[data-map-open]").click()
    page.locator(".map-area").first.wait_for()
    return page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_tap_on_kecamatan_and_village_fills_in_the_place(opened, axe):
    page = opened
    assert page.locator(".map-area").count() == 26
    assert axe(page) == []

    page.locator("[data-map] svg").click(position={"x": 160, "y": 160})
    page.locator(".map-actions .button").nth(1).wait_for()
    page.locator("[data-map] svg").click(position={"x": 160, "y": 100})

    place = page.input_value("[name=area]")
    assert ", Kec. " in place
    assert page.input_value("[name=area_code]").count(".") == 3
    assert float(page.input_value("[name=lat]")) < -6
    found = page.request.get(
        f"/lapor/lokasi/?lat={page.input_value('[name=lat]')}&lng={page.input_value('[name=lng]')}"
    ).json()
    assert found["code"] == page.input_value("[name=area_code]")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_keyboard_alone_chooses_a_place(opened):
    page = opened
    status = page.locator("[data-map] [role=status]")
    assert status.inner_text().startswith("Kec. ")

    page.keyboard.press("Enter")
    page.locator(".map-actions .button").nth(1).wait_for()
    before = page.input_value("[name=area_code]")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    assert before == ""
    assert page.input_value("[name=area_code]")
    assert status.inner_text() == page.input_value("[name=area]")
