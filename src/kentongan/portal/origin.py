"""Whether a form comes from our own page: what a token proves elsewhere, without a cookie."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """The browser says that one of our pages sent this form."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(said) and urlsplit(said).netloc in (
        request.get_host(),
        urlsplit(settings.PUBLIC_URL).netloc,
    )


def is_foreign(request: HttpRequest) -> bool:
    """The browser says that another site sent it. Programs and shy browsers say nothing."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if said in ("", "null"):
        return request.headers.get("Sec-Fetch-Site") == "cross-site"
    return not is_ours(request)
