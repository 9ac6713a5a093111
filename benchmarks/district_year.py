"""A district over one year, driven by time, on the real engine; then its books are balanced.

    python -m benchmarks.district_year --complaints 2000 --kills 10
    scripts/with-postgres .venv/bin/python -m benchmarks.district_year --kills 50 --workers 2

20,000 complaints unless said otherwise. Citizens report, answer questions or fall silent, contest
or confirm; offices are prompt, slow, on leave or dispute, hand back, promise and do not keep it.
Worker processes look every six hours, with every sweep of the product; some of them are ended by
SIGKILL in the middle. Then each complaint is told again from its events and compared, event by
event, with clocks, rungs, messages, promises, the time of its holders and the mail that left.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HOURS = 6  # between two looks of the worker
SHARE = 0.9  # of the year in which complaints arrive; the rest lets most of them come to an end


def run(
    *,
    complaints: int,
    mailbox: Path,
    environ: Mapping[str, str],
    seed: int = 1,
    days: int = 365,
    kills: int = 0,
    workers: int = 1,
    hours: int = HOURS,
    progress: Any = lambda rows: rows,
) -> Any:
    """Live through the year and balance its books; returns the report and the machine."""
    from benchmarks.year.books import Books
    from benchmarks.year.lives import Rounds
    from benchmarks.year.machine import Machine
    from benchmarks.year.people import BEGIN, District
    from kentongan.demo.loading import load_base

    district = District.founded(load_base(), seed=seed, days=days)
    chance = random.Random(seed + 1)
    arrivals = sorted(
        (BEGIN + timedelta(days=chance.uniform(0, days * SHARE)) for _ in range(complaints)),
        reverse=True,
    )
    every = timedelta(hours=hours)
    last = timedelta(days=days) // every
    fatal = set(chance.sample(range(2, last), min(kills, last - 2)))
    machine = Machine(mailbox, environ, chance, count=workers, kills_wanted=kills)
    with machine:
        owed = 0
        for number in progress(range(1, last + 1)):
            moment = BEGIN + number * every
            _live_until(district, moment, arrivals)
            owed += number in fatal
            before = machine.killed
            machine.round(moment, is_fatal=owed > 0)
            owed -= machine.killed - before  # one that had finished already does not count
    rounds = Rounds(begin=BEGIN, every=every, last=BEGIN + last * every)
    books = Books(rounds=rounds, end=rounds.last, mailbox=mailbox, kills=machine.killed)
    return books, district, machine


def _live_until(district: Any, moment: datetime, arrivals: list[datetime]) -> None:
    while arrivals and arrivals[-1] <= moment:
        at = arrivals.pop()
        district.act_until(at)
        district.submit(at)
    district.act_until(moment)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--complaints", type=int, default=20_000)
    options.add_argument("--days", type=int, default=365)
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()

    import django
    from tqdm import tqdm

    with tempfile.TemporaryDirectory(prefix="kentongan-year-") as folder:
        os.environ["KENTONGAN_DEMO"] = "true"
        os.environ["KENTONGAN_DATA_FOLDER"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
        django.setup()
        from django.core.management import call_command

        from benchmarks.year.machine import environment

        call_command("migrate", verbosity=0)
        begun = time.perf_counter()
        books, district, machine = run(
            complaints=given.complaints,
            mailbox=Path(folder) / "mail",
            environ=environment(),
            seed=given.seed,
            days=given.days,
            kills=given.kills,
            workers=given.workers,
            progress=lambda rows: tqdm(rows, unit=" rounds", mininterval=5),
        )
        lived = time.perf_counter() - begun
        report = books.balance(
            district.done, progress=lambda rows: tqdm(rows, unit=" chunks", mininterval=5)
        )
        for name, figure in report.lines():
            print(f"{name:18} {figure}")
        print(f"{'refused steps':18} {dict(district.refused)}")
        print(f"{'workers killed':18} {machine.killed} in {machine.rounds} rounds")
        print(
            f"lived through in {lived:.0f} s, balanced in {time.perf_counter() - begun - lived:.0f} s"
        )
        print("every figure adds up")


if __name__ == "__main__":
    main()
