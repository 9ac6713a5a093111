"""`kentongan lapor import|export|queue`: the exchange with national LAPOR!."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db.models import Count
from tqdm import tqdm

from kentongan.lapor import exporting, importing, reading
from kentongan.lapor.models import Outbound
from kentongan.organizations import directory
from kentongan.organizations.models import Organization

SHOWN = 20


class Command(BaseCommand):
    help = "Exchange complaints with national LAPOR!: import, export, and what waits to be sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        load = deeds.add_parser("import", help="A table of LAPOR! (office export or open data)")
        load.add_argument("file", type=Path)
        load.add_argument("institution", help="Code of the institution that has them")
        load.add_argument("--with-ended", action="store_true", help="Closed and archived ones, too")
        load.add_argument("--dry-run", action="store_true", help="Only say what would be done")
        save = deeds.add_parser("export", help="CSV on standard output")
        save.add_argument("institution")
        save.add_argument("--office", action="store_true", help="21 columns, with the words")
        deeds.add_parser("queue", help="What waits for LAPOR!, and what it refused")

    def handle(self, *, deed: str, **given: Any) -> None:
        getattr(self, f"_{deed}")(**given)

    def _import(
        self, *, file: Path, institution: str, with_ended: bool, dry_run: bool, **options: Any
    ) -> None:
        owner = _institution(institution)
        try:
            entries, wrong = reading.read(file)
        except (reading.Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        for one in wrong[:SHOWN]:
            self.stderr.write(f"{file.name}, line {one.line}: {one.reason}; left out.")
        with tqdm(total=len(entries), disable=options["verbosity"] == 0) as bar:
            done = importing.load(
                entries, institution=owner, with_ended=with_ended, dry_run=dry_run, tick=bar.update
            )
        verb = "would be " if dry_run else ""
        self.stdout.write(
            f"{done.new} {verb}imported, {done.known} known by number, {done.joined} {verb}joined "
            f"with a double entry, {done.ended} ended and left out, {len(wrong)} lines wrong."
        )

    def _export(self, *, institution: str, office: bool, **_: Any) -> None:
        owner = _institution(institution)
        rows = exporting.office(owner) if office else exporting.open_data(owner)
        target = getattr(self.stdout, "_out", sys.stdout)
        csv.writer(target).writerows(rows)

    def _queue(self, **_: Any) -> None:
        for row in Outbound.objects.values("state").annotate(n=Count("pk")).order_by("state"):
            self.stdout.write(f"{row['state']}: {row['n']}")
        late = Outbound.objects.exclude(last_error="").select_related("complaint")
        for one in late.order_by("-pk")[:SHOWN]:
            self.stdout.write(f"{one.complaint.shown_number}: {one.tries} tries, {one.last_error}")


def _institution(code: str) -> Organization:
    found = directory.institution(code)
    if found is None:
        raise CommandError(f"There is no institution {code}.")
    return found
