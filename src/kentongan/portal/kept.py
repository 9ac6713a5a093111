"""Pages that are the same for everybody come from the cache, in the language and look asked for."""

import re
from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from kentongan.common import assets, context

CSS = "citizen"
INDENT = re.compile(r"\n\s+")  # only people who read the templates need it


def kept_page(
    request: HttpRequest, name: str, *, seconds: int, render: Callable[[], str]
) -> HttpResponse:
    """The page `name`, rendered at most once in `seconds`; it must not look at who is asking.

    Only the nonce of the content policy differs between two readers: it is exchanged in the text.
    """
    has_css = request.COOKIES.get("css") == assets.fingerprint(CSS)
    theme = context.site(request)["theme"]
    key = f"page:{name}:{get_language()}:{theme}:{has_css}:{assets.fingerprint(CSS)}"
    nonce = str(getattr(request, "csp_nonce", ""))
    # The address is in the links that change the language: one with a query belongs to its reader.
    has_query = bool(request.META.get("QUERY_STRING"))
    kept = None if has_query else caches["pages"].get(key)
    if kept is None:
        kept = (nonce, INDENT.sub("\n", render()))
        if not has_query:
            caches["pages"].set(key, kept, seconds)
    old, html = kept
    response = HttpResponse(html.replace(f'nonce="{old}"', f'nonce="{nonce}"'))
    # The browser may show its own copy for a minute; a change of language or look changes a cookie.
    response["Cache-Control"] = "private, max-age=60"
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response
