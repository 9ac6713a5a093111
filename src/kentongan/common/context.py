"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """`demo`, `public_url` and the chosen `theme` (empty: as the device) for the base templates."""
    theme = request.COOKIES.get("theme", "")
    return {
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "theme": theme if theme in THEMES else "",
    }
