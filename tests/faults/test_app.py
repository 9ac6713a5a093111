"""The web server as a real process: killed while it holds a report, and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings

from kentongan.complaints.models import Complaint
from tests.faults.test_mail import free_port
from tests.faults.test_worker import database_url
from tests.portal.test_browser import PHONE
from tests.portal.test_offline import open_app, touch, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(environ, tmp_path):
    """`server.start()`, `server.send(signal)`: granian on this test's database, on one port."""
    (tmp_path / "static").symlink_to(settings.STATIC_ROOT)
    port = free_port()
    own = environ | {
        "KENTONGAN_DEMO": "true",
        "KENTONGAN_DATA_FOLDER": str(tmp_path),
        "KENTONGAN_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "kentongan.config.settings",
    }
    words = ("--interface", "wsgi", "--port", str(port), "kentongan.config.wsgi:application")

    class Server:
        url, process = f"http://localhost:{port}", None

        def start(self):
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", *words],
                env=own,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            end = time.monotonic() + 30
            while True:
                with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
                    return
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.05)

        def send(self, sign):
            os.killpg(self.process.pid, sign)

        def end(self):
            with suppress(ProcessLookupError):
                self.send(signal.SIGKILL)
            self.process.wait()

    made = Server()
    made.start()
    yield made
    made.end()


def test_a_server_killed_while_it_holds_a_report_gets_it_once_after_its_next_start(
    new_page, server
):
    page = new_page(**PHONE)
    open_app(page, f"{server.url}/lapor/")
    write(page, photo=True)
    server.send(signal.SIGSTOP)  # it has taken the connection and answers nothing any more
    page.click("button[value=send]", no_wait_after=True)
    page.wait_for_timeout(300)
    server.end()

    page.wait_for_url("**/lapor/kotak/")
    page.wait_for_selector("text=Belum terkirim")
    server.start()
    page.reload()
    touch(page)
    page.wait_for_selector('text="Terkirim"')
    complaint = Complaint.objects.get()
    assert page.locator("[data-outbox] dd").first.inner_text() == complaint.shown_number
    assert complaint.attachments.count() == 1
