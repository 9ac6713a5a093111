"""People in sessions of their own, each with a screen of the size that they have."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from kentongan.complaints.models import Complaint
from kentongan.notifications import worker
from kentongan.notifications.models import Message

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}
DESK = {"viewport": {"width": 1366, "height": 768}}


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with a phone who knows the number and PIN of one report."""

    page: Page
    number: str
    pin: str

    def look(self) -> Page:
        """Open the report anew by number and PIN, as a person who comes back days later."""
        self.page.context.clear_cookies()
        self.page.goto("/lacak/")
        self.page.fill("[name=number]", self.number)
        self.page.fill("[name=pin]", self.pin)
        self.page.press("[name=pin]", "Enter")
        self.page.wait_for_url(re.compile(self.number))
        return self.page

    def step(self, action: str, **fields: str) -> None:
        """Take one step that the tracking page offers."""
        take(self.page, f"langkah/{action}/", fields)


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody at a desk, signed in."""

    page: Page

    def open(self, number: str) -> Page:
        """Find the report by its number, as one does whom somebody calls about it."""
        self.page.goto("/meja/")
        self.page.fill("[name=q]", number)
        self.page.press("[name=q]", "Enter")
        self.page.locator(f"a[href*='/meja/{number}/']").first.click()
        self.page.goto(f"/meja/{number}/")
        return self.page

    def step(self, number: str, action: str, **fields: str) -> None:
        """Take one step on the page of the complaint."""
        self.open(number)
        if not self.page.locator(f"form[action$='langkah/{action}/']").count():
            self.page.goto(f"/meja/{number}/langkah/{action}/")
        take(self.page, f"langkah/{action}/", fields)

    def news(self) -> str:
        """What the bell says."""
        self.page.goto("/meja/kabar/")
        return self.page.inner_text("main")


def take(page: Page, action: str, fields: dict[str, str]) -> None:
    """Fill and send the form of a step, opening what hides it; there must be no error."""
    form = page.locator(f"form[action$='{action}']").first
    form.evaluate("e => { for (; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = 1 }")
    for name, text in fields.items():
        fill(form.locator(f"[name$='{name}']").first, text)
    with page.expect_response(lambda one: one.request.method == "POST" and action in one.url):
        form.locator("button.button").first.click()
    page.wait_for_load_state()
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)


def fill(field, text: str) -> None:
    """Type, choose or tick, as the field asks for it."""
    match field.evaluate("e => e.tagName + ':' + e.type"):
        case "SELECT:select-one" | "SELECT:select-multiple":
            field.select_option(text)
        case "INPUT:radio":
            field.locator(f"xpath=ancestor::form//input[@value='{text}']").check(force=True)
        case "INPUT:checkbox":
            field.check(force=True)
        case _:
            field.fill(text)


@pytest.fixture
def citizen(new_page) -> Callable[..., Citizen]:
    """`citizen(text, email=…)`: has just reported through the two screens of the form."""

    def make(text: str, *, email: str = "", place: str = "", script: bool = True) -> Citizen:
        page = new_page(java_script_enabled=script, **PHONE)
        page.goto("/lapor/")
        page.fill("[name=text]", text)
        if place:
            page.fill("[name=area]", place)
            page.keyboard.press("Tab")
        page.locator("button[name=step][value=check]").click()
        page.locator("[name=contact]").wait_for(state="visible")
        page.fill("[name=contact]", email)
        page.locator("button[name=step][value=send]").click()
        page.locator(".receipt").wait_for()
        told = page.inner_text("main")
        number = re.search(r"LP-\w{4}-\w{4}", told)
        pin = re.search(r"^\d{6}$", told, re.MULTILINE)
        assert number, told
        assert pin, told
        return Citizen(page, number[0], pin[0])

    return make


@pytest.fixture
def officer(new_page) -> Callable[..., Officer]:
    """`officer(cast.liaison)`: at a desk; `phone=True`: with a phone."""

    def make(member, *, phone: bool = False) -> Officer:
        return Officer(new_page(member, **(PHONE if phone else DESK)))

    return make


@pytest.fixture
def work_off(transactional_db) -> Callable[[], int]:
    """`work_off()`: the worker does all that waits."""
    return lambda: worker.run(once=True)


@pytest.fixture
def sent(work_off) -> Callable[..., None]:
    """`sent(user=…, transport="email")`: such a message leaves, now or at the worker's next look.

    A server thread of the test may still hold the row that a look passed over.
    """

    def wait(**wanted: object) -> None:
        until = time.monotonic() + 15
        rows = Message.objects.filter(**wanted)
        while not rows.filter(state=Message.State.SENT).exists():
            assert time.monotonic() < until, list(rows.values("purpose", "state", "last_error"))
            work_off()
            time.sleep(0.1)

    return wait


@pytest.fixture
def status_of() -> Callable[[Citizen], str]:
    """`status_of(citizen)`: where the report stands in the database."""
    return lambda one: Complaint.objects.get(number=one.number[3:].replace("-", "")).status
