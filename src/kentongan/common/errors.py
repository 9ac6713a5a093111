"""Pages for what went wrong. Each says what to do next, and none of them needs the database."""

import errno
import logging
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from kentongan.common import assets

logger = logging.getLogger(__name__)
# What a browser sends by itself or what must not be shown again on a page.
_NOT_REPEATED = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}
_LONGEST_KEPT = 20_000
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "400", status=400)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused. A sentence given to PermissionDenied is shown; it is ours, not the attacker's."""
    return _page(request, "403", status=403, reason=str(exception or ""))


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404", status=404)


def handler500(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or a database or disk that cannot take anything now: then nothing is lost."""
    if is_passing(sys.exc_info()[1]):
        return busy(request)
    return _page(request, "500", status=500)


def is_passing(fault: BaseException | None) -> bool:
    """The same request may succeed later: the database is locked or away, the disk is full."""
    if isinstance(fault, OSError):
        return fault.errno in _NO_ROOM
    return isinstance(fault, OperationalError)


def busy(request: HttpRequest) -> HttpResponse:
    """Nothing could be stored: show what was typed, ready to be sent again in a minute."""
    is_ours = request.method == "POST" and not _from_elsewhere(request)
    kept = list(_typed(request)) if is_ours else []
    response = _page(
        request,
        "503",
        status=503,
        kept=kept,
        token=get_token(request),
        had_files=is_ours and bool(request.FILES),
    )
    response["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form was too old or missing: show what was typed, ready to be sent again.

    The new page carries a fresh token of this browser, so sending it again works. What came from
    another site is not repeated, or its victim would be one press away from sending it.
    """
    logger.warning("CSRF: %s at %s", reason, request.path)
    kept = [] if _from_elsewhere(request) else list(_typed(request))
    return _page(
        request,
        "csrf",
        status=403,
        kept=kept,
        token=get_token(request),
        had_files=bool(request.FILES),
        had_password=any(name in _NOT_REPEATED for name in request.POST if "password" in name),
    )


def _from_elsewhere(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return True
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name in _NOT_REPEATED:
            continue
        for value in map(str, values):
            if len(value) <= _LONGEST_KEPT:
                yield name, value


def _page(request: HttpRequest, name: str, *, status: int, **context: Any) -> HttpResponse:
    """Render without request: no context processor and so no database is asked."""
    context |= {
        "path": request.get_full_path(),
        "nonce": str(getattr(request, "csp_nonce", "")),
        "css": assets.inline("citizen"),
    }
    response = HttpResponse(render_to_string(f"{name}.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response
