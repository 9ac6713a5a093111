"""`kentongan apikey create|list|revoke`: keys of programs from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from kentongan.common import clock
from kentongan.integrations import keys
from kentongan.integrations.models import ApiKey
from kentongan.integrations.scopes import SCOPES
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership


class Command(BaseCommand):
    help = "Make, list or revoke the keys with which programs use the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        create = deeds.add_parser("create", help="Make a key and print it once")
        create.add_argument("email", help="Whose membership the program acts as")
        create.add_argument("office", help="Code of the office")
        create.add_argument("role", help="Role of the membership, for example liaison")
        create.add_argument("--name", required=True, help="Which program uses it")
        create.add_argument("--scopes", default="read", help=f"Of {', '.join(SCOPES)}, with commas")
        create.add_argument("--days", type=int, default=180)
        deeds.add_parser("list", help="All keys, newest first")
        revoke = deeds.add_parser("revoke", help="End a key at once")
        revoke.add_argument("prefix", help="The part before the dot")

    def handle(self, *, deed: str, **given: Any) -> None:
        getattr(self, f"_{deed}")(**given)

    def _create(
        self, *, email: str, office: str, role: str, name: str, scopes: str, days: int, **_: Any
    ) -> None:
        held = Membership.objects.valid_on(clock.today()).select_related("user", "organization")
        found = held.filter(user__email=email, organization__code=office, role=role).first()
        if found is None:
            raise CommandError(f"{email} holds no role {role} in {office} today.")
        try:
            made = keys.create(
                found, by=Actor.system(), name=name, scopes=scopes.split(","), days=days
            )
        except (ChangeRefused, PermissionRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(made.token)

    def _list(self, **_: Any) -> None:
        for key in ApiKey.objects.select_related("membership__user", "membership__organization"):
            state = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}"
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            self.stdout.write(
                f"{key.prefix}  {state}  {used}  {','.join(key.scopes)}  {key.membership}  {key.name}"
            )

    def _revoke(self, *, prefix: str, **_: Any) -> None:
        key = (
            ApiKey.objects.select_related("membership__organization").filter(prefix=prefix).first()
        )
        if key is None:
            raise CommandError(f"There is no key {prefix}.")
        if not keys.revoke(key, by=Actor.system()):
            raise CommandError("It had been revoked before.")
        self.stdout.write(f"{prefix} is revoked.")
