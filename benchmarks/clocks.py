"""The ladder under load: an idle sweep over many open complaints, and ten thousand rungs at once.

    python benchmarks/clocks.py                           # SQLite, 100,000 open complaints
    scripts/with-postgres .venv/bin/python benchmarks/clocks.py --open 1000000

Aims on this machine: a sweep in which nothing is due under 50 ms at either size, and 10,000 due
rungs told in under 60 s. Rows are written by the database itself, alike but for their dates; the
rungs are fired by the real worker's sweep, with events, messages and hash chains.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

FOLDER = tempfile.TemporaryDirectory(prefix="kentongan-clocks-")
os.environ["KENTONGAN_DEMO"] = "true"
os.environ["KENTONGAN_DATA_FOLDER"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
FAR = NOW + timedelta(days=400)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--open", type=int, default=100_000, help="open complaints")
    options.add_argument("--due", type=int, default=10_000, help="rungs due at once")
    given = options.parse_args()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    template = _first()
    begun = time.perf_counter()
    _multiply(template, given.open)
    vendor = connection.vendor
    print(f"{vendor}, {given.open:,} open complaints, written in {_since(begun):.1f} s")
    _plan_some()
    idle = _idle()
    print(f"idle sweep   median {idle[0]:6.2f} ms   worst of 50 {idle[1]:6.2f} ms   (aim 50)")
    seconds, told = _fire(given.due)
    print(
        f"{told:,} rungs told in {seconds:.1f} s, {told / seconds:,.0f}/s   (aim 60 s for 10,000)"
    )
    after = _idle()
    print(f"idle again   median {after[0]:6.2f} ms   worst of 50 {after[1]:6.2f} ms")


def _first() -> int:
    """One real complaint in the hands of a unit: the pattern of all."""
    from kentongan.common import clock
    from kentongan.complaints import services
    from kentongan.complaints.choices import Channel
    from kentongan.complaints.services.submit import Submission
    from kentongan.demo.loading import load_base
    from kentongan.organizations.actor import Actor
    from kentongan.organizations.models import Organization

    cast = load_base()
    with clock.at(NOW):
        receipt = services.submit(
            Submission(
                text="Jalan di depan pasar berlubang dan berbahaya bagi pengendara.",
                channel=Channel.WEB,
                institution=Organization.objects.get(code="majalengka"),
            ),
            by=Actor.system(),
        )
        from kentongan.complaints.models import Complaint

        one = Complaint.objects.get(pk=receipt.complaint_id)
        unit = Organization.objects.get(code="putr")
        services.dispatch(one, by=cast.district_admin.actor, unit=unit)
        services.accept(one, by=cast.liaison.actor)
    return one.pk


def _multiply(template: int, count: int) -> None:
    """Copy complaint, events and open clocks in the database; only numbers and keys differ."""
    from django.db import connection

    with connection.cursor() as cursor:
        series = (
            f"SELECT g FROM generate_series(1, {count}) AS g"
            if connection.vendor == "postgresql"
            else "WITH RECURSIVE s(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM s "
            f"WHERE g < {count}) SELECT g FROM s"
        )
        cursor.execute(f"CREATE TABLE bench_series AS {series}")
        key = "md5(g::text)::uuid" if connection.vendor == "postgresql" else "printf('%032x', s.g)"
        planned = "COALESCE(t.stopped_at, t.target_at, t.started_at)"
        for table, fixed in (
            (
                "complaints_complaint",
                {
                    "id": "{base} + s.g",
                    "number": _number("s.g"),
                    "idempotency_key": key,
                    # The copies have no events of their own: their chains begin here.
                    "version": "0",
                    "head_hash": "''",
                },
            ),
            (
                "complaints_clockrun",
                {
                    "id": None,
                    "complaint_id": "{base} + s.g",
                    "planned_for": planned,
                    "next_rung_at": f"'{FAR:%Y-%m-%d %H:%M:%S}'",
                },
            ),
        ):
            _copy(cursor, table, template, fixed)


def _number(of: str) -> str:
    """Eight letters and digits, one for each number: the low ones spread over the alphabet."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"lpad(to_hex({of}), 8, 'Z')"
    return f"substr('ZZZZZZZZ' || printf('%x', {of}), -8)"


def _copy(cursor: object, table: str, template: int, fixed: dict[str, str | None]) -> None:
    from django.apps import apps

    model = {"complaints_complaint": "Complaint", "complaints_clockrun": "ClockRun"}[table]
    meta = apps.get_model("complaints", model)._meta
    base = 10_000
    columns = [one.column for one in meta.concrete_fields if fixed.get(one.column, "") is not None]
    values = [fixed[one].format(base=base) if fixed.get(one) else f"t.{one}" for one in columns]
    where = "t.id" if model == "Complaint" else "t.complaint_id"
    extra = "" if model == "Complaint" else " AND t.stopped_at IS NULL"
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM bench_series AS s, {table} AS t WHERE {where} = {template}{extra}"
    )


def _plan_some() -> None:
    """What the worker does with runs that a step has started or moved."""
    from kentongan.complaints.escalation import planning
    from kentongan.complaints.escalation.planning import Books
    from kentongan.complaints.models import ClockRun
    from kentongan.complaints.models.clock import NEVER
    from kentongan.deadlines.ladder_models import LadderRevision

    LadderRevision.objects.update(replan_from=None)
    some = ClockRun.objects.order_by("-pk").values_list("pk", flat=True)[: planning.BATCH]
    ClockRun.objects.filter(pk__in=list(some)).update(planned_for=NEVER)
    _settle()
    begun = time.perf_counter()
    planned = planning.plan_changed(Books.current())
    each = _since(begun) / max(planned, 1)
    print(f"planning     {each * 1000:6.2f} ms for each of {planned} clocks", flush=True)
    while planning.plan_changed(Books.current()):
        continue


def _idle() -> tuple[float, float]:
    from kentongan.common import clock
    from kentongan.complaints.escalation import sweep

    took = []
    with clock.at(NOW):
        for _round in range(50):
            begun = time.perf_counter()
            assert sweep.sweep(NOW) == 0
            took.append(_since(begun) * 1000)
    return statistics.median(took), max(took)


def _fire(count: int) -> tuple[float, int]:
    """Let `count` complaints reach a rung of their answer at the same moment."""
    from kentongan.common import clock
    from kentongan.complaints.escalation import sweep
    from kentongan.complaints.models import ClockRun, Event, Firing

    runs = ClockRun.objects.filter(clock="answer", stopped_at=None, next_rung_at__gt=NOW)
    late = NOW + timedelta(days=13)  # past half of the fourteen working days
    first = runs.filter(complaint__gt=10_000).order_by("pk")
    first = first.values_list("complaint_id", flat=True)[:count]
    chosen = ClockRun.objects.filter(complaint__in=list(first), clock="answer")
    chosen.update(next_rung_at=late)
    begun = time.perf_counter()
    with clock.at(late):
        while sweep.sweep(late):
            pass
    seconds = _since(begun)
    told = Firing.objects.filter(state="fired").count()
    assert Event.objects.filter(action="escalate").count() == told
    return seconds, told


def _settle() -> None:
    """Statistics, and no dead rows: what autovacuum sees to after a mass of rows was written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _since(begun: float) -> float:
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
