"""`kentongan rotate_keys`: after a new key was put first in KENTONGAN_VAULT_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kentongan.accounts import vault
from kentongan.accounts.models import Identity
from kentongan.audit import log


class Command(BaseCommand):
    help = (
        "Encrypt the identity vault under the first key in KENTONGAN_VAULT_KEYS. It may be "
        "interrupted, run again, and run while the server works."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="Rows for each transaction.")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch must be at least 1.")
        changed = 0
        try:
            # Until a whole round finds nothing: a server with the old settings may still have
            # written behind the round before.
            while moved := self._round(batch):
                changed += moved
        except vault.VaultError as error:
            raise CommandError(str(error)) from error
        log.record(
            "vault.rotate",
            actor_id=None,
            actor_label="rotate_keys",
            subject="vault",
            detail={"changed": str(changed)},
        )
        self.stdout.write(
            f"{changed} identities were encrypted anew. Nothing is left under an older key; "
            "once every server has the new settings, the older keys can be removed."
        )

    def _round(self, batch: int) -> int:
        from tqdm import tqdm

        with tqdm(total=Identity.objects.count(), unit=" identities", disable=None) as bar:
            return vault.rotate(batch=batch, progress=bar.update)
