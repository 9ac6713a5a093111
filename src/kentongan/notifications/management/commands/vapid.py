"""`kentongan vapid`: a key by which push services know this installation."""

from typing import Any

from django.core.management.base import BaseCommand

from kentongan.notifications import push


class Command(BaseCommand):
    help = "Print a new private key for web push (KENTONGAN_VAPID_KEY, or a file of its own)."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.stdout.write(push.new_key())
