"""Pages of these tests alone, served without a database."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from kentongan.common import assets, catalogues
from kentongan.config import static_files as collected


@pytest.fixture(autouse=True)
def _own_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.common.pages"


@pytest.fixture(scope="session", autouse=True)
def _built(static_files: None) -> None:
    """What is tested is what the sources of this moment give."""
    assets.build()
    assets.inline.cache_clear()
    assets.fingerprint.cache_clear()
    catalogues.compile_all()
    collected.refresh()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(_built: None) -> Iterator[str]:
    """Lighter than a live server: no test has to empty and seed a database for a style guide."""
    server = make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _heard(said: Any, complaints: list[str]) -> None:
    # Chromium writes a line for each answer above 399; 409 is one that the script expects.
    if said.type == "error" and "409 (Conflict)" not in said.text:
        complaints.append(said.text)


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Open an address; an error on the console (a breach of the content policy, too) fails the test."""
    contexts, complaints = [], []

    def open_page(path: str, *, width: int = 1366, before: str = "", **options: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 768}, locale="id-ID", base_url=address, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.on("console", lambda said: _heard(said, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
