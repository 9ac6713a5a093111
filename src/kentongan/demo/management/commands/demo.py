"""`kentongan demo`: a district with real complaints in every status."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kentongan.common import clock
from kentongan.complaints.forecasting import nightly
from kentongan.complaints.spending import adding
from kentongan.demo.loading import Loader, load_base, many


class Command(BaseCommand):
    help = "Load the demo: offices, people and complaints at every stage. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--complaints", type=int, default=380, help="how many complaints (default: 380)"
        )

    def handle(self, *, complaints: int, **options: Any) -> None:
        if complaints < 0:
            raise CommandError("--complaints must not be negative.")
        rows = list(many(complaints))
        loader = Loader(load_base())
        with tqdm(total=len(rows), unit=" complaints", disable=options["verbosity"] == 0) as bar:
            new = loader.load(rows, tick=bar.update)
        if new:
            nightly.build_all(now=clock.now())
            adding.catch_up()
        self.stdout.write(f"{new} complaints loaded, {len(rows) - new} were there before.")
