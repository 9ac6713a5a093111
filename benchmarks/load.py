"""Load on a real server: `python benchmarks/load.py`, see README.md beside it.

Starts its own server on its own data, loads it from another process over loopback, prints a table
and stops. Bounded in time and count.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
BARE = {"kind": "form", "path": "/lapor/"}  # the page of bare.py


@dataclass(frozen=True)
class Target:
    """A server that is asked."""

    port: int
    server: subprocess.Popen


@dataclass(frozen=True)
class Found:
    """What one line measured: requests a second, milliseconds."""

    rate: float
    web: float
    data: float
    of_client: float
    p50: float
    p95: float
    wrong: list[int]

    @property
    def cpu(self) -> float:
        return self.web + self.data


def main() -> None:
    given = _arguments()
    if given.database == "postgres" and "KENTONGAN_DATABASE_URL" not in os.environ:
        os.environ["KENTONGAN_POSTGRES_DURABLE"] = "yes"
        script = str(HERE.parent / "scripts" / "with-postgres")
        os.execv(script, [script, sys.executable, *sys.argv])
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="kentongan-load-") as folder:
        os.environ |= {"KENTONGAN_DEMO": "true", "KENTONGAN_DATA_FOLDER": folder}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "kentongan.config.settings"}
        sys.path.insert(0, str(HERE))
        orders = _prepare(given.size, Path(folder))
        import bare

        port, bare_port = _free_port(), _free_port()
        servers = [_serve(port), bare.start(bare_port)]
        try:
            _wait(port)
            _wait(bare_port)
            _measure(orders, given, Target(port, servers[0]), Target(bare_port, servers[1]))
        finally:
            for one in servers:
                os.killpg(one.pid, signal.SIGTERM)
                one.wait(20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--clients", default="1,8,32", help="how many at once (1,8,32)")
    parser.add_argument("--seconds", type=float, default=5, help="for each line (5, at most 60)")
    parser.add_argument("--size", type=int, default=0, help="so many complaints are there before")
    parser.add_argument("--only", default="", help="names of lines, with commas")
    given = parser.parse_args()
    given.seconds = min(given.seconds, 60)
    given.size = min(given.size, 1_000_000)
    return given


def _prepare(size: int, folder: Path) -> dict[str, dict]:
    """Fill the database and sign somebody in; returns what to ask for."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from kentongan.complaints import links
    from kentongan.complaints.models import Complaint
    from kentongan.config import static_files
    from kentongan.demo import cast as people
    from kentongan.officers.hats import SESSION_KEY

    call_command("migrate", verbosity=0)
    call_command("demo", complaints=380, verbosity=0)
    static_files.refresh()
    if size:
        from fixture import fill

        fill(size)
    admin = people.load().district_admin
    desk, citizen = Client(), Client()
    desk.force_login(admin.user)
    session = desk.session
    session[SESSION_KEY] = admin.membership.pk
    session.save()
    some = Complaint.objects.filter(institution__code="majalengka", status="in_progress").first()
    address = f"/lacak/{some.shown_number}/"
    citizen.get(f"{address}{links.token(some.number)}/", HTTP_HOST="localhost")
    at_desk, at_home = (f"sessionid={one.cookies['sessionid'].value}" for one in (desk, citizen))
    connection.close()
    return {
        "form": {"kind": "form", "path": "/lapor/", "rows": True},
        "form with photo": {
            "kind": "form",
            "path": "/lapor/",
            "photo": _photo(folder),
            "rows": True,
        },
        "json": {"kind": "api", "path": "/api/v1/complaints", "expected": 201, "rows": True},
        "empty form": {"kind": "page", "path": "/lapor/"},
        "inbox": {"kind": "page", "path": "/meja/", "cookie": at_desk},
        "complaint": {"kind": "page", "path": some.get_absolute_url(), "cookie": at_desk},
        "tracking": {"kind": "page", "path": address, "cookie": at_home},
    }


def _photo(folder: Path) -> str:
    from PIL import Image

    path = folder / "photo.jpg"
    Image.effect_noise((640, 480), 60).convert("RGB").save(path, quality=60)
    return str(path)


