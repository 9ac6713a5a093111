"""`kentongan certificate NUMBER`: the dates of a complaint with all that they follow from."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kentongan.common import ids
from kentongan.complaints import certificate
from kentongan.complaints.models import Complaint


class Command(BaseCommand):
    help = "Print the certificate of a complaint's dates as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="for example LP-9K47-TX2B")

    def handle(self, *, number: str, **options: Any) -> None:
        rows = Complaint.objects.select_related("institution")
        found = rows.filter(number=ids.read_number(number) or "").first()
        if found is None:
            raise CommandError(f"There is no complaint {number}. Look at the receipt again.")
        made = certificate.certify(found, with_names=True)
        self.stdout.write(json.dumps(certificate.as_json(made), ensure_ascii=False, indent=2))
