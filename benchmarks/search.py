"""Search by words over many complaints, through the code of the inbox, for each kind of word and role.

    scripts/with-postgres .venv/bin/python benchmarks/search.py             # 1,000,000 complaints
    python benchmarks/search.py --size 100000                               # SQLite

Aim: 100 ms a page at 1,000,000 on PostgreSQL. Rows and texts are made by the database itself: forty
words each out of five thousand, a few of them in a third of all texts, most of them rare, as in life.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="kentongan-search-")
os.environ["KENTONGAN_DEMO"] = "true"
os.environ["KENTONGAN_DATA_FOLDER"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")

VOCABULARY = 5000
WORDS = 20  # of half a text
HALVES = 19_997
BATCH = 50_000
# By the place of each word in the vocabulary: 1 stands in most texts, 4900 in one of ten thousand.
PLACES = ("1", "5", "1 2", "7 30", "60", "250 1", "900", "3000", "4900 1", "1 2 3 4", "49 50 51")
OTHERS = ("nowhere", "judul", "lp-9a1", "LP-ZZZZ-ZZZZ")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=int, default=1_000_000, help="complaints")
    options.add_argument("--rounds", type=int, default=7, help="times that each page is asked for")
    given = options.parse_args()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from kentongan.demo.loading import load_base

    cast = load_base()
    begun = time.perf_counter()
    _write(_pattern(), given.size)
    print(f"{connection.vendor}, {given.size:,} complaints, written in {_since(begun):.0f} s")
    members = (cast.national_admin, cast.district_admin, cast.liaison, cast.leader)
    worst = 0.0
    typing = [" ".join(_word(int(one)) for one in places.split()) for places in PLACES]
    typing += [_word(1)[:3], _word(700)[:3], *OTHERS]
    for typed in typing:
        for member in members:
            worst = max(worst, _measure(typed, member, given.rounds))
    print(f"slowest median {worst:.1f} ms   (aim 100)")


def _pattern() -> int:
    from kentongan.complaints import services
    from kentongan.complaints.choices import Channel
    from kentongan.complaints.services.submit import Submission
    from kentongan.organizations.actor import Actor
    from kentongan.organizations.models import Organization

    institution = Organization.objects.get(code="majalengka")
    made = Submission(text="Pola", title="Pola", channel=Channel.WEB, institution=institution)
    return services.submit(made, by=Actor.system()).complaint_id


def _write(pattern: int, size: int) -> None:
    """Complaints without their triggers, then the table of words in one statement a batch."""
    from django.db import connection

    from kentongan.complaints.search import triggers

    is_postgres, begun, index = connection.vendor == "postgresql", time.perf_counter(), ""
    columns, picked = _columns(is_postgres, size)
    with connection.cursor() as cursor:
        _halves(cursor)
        if is_postgres:
            cursor.execute("ALTER TABLE complaints_complaint DISABLE TRIGGER USER")
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_words'")
            index = cursor.fetchone()[0]
            cursor.execute("DROP INDEX search_words")
        else:
            triggers.remove()
        for first in range(1, size, BATCH):
            series = _series(is_postgres, first, min(first + BATCH - 1, size))
            cursor.execute(
                f"INSERT INTO complaints_complaint ({columns}) SELECT {picked}"
                f" FROM complaints_complaint t, {series} s WHERE t.id = {pattern}"
            )
        print(f"complaints after {_since(begun):.0f} s", flush=True)
        if is_postgres:
            cursor.execute("ALTER TABLE complaints_complaint ENABLE TRIGGER USER")
        else:
            triggers.install()
        for first in range(1, size, BATCH):
            which = f"c.id BETWEEN {10_000 + first} AND {10_000 + first + BATCH - 1}"
            cursor.execute(triggers.adding(connection.vendor, which=which))
        print(f"words after {_since(begun):.0f} s", flush=True)
        if is_postgres:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(index)
        cursor.execute("VACUUM ANALYZE" if is_postgres else "ANALYZE")


def _columns(is_postgres: bool, size: int) -> tuple[str, str]:
    """Columns of a complaint, and the expression for each: as the pattern but for these."""
    from kentongan.complaints.models import Complaint

    columns = [one.column for one in Complaint._meta.concrete_fields]
    half = "(SELECT words FROM bench_texts WHERE place = (CAST(s.g AS bigint) * {by}) % {count})"
    ago = f"(({size} - s.g) * 1100.0 / {size})"
    at = (
        f"now() - {ago} * interval '1 day'"
        if is_postgres
        else f"datetime('now', '-' || {ago} || ' days')"
    )
    scattered = "((CAST(s.g AS bigint) * 2654435761) % 4294967296)"  # each one once
    hexed = f"upper(to_hex({scattered}))" if is_postgres else f"printf('%X', {scattered})"
    fixed = {
        "id": "10000 + s.g",
        "number": f"substr('ZZZZZZZZ' || {hexed}, length({hexed}) + 1)",
        "idempotency_key": "md5(s.g::text)::uuid" if is_postgres else "printf('%032x', s.g)",
        "text": " || ' ' || ".join(half.format(by=by, count=HALVES) for by in (7919, 104_729)),
        "title": "'Judul ' || s.g",
        "unit_id": _units(),
        "submitted_at": at,
        "status_since": at,
        "status": "CASE WHEN s.g % 10 = 0 THEN 'dispatched' ELSE 'withdrawn' END",
    }
    return ", ".join(columns), ", ".join(fixed.get(one, f"t.{one}") for one in columns)


def _units() -> str:
    """The first units have most, the last ones a thousandth: a skew as in life."""
    from kentongan.organizations.models import Organization

    rows = Organization.objects.filter(institution__code="majalengka", level="unit")
    units = list(rows.filter(is_external=False).order_by("pk").values_list("pk", flat=True))
    steps = [
        f"WHEN s.g % 1000 < {1000 - 1000 // (place + 2)} THEN {unit}"
        for place, unit in enumerate(units)
    ]
    return f"(CASE {' '.join(steps)} ELSE {units[-1]} END)"


def _halves(cursor: Any) -> None:
    """Texts of twenty words; two of them make one complaint's, and hardly any pair comes twice."""
    chance = random.Random(7)
    made = [
        (number, " ".join(_word(int(VOCABULARY * chance.random() ** 4)) for _one in range(WORDS)))
        for number in range(HALVES)
    ]
    cursor.execute("CREATE TABLE bench_texts (place integer PRIMARY KEY, words text)")
    cursor.executemany("INSERT INTO bench_texts VALUES (%s, %s)", made)


