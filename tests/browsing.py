"""A real Chromium, the pages served with their real static files, and axe to judge them."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # Chromium refuses to start as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Without these it calls out at every start, which a closed network refuses many times over.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The collected, hashed and compressed files that pages name, made by the product's own code."""
    from django.conf import settings
    from django.core.management import call_command

    from kentongan.config import static_files

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with (settings.STATIC_ROOT.parent / "test-static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other test process may be collecting
        if not any(static_files.PACKAGE.glob("*/static/*/built/*")):
            call_command("build_assets", verbosity=0)
        static_files.refresh()


@pytest.fixture(scope="session")
def live_server(static_files):
    """The site on a real port. Static files come from WhiteNoise, as in production."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from pytest_django.live_server_helper import LiveServer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda self, path: False)
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The browser, started once; pages come from `new_page`."""
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("needs a Chromium: install the package chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would refuse to query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(chromium, live_server, client_for) -> Iterator[Callable[..., object]]:
    """`new_page(cast.liaison)`: a page in a session of its own, signed in; without a member, not."""
    contexts = []

    def make(member=None, **options):
        options.setdefault("locale", "id-ID")
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if member:
            _take_cookies(context, client_for(member), live_server.url)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def _take_cookies(context, client: Client, url: str) -> None:
    context.add_cookies(
        [{"name": name, "value": kept.value, "url": url} for name, kept in client.cookies.items()]
    )


@pytest.fixture
def page(new_page):
    """A page of a stranger."""
    return new_page()


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """`assert axe(page) == []`: what axe-core finds serious or critical, one line for each."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page, **options) -> list[str]:
        found = Axe().run(page, **options).response["violations"]
        return [
            f"{one['id']}: {one['help']} ({node['html'][:120]})"
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    return judge
