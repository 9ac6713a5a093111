"""`kentongan smpp`: hold the connection to an operator; sends and receives while it stands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kentongan.channels import smpp_link
from kentongan.notifications import worker
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.smpp import Smpp


class Command(BaseCommand):
    help = "Send and receive SMS over SMPP 3.4. One process for each channel with adapter=smpp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", nargs="?", help="name in KENTONGAN_SMS_CHANNELS")

    def handle(self, *, channel: str | None, **options: Any) -> None:
        found = [one.name for one in sms.channels().values() if one.adapter == "smpp"]
        name = channel or next(iter(found), "")
        if name not in found:
            known = ", ".join(found) or "none"
            raise CommandError(
                f"No channel {name!r} with adapter=smpp is in KENTONGAN_SMS_CHANNELS ({known})."
            )
        carrier = sms.carrier(name)
        assert isinstance(carrier, Smpp)
        worker.listen_for_stop()
        smpp_link.run(carrier)