def _word(place: int) -> str:
    """Pronounceable, of six letters; neighbours in the vocabulary begin differently."""
    scattered = (place * 7919 + 13) % (20 * 5) ** 3
    parts = (scattered // (100**power) % 100 for power in range(3))
    return "".join("bcdfghjklmnprstwyzkv"[one // 5] + "aiueo"[one % 5] for one in parts)


def _series(is_postgres: bool, first: int, last: int) -> str:
    if is_postgres:
        return f"(SELECT g FROM generate_series({first}, {last}) AS g)"
    return (
        f"(WITH RECURSIVE n(g) AS (SELECT {first} UNION ALL SELECT g + 1 FROM n WHERE g < {last})"
        " SELECT g FROM n)"
    )


def _measure(typed: str, member: object, rounds: int) -> float:
    from kentongan.common import clock
    from kentongan.complaints.search.finding import Search
    from kentongan.desk import paging, queries

    actor, took, found = member.actor, [], 0
    view = queries.view_of(actor, "all")
    for _round in range(rounds):
        begun, after = time.perf_counter(), ""
        page = paging.read(view, actor=actor, now=clock.now(), search=Search(typed, actor))
        took.append(_since(begun) * 1000)
        found, after = len(page.rows), page.after
        if after:
            begun = time.perf_counter()
            paging.read(
                view, actor=actor, now=clock.now(), search=Search(typed, actor), after=after
            )
            took.append(_since(begun) * 1000)
    median = statistics.median(took)
    print(
        f"{typed:14} {actor.role:18} {found:3} rows  {median:7.1f} ms  worst {max(took):7.1f}",
        flush=True,
    )
    return median


def _since(begun: float) -> float:
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
