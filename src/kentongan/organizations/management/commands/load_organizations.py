from typing import Any

from django.core.management.base import BaseCommand

from kentongan.organizations import seeds


class Command(BaseCommand):
    help = "Load areas and offices from the package's data files. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        areas, offices = seeds.load_areas(), seeds.load_organizations()
        self.stdout.write(f"{areas} areas loaded, {offices} offices added.")
