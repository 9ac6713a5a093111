"""`kentongan serve`: the web server and the worker, started, watched and stopped together."""

import errno
import http.client
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from kentongan.config import static_files, welcome
from kentongan.config.processes import Program, Watch
from kentongan.notifications.transports import sms

START_LIMIT = 60.0  # seconds until the first page must be there
PORTS_TO_TRY = 20


class Command(BaseCommand):
    help = "Serve the pages and send what waits, until Ctrl+C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="Load the demo data if there are none"
        )
        parser.add_argument("--host", default=settings.ENV.host, help="Address to listen on")
        parser.add_argument("--port", type=int, default=settings.ENV.port, help="Port to listen on")

    def handle(self, *, demo: bool, host: str, port: int, **options: Any) -> None:
        # Without compiled files every process would compile everything at each start.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        port = self._choose_port(host, port, demo=demo)
        if demo and "KENTONGAN_PUBLIC_URL" not in os.environ:
            # Links in messages must lead to this port.
            settings.PUBLIC_URL = f"http://localhost:{port}"
            os.environ["KENTONGAN_PUBLIC_URL"] = settings.PUBLIC_URL
        try:
            self._prepare(demo=demo)
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready.") from None
        connection.close()  # children must not share it
        watch = Watch(_programs(host, port))
        watch.start()
        try:
            if _answers(watch, host, port):
                self._welcome(host, port, demo=demo)
            elif not watch.stopping:
                self._say(f"The first page did not come within {START_LIMIT:.0f} s: see above.")
            dead = watch.wait()
        finally:
            watch.stop()
        if dead:
            raise CommandError(f"{dead.name} stopped by itself (code {dead.exit_code()}).")
        self._say("Stopped.")

    def _choose_port(self, host: str, port: int, *, demo: bool) -> int:
        for candidate in range(port, port + (PORTS_TO_TRY if demo else 1)):
            try:
                _try_port(host, candidate)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise CommandError(
                        f"Cannot listen on {host}, port {candidate}: {error.strerror}. "
                        "Set KENTONGAN_HOST and KENTONGAN_PORT."
                    ) from error
                continue
            if candidate != port:
                self._say(f"Port {port} is taken; using {candidate}.")
            return candidate
        raise CommandError(f"Port {port} is taken. Set KENTONGAN_PORT to a free one.")

    def _prepare(self, *, demo: bool) -> None:
        try:
            self._step("Database", lambda: call_command("migrate", interactive=False, verbosity=0))
            if demo and welcome.demo_is_missing():
                call_command("demo")
            self._step("Static files", static_files.refresh)
            self._say(f"Limits: counted by all processes in {_counted_in()}.")
        except (OSError, OperationalError) as error:
            raise CommandError(
                f"{error}\nCan {settings.DATA_FOLDER} be written, is the disk full, and is the "
                "database reachable? Set KENTONGAN_DATA_FOLDER or KENTONGAN_DATABASE_URL otherwise."
            ) from error

    def _step(self, name: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        self._say(f"{name}: ready ({time.monotonic() - began:.1f} s).")

    def _welcome(self, host: str, port: int, *, demo: bool) -> None:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 - read
        address = f"http://{shown}:{port}/"
        if demo:
            self._say(f"\n{welcome.sign_ins()}")
        self._say(f"\nKentongan: {self.style.SUCCESS(address)}   (Ctrl+C stops it)\n")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # somebody may be reading through a pipe


def _counted_in() -> str:
    location = str(settings.CACHES["default"]["LOCATION"])
    return "Redis" if "://" in location else location  # the address may hold a password


def _programs(host: str, port: int) -> list[Program]:
    environ = dict(os.environ)
    web = [
        *(sys.executable, "-m", "granian", "kentongan.config.wsgi:application"),
        *("--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(settings.ENV.web_processes)),
        *("--blocking-threads", str(settings.ENV.web_threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]
    worker = [sys.executable, "-m", "django", "worker"]
    programs = [
        Program("The web server", web, environ),
        Program("The worker", worker, environ, restarts=True),
        *_links(environ),
    ]
    if settings.REDIS_URL:
        queue = [sys.executable, "-m", "django", "queue"]
        programs.append(Program("The queue", queue, environ, restarts=True))
    return programs


def _links(environ: dict[str, str]) -> list[Program]:
    """One process for each channel that holds a connection open: SMPP, a mailbox."""
    commands = {"smpp": "smpp", "imap": "mailbox"}
    return [
        Program(
            f"The channel {one.name}",
            [sys.executable, "-m", "django", commands[one.adapter], one.name],
            environ,
            restarts=True,
        )
        for one in sms.channels().values()
        if one.adapter in commands
    ]


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _answers(watch: Watch, host: str, port: int) -> bool:
    """Wait for the first page; this also warms it up."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - a comparison
    until = time.monotonic() + START_LIMIT
    while not watch.stopping and time.monotonic() < until:
        if watch.round():
            return False
        page = http.client.HTTPConnection(target, port, timeout=20)
        try:
            page.request("GET", "/", headers={"Host": "localhost"})
            page.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return True
        finally:
            page.close()
    return False
