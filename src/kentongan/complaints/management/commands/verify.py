"""`kentongan verify`: prove that no event and no audit entry was changed or removed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kentongan.audit import log
from kentongan.complaints import history
from kentongan.complaints.models import Complaint


class Command(BaseCommand):
    help = "Replay every record and say where it does not add up."

    def handle(self, **options: Any) -> None:
        complaints = Complaint.objects.order_by("pk").iterator(chunk_size=500)
        faults = [
            f"{one.number}, event {one.sequence}: {one.reason}"
            for one in history.verify(complaints)
        ]
        faults += [f"audit: {one}" for one in log.verify()]
        if faults:
            raise CommandError("\n".join(("The record does not add up:", *faults)))
        self.stdout.write("The record adds up.")
