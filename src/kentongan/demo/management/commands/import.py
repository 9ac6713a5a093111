"""`kentongan import FILE`: complaints from a CSV file, submitted and walked like the demo's."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from kentongan.demo import table
from kentongan.demo.loading import Loader, load_base

SHOWN = 20  # lines that are wrong; the rest is counted


class Command(BaseCommand):
    help = "Import complaints from a CSV file (columns teks/text, judul, tanggal, id_sumber ...)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--most", type=int, default=0, help="stop after so many rows (0: all)")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be imported, and what not"
        )

    def handle(self, *, file: Path, most: int, dry_run: bool, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        if dry_run:
            with transaction.atomic():  # offices that are missing are only tried, too
                self._import(file, most, dry_run=True, quiet=quiet)
                transaction.set_rollback(True)
        else:
            self._import(file, most, dry_run=False, quiet=quiet)

    def _import(self, file: Path, most: int, *, dry_run: bool, quiet: bool) -> None:
        loader = Loader(load_base())
        try:
            rows, wrong = table.read(file, units=sorted(loader.staffed))
        except table.UnreadableTable as error:
            raise CommandError(str(error)) from error
        for one in wrong[:SHOWN]:
            self.stderr.write(f"{file.name}, line {one.line}: {one.reason}; left out.")
        if len(wrong) > SHOWN:
            self.stderr.write(f"... and {len(wrong) - SHOWN} more lines left out.")
        rows = rows[: most or None]
        if dry_run:
            self.stdout.write(
                f"{loader.missing(rows)} of {len(rows)} rows would be imported, "
                f"{len(wrong)} left out. Nothing was changed."
            )
            return
        with tqdm(total=len(rows), unit=" complaints", disable=quiet) as bar:
            new = loader.load(rows, tick=bar.update)
        self.stdout.write(
            f"{new} complaints imported, {len(rows) - new} were there before, "
            f"{len(wrong)} lines left out."
        )
