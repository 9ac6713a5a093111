"""Writes docs/reference/settings.md from `env.py`; a consistency test asks that it is current."""

from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand

from kentongan.config.env import Env

HEAD = """# Settings

*Made by `make docs` from `src/kentongan/config/env.py`; edit that file, not this page.*

An operator sets environment variables. Each may also be given as a file that holds the value:
`KENTONGAN_SECRET_KEY_FILE=/run/secrets/key` does the same as `KENTONGAN_SECRET_KEY`.
`kentongan check --database default` judges them together and says what to do about each finding.

| Variable | Default | What it is |
|---|---|---|
"""
SHOWN = {True: "`true`", False: "`false`", "": "empty"}


class Command(BaseCommand):
    help = "Print the reference page of the settings."
    requires_system_checks = ()

    def handle(self, **options: Any) -> str:
        return page().rstrip("\n")


def page() -> str:
    """The whole page; the same for everybody, whatever the environment says."""
    lines = (
        f"| `KENTONGAN_{one.name.upper()}` | {SHOWN.get(one.default, f'`{one.default}`')} "
        f"| {one.metadata['help'].replace('|', chr(92) + '|')} |\n"
        for one in fields(Env)
    )
    return HEAD + "".join(lines)
