"""The officer's keyboard, counted: twenty reports from the inbox to a unit, six presses each at most."""

import pytest
from playwright.sync_api import expect

from kentongan.complaints import services
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from tests.desk.steps import forwarded, office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"viewport": {"width": 1366, "height": 800}}


class Keys:
    """A keyboard that counts."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)


def test_twenty_reports_are_dispatched_with_six_presses_each(new_page, cast, axe):
    earlier = forwarded(cast)
    services.dispatch(earlier, by=cast.district_admin.actor, unit=office("dlh"))
    complaints = [forwarded(cast) for _number in range(20)]
    page = new_page(cast.district_admin, **WIDE)
    page.goto("/meja/")
    keys, spent = Keys(page), []

    keys.press("j", "o")
    for place, complaint in enumerate(complaints):
        before = keys.count if place else 0
        expect(page.locator("#detail h2").first).to_be_focused()
        expect(page.locator("#detail [data-present]")).to_have_attribute(
            "data-present", complaint.shown_number
        )
        keys.press("1", "Enter")  # the unit chosen most often, then the button
        done = page.locator("#detail .notice.is-positive").first
        expect(done).to_contain_text(complaint.shown_number)
        if place < 19:
            expect(page.locator("#detail a[data-focus]")).to_be_focused()
            keys.press("Enter")  # the next one
        spent.append(keys.count - before)

    assert max(spent) <= 6, spent
    rows = Complaint.objects.filter(pk__in=[one.pk for one in complaints])
    assert {(one.status, one.unit.code) for one in rows} == {(Status.DISPATCHED, "dlh")}
    keys.press("z")  # and the last one was a mistake
    expect(page.locator("#detail .notice.is-positive").first).to_contain_text(
        "Tarik kembali disposisi"
    )
    assert rows.get(pk=complaints[-1].pk).status == Status.FORWARDED
    assert axe(page) == []


def test_ticked_rows_are_dispatched_together_by_keyboard_and_on_a_phone_without_script(
    new_page, cast, axe
):
    complaints = [forwarded(cast) for _number in range(4)]
    page = new_page(cast.district_admin, **WIDE)
    page.goto("/meja/")
    bulk = page.locator("#bulk")
    expect(bulk).to_be_hidden()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(bulk).to_contain_text("2 dicentang")
    assert axe(page) == []
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 laporan")
    page.select_option("#dispatch_unit", label="Dinas Pekerjaan Umum dan Tata Ruang")
    assert axe(page) == []
    page.locator("#dispatch_unit").press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 dilakukan, 0 tidak")

    phone = new_page(
        cast.district_admin, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    phone.goto("/meja/")
    for complaint in complaints[2:]:
        phone.check(f"#row-{complaint.number} input[type=checkbox]")
    phone.click("#bulk button[value=ask]")
    phone.fill("#ask_question", "Di RT berapa?")
    phone.click("main form button")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("2 dilakukan, 0 tidak")
    rows = Complaint.objects.filter(pk__in=[one.pk for one in complaints]).order_by("pk")
    assert [one.status for one in rows] == [Status.DISPATCHED] * 2 + [Status.INCOMPLETE] * 2


def test_rows_and_colleagues_come_without_a_reload(new_page, cast):
    first, second = forwarded(cast), forwarded(cast)
    page, other = new_page(cast.district_admin, **WIDE), new_page(cast.second_admin, **WIDE)
    page.goto("/meja/?lihat=verify")
    other.goto(first.get_absolute_url())
    expect(other.locator("[data-present]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("o")

    expect(page.locator("#detail [data-present]")).to_contain_text(cast.second_admin.user.full_name)
    services.ask(second, by=cast.second_admin.actor, question="Di mana?")
    forwarded(cast)
    # The browser would come back after a quarter of a minute; looking away and back asks at once.
    page.evaluate(
        "for (const hidden of [true, false]) {"
        " Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')) }"
    )
    expect(page.locator("[data-new-rows] button")).to_contain_text("Satu laporan baru")
    expect(page.locator(f"#row-{second.number}")).to_contain_text("tidak lagi di daftar ini")
    page.keyboard.press(".")
    expect(page.locator("#rows [data-row]")).to_have_count(2)
    expect(page.locator(f"#row-{second.number}")).to_have_count(0)
