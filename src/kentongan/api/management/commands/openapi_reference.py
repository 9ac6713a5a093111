"""Writes docs/reference/openapi.json from the code; a consistency test asks that it is current."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from kentongan.api.views.docs import document


class Command(BaseCommand):
    help = "Print the OpenAPI document of the JSON API."
    requires_system_checks = ()

    def handle(self, **options: Any) -> str:
        return page().rstrip("\n")


def page() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
