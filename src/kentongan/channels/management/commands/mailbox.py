"""`kentongan mailbox`: read e-mails of citizens; one process for each channel with adapter=imap."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kentongan.channels import mailbox
from kentongan.notifications import worker
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.imap import Imap


class Command(BaseCommand):
    help = "Read e-mails over IMAP. One process for each channel with adapter=imap."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", nargs="?", help="name in KENTONGAN_CHANNELS")

    def handle(self, *, channel: str | None, **options: Any) -> None:
        found = [one.name for one in sms.channels().values() if one.adapter == "imap"]
        name = channel or next(iter(found), "")
        if name not in found:
            known = ", ".join(found) or "none"
            raise CommandError(
                f"No channel {name!r} with adapter=imap is in KENTONGAN_CHANNELS ({known})."
            )
        carrier = sms.carrier(name)
        assert isinstance(carrier, Imap)
        worker.listen_for_stop()
        mailbox.run(carrier)
