from typing import Any

from django.core.management.base import BaseCommand

from kentongan.deadlines import seeds


class Command(BaseCommand):
    help = "Enter the shipped deadline rules and holidays that are missing. Safe to repeat."

    def handle(self, **options: Any) -> None:
        loaded = seeds.load()
        self.stdout.write(f"{loaded.rules} rules and {loaded.holidays} holidays entered.")
