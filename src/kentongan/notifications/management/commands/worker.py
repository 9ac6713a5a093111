"""`kentongan worker`: sends what waits, closes what is over, cleans what was uploaded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kentongan.notifications import worker


class Command(BaseCommand):
    help = "Do what waits in the background. Several may run side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")

    def handle(self, *, once: bool, **options: Any) -> None:
        worker.listen_for_stop()
        done = worker.run(once=once)
        if options["verbosity"]:
            self.stdout.write(f"{done} done.")
