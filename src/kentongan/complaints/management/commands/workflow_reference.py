"""`kentongan workflow_reference`: write docs/reference/workflow.md again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kentongan.complaints import reference


class Command(BaseCommand):
    help = "Write the page of the workflow table."
    requires_system_checks = ()  # the page is made from code, not from settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="docs/reference/workflow.md", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        file.write_text(reference.page(), encoding="utf-8")
