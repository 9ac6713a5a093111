"""Rows as XML or JSON. JSON drops the wrappers ("Spark"); codes and ids are texts in both."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone

KINDS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ITEMS = {  # name of a list → name of each of its items
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


class Fault(Exception):
    """One or more errors of the caller: 404 what does not exist, 403 the key, 400 the rest."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__(*descriptions)
        self.status, self.descriptions = status, descriptions


def answer(fmt: str, name: str, content: Any, *, status: int = 200) -> HttpResponse:
    """`content` (a list or a mapping) as the document `name`."""
    if fmt == "json":
        body = json.dumps(_plain(content), ensure_ascii=False)
    else:
        body = f'<?xml version="1.0" encoding="utf-8"?>\n{_element(name, content)}'
    response = HttpResponse(body, content_type=KINDS[fmt], status=status)
    response["Cache-Control"] = "no-store"
    return response


def faulty(fmt: str, fault: Fault) -> HttpResponse:
    """The errors as the format asks."""
    rows = [{"code": str(fault.status), "description": one} for one in fault.descriptions]
    return answer(fmt, "errors", rows, status=fault.status)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        inner = "".join(_element(ITEMS[name], one) for one in value)
    elif isinstance(value, Mapping):
        inner = "".join(_element(key, one) for key, one in value.items())
    elif value is None:
        inner = ""
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(_legal(str(_plain(value))))
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _legal(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold at all."""
    return "".join(one for one in text if one in "\t\n\r" or ord(one) >= 32)