def _serve(port: int) -> subprocess.Popen:
    from kentongan.config.management.commands import serve

    web = serve._programs("127.0.0.1", port)[0]  # the command of `kentongan serve` itself
    return subprocess.Popen(web.command, process_group=0)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _measure(orders: dict, given: argparse.Namespace, ours: Target, bare: Target) -> None:
    import floor

    chosen = [name for name in orders if not given.only or name in given.only.split(",")]
    for name in chosen:  # warm
        _load(orders[name], ours, clients=4, seconds=1)
    _load(BARE, bare, clients=4, seconds=1)
    print(f"{given.database}, {given.size or 380} complaints before")
    print(_line("", "clients", "req/s", "p50 ms", "p95 ms", "server ms", "database ms",
                "client CPU", "of floor", "bare ms", "bare req/s", "ms/bare", "rate/bare"))  # fmt: skip
    for clients in map(int, given.clients.split(",")):
        best = floor.transactions_per_second(clients, min(given.seconds, 5))
        print(f"yardstick: {_yardstick():.0f} CPU ns for an addition in a loop of Python")
        print(_line("floor: bare driver", clients, f"{best:.0f}"))
        for name in chosen:
            found, measure = _beside(orders[name], given.seconds, clients, ours, bare)
            share = f"{found.rate / best:.0%}" if orders[name].get("rows") else ""
            print(
                _line(
                    name, clients, f"{found.rate:.0f}", f"{found.p50:.1f}", f"{found.p95:.1f}",
                    f"{found.web:.2f}", f"{found.data:.2f}", f"{found.of_client:.0%}", share,
                    f"{measure.cpu:.2f}", f"{measure.rate:.0f}",
                    f"{found.cpu / measure.cpu:.2f}", f"{found.rate / measure.rate:.2f}",
                ),
                f"UNEXPECTED {found.wrong}" if found.wrong else "",
                flush=True,
            )  # fmt: skip


def _beside(
    order: dict, seconds: float, clients: int, ours: Target, bare: Target
) -> tuple[Found, Found]:
    """One line in halves, the bare page between them: what disturbs one disturbs the other."""
    half = seconds / 2
    first = _run(order, ours, clients=clients, seconds=half)
    measure = _run(BARE, bare, clients=clients, seconds=half)
    second = _run(order, ours, clients=clients, seconds=half)
    mean = {
        name: (getattr(first, name) + getattr(second, name)) / 2
        for name in ("rate", "web", "data", "of_client", "p50", "p95")
    }
    return Found(wrong=first.wrong + second.wrong, **mean), measure


def _run(order: dict, target: Target, *, clients: int, seconds: float) -> Found:
    web, data = _cpu(target.server.pid), _cpu(_postmaster())
    found = _load(order, target, clients=clients, seconds=seconds)
    each = 1000 / max(found["requests"], 1)
    return Found(
        rate=found["requests"] / found["seconds"],
        web=(_cpu(target.server.pid) - web) * each,
        data=(_cpu(_postmaster()) - data) * each,
        of_client=found["cpu"] / found["seconds"],
        p50=found["p50"],
        p95=found["p95"],
        wrong=found["wrong"],
    )


def _yardstick() -> float:
    """How fast this processor is just now: others on it make each CPU millisecond do less."""
    rounds, began, total = 5_000_000, time.process_time(), 0
    for number in range(rounds):
        total += number
    return (time.process_time() - began) / rounds * 1e9


def _line(*cells: object) -> str:
    widths = (20, 8, 8, 8, 8, 10, 12, 11, 9, 9, 11, 9, 10)
    return "".join(
        f"{cell!s:<{width}}" if place == 0 else f"{cell!s:>{width}}"
        for place, (cell, width) in enumerate(zip(cells, widths, strict=False))
    )


def _load(order: dict, target: Target, *, clients: int, seconds: float) -> dict:
    asked = (
        {"expected": 200} | order | {"port": target.port, "clients": clients, "seconds": seconds}
    )
    done = subprocess.run(
        [sys.executable, str(HERE / "clients.py")],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _postmaster() -> int:
    """The private PostgreSQL's first process; 0 where there is none."""
    from django.conf import settings

    path = Path(settings.DATABASES["default"].get("HOST") or "/nowhere", "data", "postmaster.pid")
    return int(path.read_text().split()[0]) if path.exists() else 0


def _cpu(pid: int) -> float:
    """CPU seconds of a process and its children."""
    if not pid:
        return 0.0
    used, wanted = 0, {pid}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) in wanted or int(fields[1]) in wanted:
            used += int(fields[11]) + int(fields[12])
            if int(stat.parent.name) == pid:  # those that ended
                used += int(fields[13]) + int(fields[14])
    return used / TICKS


if __name__ == "__main__":
    main()
