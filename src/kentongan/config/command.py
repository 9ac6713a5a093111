"""The console command `kentongan`: Django's commands and ours under one name."""

import os
import sys


def main() -> None:
    """Run one command; `kentongan help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    if "--demo" in sys.argv[2:] and sys.argv[1] == "serve":
        os.environ["KENTONGAN_DEMO"] = "true"  # settings are read before the command's own options
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
