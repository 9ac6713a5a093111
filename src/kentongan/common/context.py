"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`demo` and `public_url` for the base template."""
    return {"demo": settings.DEMO, "public_url": settings.PUBLIC_URL}
