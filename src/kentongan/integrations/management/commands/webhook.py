"""`kentongan webhook create|list|off|on|replay`: webhooks from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from kentongan.integrations import webhooks
from kentongan.integrations.models import Delivery, Webhook
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Organization


class Command(BaseCommand):
    help = "Make, list, stop and replay webhooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        create = deeds.add_parser("create", help="Make a webhook and print its secret once")
        create.add_argument("institution", help="Code of the institution, or of the national desk")
        create.add_argument("url")
        create.add_argument("--events", default="", help="Steps, with commas; empty: all")
        deeds.add_parser("list", help="All webhooks, with what waits and what was given up")
        for deed in ("on", "off"):
            deeds.add_parser(deed).add_argument("id", type=int)
        deeds.add_parser("replay", help="Send again what was given up").add_argument("id", type=int)

    def handle(self, *, deed: str, **given: Any) -> None:
        try:
            getattr(self, f"_{deed}")(**given)
        except (ChangeRefused, PermissionRefused) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _create(self, *, institution: str, url: str, events: str, **_: Any) -> None:
        found = Organization.objects.filter(code=institution).first()
        if found is None:
            raise CommandError(f"There is no office {institution}.")
        chosen = [one for one in events.split(",") if one]
        made = webhooks.create(found, by=Actor.system(), url=url, events=chosen)
        self.stdout.write(made.secret)

    def _list(self, **_: Any) -> None:
        for one in Webhook.objects.select_related("organization"):
            waiting = one.deliveries.filter(due_at__isnull=False).count()
            dead = one.deliveries.filter(state=Delivery.State.DEAD).count()
            state = "on " if one.is_active else "off"
            events = ",".join(one.events) or "every step"
            self.stdout.write(
                f"{one.pk}  {state}  {one.organization.code}  {one.url}  {events}  "
                f"waiting {waiting}, given up {dead}"
            )

    def _on(self, *, id: int, **_: Any) -> None:
        webhooks.switch(self._found(id), by=Actor.system(), on=True)

    def _off(self, *, id: int, **_: Any) -> None:
        webhooks.switch(self._found(id), by=Actor.system(), on=False)

    def _replay(self, *, id: int, **_: Any) -> None:
        rows = self._found(id).deliveries.filter(state=Delivery.State.DEAD)
        done = sum(webhooks.replay(one, by=Actor.system()) for one in rows.iterator())
        self.stdout.write(f"{done} will be sent again.")

    def _found(self, pk: int) -> Webhook:
        found = Webhook.objects.select_related("organization").filter(pk=pk).first()
        if found is None:
            raise CommandError(f"There is no webhook {pk}.")
        return found
