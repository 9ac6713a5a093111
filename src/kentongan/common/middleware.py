"""Compress pages with brotli (or gzip): bytes decide on a slow phone."""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

SMALLEST = 400
LARGE = 32_000  # a long list for one officer: a third of the time for a tenth more bytes
KEPT, OWN, LIST = 6, 4, 3  # qualities of brotli: what many get from a cache, one person, a list
KINDS = ("text/", "application/json", "application/javascript", "image/svg")


class CompressionMiddleware:
    """Compress what is text. Pages carry a masked CSRF token, so BREACH learns nothing from size."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not response.get("Content-Type", "").startswith(KINDS)
            or len(response.content) < SMALLEST
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = request.headers.get("Accept-Encoding", "")
        if "br" in accepted:
            response.content = brotli.compress(response.content, quality=_quality(response))
            response["Content-Encoding"] = "br"
        elif "gzip" in accepted:
            response.content = gzip.compress(response.content, compresslevel=4)
            response["Content-Encoding"] = "gzip"
        if response.has_header("Content-Encoding"):
            response["Content-Length"] = str(len(response.content))
        return response


def _quality(response: HttpResponse) -> int:
    if "no-store" not in response.get("Cache-Control", ""):
        return KEPT
    return LIST if len(response.content) > LARGE else OWN
