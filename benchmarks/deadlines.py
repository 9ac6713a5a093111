"""How long one clock's dates take from a warm rule book: `python benchmarks/deadlines.py`.

Submitting a complaint computes three of them, so each should cost less than 50 microseconds.
The rules are the shipped ones, in an SQLite database in memory.
"""

import os
import timeit
from datetime import UTC, datetime, timedelta

os.environ["KENTONGAN_DEMO"] = "true"
os.environ["KENTONGAN_DATABASE_URL"] = "sqlite:///:memory:"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")

ROUNDS = 20_000
STARTED_AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
ASKED = ((STARTED_AT + timedelta(days=2), STARTED_AT + timedelta(days=5)),)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from kentongan.deadlines import rulebook, seeds

    call_command("migrate", verbosity=0)
    seeds.load()
    book = rulebook.current()

    def dates(clock: str, pauses: tuple = ()) -> object:
        return book.due(
            clock,
            classification="",
            institution_id=1,
            time_zone="Asia/Jakarta",
            started_at=STARTED_AT,
            pauses=pauses,
        )

    for clock in ("verification", "dispatch", "answer", "chain", "closing"):
        dates(clock)
        plain = timeit.timeit(lambda clock=clock: dates(clock), number=ROUNDS) / ROUNDS
        paused = timeit.timeit(lambda clock=clock: dates(clock, ASKED), number=ROUNDS) / ROUNDS
        print(f"{clock:14} {plain * 1e6:6.1f} µs   with a pause {paused * 1e6:6.1f} µs")
    asking = timeit.timeit(rulebook.current, number=2_000) / 2_000
    print(f"{'current()':14} {asking * 1e6:6.1f} µs   one query")


if __name__ == "__main__":
    main()
