"""A receiver on the wire, and webhooks of the cast's institutions."""

import hashlib
import hmac
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kentongan.integrations import webhooks
from kentongan.organizations.actor import Actor


class Receiver:
    """Keeps what comes; answers with `statuses`, the last one for ever."""

    def __init__(self):
        self.got, self.statuses, self.location = [], [200], ""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/masuk?dari=kentongan"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def is_signed(self, got, secret):
        """As a receiver checks it, from the documentation alone."""
        signed = got["headers"]["Kentongan-Timestamp"].encode() + b"." + got["body"]
        made = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(made, got["headers"]["Kentongan-Signature"])

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(
                    {"path": self.path, "headers": dict(self.headers), "body": body}
                )
                first = len(receiver.statuses) > 1
                self.send_response(receiver.statuses.pop(0) if first else receiver.statuses[0])
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        return Handler


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def look_again(settings):
    """These tests have webhooks: each step looks, and none is left for the next test."""
    settings.WEBHOOK_PRIVATE = True
    webhooks.forget()
    yield
    webhooks._kept.listeners, webhooks._kept.until = (), float("inf")


@pytest.fixture
def webhook(receiver, offices):
    """A webhook of an institution, with its secret: `webhook("majalengka", events=[…])`."""

    def make(code="majalengka", url=None, events=()):
        made = webhooks.create(
            offices(code), by=Actor.system(), url=url or receiver.url, events=events
        )
        webhooks.forget()
        return made

    return make
