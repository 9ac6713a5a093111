"""`kentongan queue`: do what workers hand out through Redis, on this or on another machine."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from kentongan.config import spreading
from kentongan.notifications import stopping, worker

THREADS = 4


class Command(BaseCommand):
    help = "Do what workers hand out through Redis. Any number may run, on any machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=THREADS, help="keys at the same time")

    def handle(self, *, threads: int, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("KENTONGAN_REDIS_URL is not set: `kentongan worker` suffices.")
        worker.listen_for_stop()
        at_work = spreading.take_part(threads=threads)
        self.stdout.write("Taking what is due.")
        self.stdout.flush()
        stopping.requested.wait()
        at_work.stop(timeout=30_000)
