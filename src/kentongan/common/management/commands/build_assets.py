"""`kentongan build_assets`: stylesheets, scripts and message catalogues, without Node."""

from typing import Any

from django.core.management.base import BaseCommand

from kentongan.common import assets, catalogues


class Command(BaseCommand):
    help = "Build stylesheets, scripts and message catalogues."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        built = assets.build()
        compiled = catalogues.compile_all()
        if options["verbosity"]:
            total = sum(built.values()) / 1000
            self.stdout.write(f"{len(built)} files ({total:.1f} kB), {compiled} catalogues.")
