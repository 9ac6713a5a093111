import pytest

from kentongan.complaints.models import Category
from kentongan.deadlines.models import Holiday, Rule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def pages(cast, address):
    yield from (address(name) for name in ("start", "offices", "people", "categories"))
    yield from (address(name) for name in ("holidays", "rules", "audit", "holiday_import"))
    yield from (address(name, "dinkes") for name in ("office", "office_end", "office_contact"))
    yield address("offices") + "?lihat=tanpa-penghubung"
    yield address("appoint") + "?kantor=dlh"
    yield from (address(name, cast.liaison.membership.pk) for name in ("member", "member_end"))
    rule = Rule.objects.filter(institution=None).first()
    yield from (address(name, rule.pk) for name in ("rule", "rule_version"))
    yield address("category", Category.objects.first().code)
    yield address("holiday_withdraw", Holiday.objects.first().pk)


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_fits_and_axe_finds_nothing(new_page, cast, axe, address, width):
    page = new_page(cast.operator, viewport={"width": width, "height": 800})
    for url in pages(cast, address):
        assert page.goto(url).status == 200, url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert axe(page) == [], url


def test_a_holiday_is_entered_without_script(new_page, cast, address):
    page = new_page(cast.national_admin, java_script_enabled=False)
    page.goto(address("holiday_add") + "?tahun=2027")
    page.fill("[name=day]", "2027-08-18")
    page.fill("[name=name]", "Hari Uji")
    page.click("main form button")
    page.click("button[name=ubah]")
    assert page.input_value("[name=name]") == "Hari Uji"
    page.click("main form button")
    page.click("button[name=yakin]")

    assert page.locator("td:has-text('Hari Uji')").count() == 1
    assert Holiday.objects.filter(day="2027-08-18").exists()


def test_the_page_that_asks_passes_axe(new_page, cast, axe, address):
    page = new_page(cast.district_admin, viewport={"width": 360, "height": 740})
    page.goto(address("office_end", "dlh"))
    page.fill("[name=last_day]", "2027-01-31")
    page.select_option("[name=successor]", "perkimtan")
    page.click("main form button")
    page.locator("button[name=yakin]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
