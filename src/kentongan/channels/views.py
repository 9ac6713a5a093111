"""The webhooks of carriers: who is it, is it too much, keep it, answer at once.

Wrong secret 403, too much 429 (strangers) or 503 (the carrier tries again), too large 413, garbage
400 with a sentence, the database away 503. The body of a good answer goes to the citizen with some
carriers, so it is empty unless the channel says otherwise.
"""

import hmac
import ipaddress
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kentongan.channels import intake
from kentongan.common import limits
from kentongan.common.limits import Limit
from kentongan.notifications import receipts as kept_receipts
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.sms import Carrier, ChannelsUnreadable, Garbage, Webhook

log = logging.getLogger(__name__)

WRONG = Limit("wrong-secret")
MOST_FIELDS = 200
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, channel: str) -> HttpResponse:
    """Messages of citizens, as the carrier brings them; with some, news about ours as well."""

    def keep(carrier: Carrier, hook: Webhook) -> None:
        for arrived in carrier.read(hook):
            intake.keep(arrived, channel=channel, transport=carrier.transport)
        kept_receipts.note_all(carrier.read_news(hook))

    return _taken(request, channel, keep)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, channel: str) -> HttpResponse:
    """What became of messages of ours."""

    def keep(carrier: Carrier, hook: Webhook) -> None:
        kept_receipts.note_all(carrier.read_receipts(hook))

    return _taken(request, channel, keep)


def _taken(
    request: HttpRequest, channel: str, keep: Callable[[Carrier, Webhook], None]
) -> HttpResponse:
    try:
        carrier = sms.carrier(channel)
    except (KeyError, ChannelsUnreadable):
        return _said(404, "There is no such channel.")
    try:
        return _judged(request, carrier, keep)
    except RequestDataTooBig:
        return _said(413, f"Larger than {settings.INBOUND_MAX_BYTES} bytes.")
    except Garbage as garbage:
        return _said(400, str(garbage))
    except DatabaseError:
        log.exception("A message could not be kept")
        return _said(503, "The database does not answer. Try again.", retry=10)


def _judged(
    request: HttpRequest, carrier: Carrier, keep: Callable[[Carrier, Webhook], None]
) -> HttpResponse:
    """How much, of whom, and only then: what. A signature is over the body, so that is read first."""
    refusal = _too_large(request) or _refused(
        request, carrier, carrier.is_authentic(_hook(request, is_judged=False))
    )
    if refusal:
        return refusal
    hook = _hook(request)
    if answer := carrier.handshake(hook):
        return HttpResponse(answer.body, content_type=answer.media_type)
    keep(carrier, hook)
    return HttpResponse(carrier.answer.body, content_type=carrier.answer.media_type)


def _too_large(request: HttpRequest) -> HttpResponse | None:
    length, most = request.META.get("CONTENT_LENGTH") or "0", settings.INBOUND_MAX_BYTES
    if not length.isdecimal() or int(length) > most:
        return _said(413, f"Larger than {most} bytes.")
    return None


def _refused(request: HttpRequest, carrier: Carrier, signature: bool | None) -> HttpResponse | None:
    address = limits.address(request)
    is_known = _is_carrier(request, carrier, address) if signature is None else signature
    if not is_known:
        if not WRONG.spend(address):
            return _said(429, "Too many tries with a wrong secret. Wait ten minutes.", retry=600)
        return _said(403, "The secret is wrong, or this address may not bring messages.")
    most = settings.SMS_PER_CHANNEL_MINUTE
    if not Limit("sms-channel", most=most, seconds=60).spend(carrier.channel.name):
        return _said(503, f"More than {most} messages in a minute. Try again.", retry=30)
    return None


def _is_carrier(request: HttpRequest, carrier: Carrier, address: str) -> bool:
    """The secret in the query, a header or as the password; and the address, where it is given."""
    secret, allowed = carrier.channel.get("secret"), carrier.channel.get("allow")
    if not secret and not allowed:
        return False  # nobody was named: nobody may
    if allowed and not _is_inside(address, allowed):
        return False
    if not secret:
        return True
    # Not request.GET: Django reads it by the charset of the body, which may be UTF-16.
    query = _pairs(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    token = query.get("token", b"").decode("utf-8", "replace")
    given = token or request.headers.get("X-Kentongan-Token") or ""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return any(hmac.compare_digest(secret.encode(), one.encode()) for one in (given, bearer))


def _is_inside(address: str, allowed: str) -> bool:
    try:
        here = ipaddress.ip_address(address)
        return any(
            here in ipaddress.ip_network(one.strip(), strict=False)
            for one in allowed.split(",")
            if one.strip()
        )
    except ValueError:
        return False


def _hook(request: HttpRequest, *, is_judged: bool = True) -> Webhook:
    """The request as bytes: a text may be UTF-16, whatever the rest of the query is.

    Before its sender is known (`is_judged` False) nothing of the body is taken apart.
    """
    content = request.headers.get("Content-Type", "")
    body = request.body
    fields = _pairs(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    if not is_judged:
        pass
    elif "application/x-www-form-urlencoded" in content:
        fields |= _pairs(body)
    elif "json" in content:
        fields |= _json(body)
    elif "multipart/form-data" in content:
        fields |= {name: str(value).encode() for name, value in request.POST.items()}
    charset = _CHARSET.search(content)
    headers = {name.lower(): value for name, value in request.headers.items()}
    method = request.method or ""
    return Webhook(fields, body, charset[1] if charset else "", headers, method)


def _pairs(query: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for pair in query.split(b"&", MOST_FIELDS)[:MOST_FIELDS]:
        name, _equals, value = pair.replace(b"+", b" ").partition(b"=")
        found[unquote_to_bytes(name).decode("utf-8", "replace")] = unquote_to_bytes(value)
    return found


def _json(body: bytes) -> dict[str, bytes]:
    try:
        return {name: value.encode() for name, value in _leaves(json.loads(body), "")}
    except (ValueError, RecursionError):
        raise Garbage("The body is no JSON.") from None


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every leaf by its path: `results.0.from`."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in list(pairs)[:MOST_FIELDS]:
            yield from _leaves(inner, f"{path}.{name}".lstrip("."))
    elif value is not None:
        yield path, str(value)


def _said(status: int, sentence: str, *, retry: int = 0) -> HttpResponse:
    response = HttpResponse(
        f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8"
    )
    if retry:
        response["Retry-After"] = str(retry)
    return response
