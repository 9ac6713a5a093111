"""What the commands have in common that hold a connection for one channel in a process of its own."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kentongan.notifications import worker
from kentongan.notifications.transports import sms


class LinkCommand(BaseCommand):
    """`kentongan NAME [CHANNEL]`; without a channel the first one with `adapter` is served."""

    adapter: ClassVar[str]
    setting: ClassVar[str]  # where such a channel stands, for who has set none
    run: ClassVar[Callable[[Any], None]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", nargs="?", help=f"name in {self.setting}")

    def handle(self, *, channel: str | None, **options: Any) -> None:
        found = [one.name for one in sms.channels().values() if one.adapter == self.adapter]
        name = channel or next(iter(found), "")
        if name not in found:
            known = ", ".join(found) or "none"
            raise CommandError(
                f"No channel {name!r} with adapter={self.adapter} is in {self.setting} ({known})."
            )
        worker.listen_for_stop()
        type(self).run(sms.carrier(name))
