"""One HTTP call to a carrier's own address: no redirect is followed, no proxy is guessed."""

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from kentongan.notifications.transports import DeliveryError

TIMEOUT = 15
LONGEST_ANSWER = 65_536
LONGEST_DOWNLOAD = 30.0  # seconds
PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: str


def call(
    url: str,
    *,
    fields: Mapping[str, str],
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
) -> Reply:
    """Send `fields` as query (GET) or form (POST). DeliveryError when nobody answers."""
    parts = urlsplit(url)
    form = urlencode(fields)
    path, body = parts.path or "/", None
    query = parts.query
    if method == "GET":
        query = f"{query}&{form}" if query else form
    else:
        body = form.encode()
    if query:
        path += f"?{query}"
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request(method, path, body, {**sent, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
        return Reply(answer.status, text.strip())
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"{parts.hostname}: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()


def post_json(url: str, content: object, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Send JSON. DeliveryError when nobody answers."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        body = json.dumps(content, ensure_ascii=False).encode()
        kind = {"Content-Type": "application/json; charset=utf-8"}
        connection.request("POST", path, body, {**kind, **(headers or {})})
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"{parts.hostname}: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()


def download(url: str, *, most: int, headers: Mapping[str, str] | None = None) -> bytes:
    """The body at `url`, up to `most` bytes and within a time. DeliveryError otherwise."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    until, content = time.monotonic() + LONGEST_DOWNLOAD, bytearray()
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        if answer.status != 200:
            is_final = answer.status in (400, 401, 403, 404, 410)
            raise DeliveryError(f"{parts.hostname}: {answer.status}", retry=not is_final)
        while piece := answer.read(PIECE):
            content += piece
            if len(content) > most:
                raise DeliveryError(f"larger than {most} bytes", retry=False)
            if time.monotonic() > until:
                raise DeliveryError(f"{parts.hostname}: too slow")
        return bytes(content)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"{parts.hostname}: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()


def _connection(
    scheme: str, host: str, port: int | None, *, timeout: float = TIMEOUT
) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    return http.client.HTTPConnection(host, port, timeout=timeout)
