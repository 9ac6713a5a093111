"""Start a demo of its own, look at its pages as each kind of person, keep what they look like."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("kentongan")
PASSWORD = "kentongan-demo"  # noqa: S105 - the demo prints it
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WIDE, PHONE = (1366, 820), (360, 780)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that ends with the block."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        given = {"KENTONGAN_DEMO": "true", "KENTONGAN_DATA_FOLDER": folder}
        environ = os.environ | given | {"KENTONGAN_PORT": str(port)}
        with subprocess.Popen([PROGRAM, "serve", "--demo"], env=environ) as server:  # noqa: S603
            try:
                yield _answering(f"http://localhost:{port}")
            finally:
                server.terminate()
                server.wait(20)


def _answering(url: str) -> str:
    for _ in range(240):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server
                return url
        except URLError:
            time.sleep(0.5)
    raise SystemExit("The demo did not start.")


def visitor(browser: Browser, url: str, *, size: tuple[int, int], who: str = "") -> Page:
    """A page in a session of its own, signed in as `who`."""
    width, height = size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="id-ID"
    )
    page = context.new_page()
    if who:
        page.goto("/akun/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(re.compile(r"/(meja|saya)/"))
    return page


def keep(page: Page, name: str) -> None:
    """A picture of what fits on the screen, in 128 colours: a tenth of the size."""
    page.evaluate("document.activeElement.blur()")
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


def citizen(browser: Browser, url: str) -> None:
    page = visitor(browser, url, size=PHONE)
    page.goto("/lapor/")
    keep(page, "report-phone")
    page.goto("/laporan/")
    keep(page, "public-phone")
    wide = visitor(browser, url, size=WIDE)
    wide.goto("/")
    keep(wide, "start")


def officers(browser: Browser, url: str) -> None:
    desk = visitor(browser, url, size=WIDE, who="rina@majalengka.demo")
    desk.goto("/meja/")
    keep(desk, "inbox")
    first = desk.locator("[data-rows] a[href^='/meja/LP-']").first.get_attribute("href")
    assert first
    desk.goto(first)
    keep(desk, "complaint")
    desk.goto("/meja/agenda/")
    keep(desk, "agenda")
    unit = visitor(browser, url, size=PHONE, who="hendra@majalengka.demo")
    unit.goto("/meja/")
    keep(unit, "inbox-phone")


def main() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("The pictures need a Chromium: install the package chromium.")
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        citizen(browser, url)
        officers(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
