"""A district over one year, driven by time, on the real engine; then its books are balanced.

    python benchmarks/district_year.py --complaints 2000
    scripts/with-postgres .venv/bin/python benchmarks/district_year.py --complaints 20000 --kills 50

Citizens report, answer questions or fall silent, contest or confirm. Offices are prompt, slow, on
leave or dispute; some promise and do not keep it. The worker looks every six hours; with `--kills`
some of its rounds are ended by SIGKILL in the middle. `balance` then compares the events with what
the driver did, with the rungs, the messages, the clocks and the time of each holder.
"""

import argparse
import heapq
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
ROUND = timedelta(hours=6)
TEXT = "Lampu jalan di depan balai desa padam sejak minggu lalu, mohon diperbaiki."


@dataclass
class Office:
    """How one unit works: days until it acts, and what it tends to do."""

    code: str
    days: float
    disputes: float = 0.0
    promises: float = 0.05
    keeps: float = 0.8
    leave: tuple[int, int] = (0, 0)  # days of the year


@dataclass
class District:
    """The state of the driver: what is to happen, and what was done."""

    chance: random.Random
    cast: Any
    offices: dict[str, Office]
    end: datetime
    kills: int = 0
    queue: list[tuple[datetime, int, int]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    tick: int = 0

    def later(self, at: datetime, complaint: int, days: float) -> None:
        """Somebody will look at this complaint again in about `days`."""
        self.tick += 1
        moment = at + timedelta(days=self.chance.expovariate(1 / max(days, 0.01)), hours=1)
        heapq.heappush(self.queue, (moment, self.tick, complaint))


def run(*, complaints: int, seed: int = 1, days: int = 365, kills: int = 0) -> District:
    """Live through the year; returns the driver with its own tally of steps."""
    from kentongan.demo.loading import load_base

    chance = random.Random(seed)
    cast = load_base()
    codes = [one for one in cast.offices() if "sumedang" not in one]
    offices = {code: _character(code, chance) for code in codes}
    district = District(chance, cast, offices, BEGIN + timedelta(days=days), kills=kills)
    arrivals = sorted(
        BEGIN + timedelta(days=chance.uniform(0, days * 0.9)) for _ in range(complaints)
    )
    kill_at = set(chance.sample(range(4, days * 4 - 4), min(kills, days * 4 - 8)))
    moment, number = BEGIN, 0
    for arrival in (*arrivals, None):
        until = arrival or district.end
        while moment + ROUND <= until:
            moment += ROUND
            number += 1
            _act_until(district, moment)
            _worker(district, moment, is_killed=number in kill_at)
        if arrival:
            _act_until(district, arrival)
            _submit(district, arrival)
    return district


def _character(code: str, chance: random.Random) -> Office:
    kind = chance.choice(("prompt", "prompt", "slow", "leave", "disputing", "promising"))
    first = chance.randint(30, 300)
    return {
        "prompt": Office(code, 2),
        "slow": Office(code, 9),
        "leave": Office(code, 3, leave=(first, first + 30)),
        "disputing": Office(code, 3, disputes=0.5),
        "promising": Office(code, 3, promises=0.5, keeps=0.5),
    }[kind]


def _submit(district: District, at: datetime) -> None:
    from kentongan.accounts.vault import PersonalData
    from kentongan.common import clock
    from kentongan.complaints import services
    from kentongan.complaints.choices import Channel, Kind
    from kentongan.complaints.services.submit import Submission
    from kentongan.organizations.actor import Actor
    from kentongan.organizations.models import Organization

    chance = district.chance
    direct = chance.random() < 0.8
    body = Organization.objects.get(code="majalengka") if direct else None
    with clock.at(at):
        receipt = services.submit(
            Submission(
                text=TEXT,
                channel=Channel.WEB,
                kind=chance.choice((Kind.COMPLAINT, Kind.COMPLAINT, Kind.INFORMATION)),
                institution=body,
                personal=PersonalData(email="warga@contoh.demo"),
            ),
            by=Actor.system(),
        )
    district.done["submit"] += 1
    district.later(at, receipt.complaint_id, 1.2)


def _act_until(district: District, moment: datetime) -> None:
    while district.queue and district.queue[0][0] <= moment:
        at, _tick, key = heapq.heappop(district.queue)
        _act(district, key, at)


def _act(district: District, key: int, at: datetime) -> None:
    """Whoever has the complaint does what such a person does."""
    from kentongan.common import clock
    from kentongan.complaints.models import Complaint
    from kentongan.complaints.refusals import MoveRefused

    complaint = Complaint.objects.select_related("institution", "unit").get(pk=key)
    with clock.at(at):
        for name, step, again in _choices(district, complaint, at):
            if step is None:
                district.later(at, key, again)
                return
            try:
                step()
            except MoveRefused:
                district.refused[name] += 1
                continue
            district.done[name] += 1
            if again:
                district.later(at, key, again)
            return


Choice = tuple[str, Callable[[], object] | None, float]


def _choices(district: District, one: Any, at: datetime) -> Iterator[Choice]:
    from kentongan.complaints import services as s
    from kentongan.organizations.actor import Actor
    from kentongan.organizations.models import Organization

    chance, cast = district.chance, district.cast
    citizen, admin = Actor.with_pin(one.pk), cast.district_admin.actor
    luck = chance.random()
    if one.status == "received":
        body = Organization.objects.get(code="majalengka")
        yield "forward", lambda: s.forward(one, by=cast.national_admin.actor, institution=body), 1.5
    elif one.status in ("forwarded", "declined"):
        if luck < 0.06 and one.status == "forwarded":
            yield "ask", lambda: s.ask(one, by=admin, question="Di mana persisnya?"), 6
        else:
            code = chance.choice(sorted(district.offices))
            unit = Organization.objects.get(code=code)
            yield "dispatch", lambda: s.dispatch(one, by=admin, unit=unit), 2
    elif one.status == "disputed":
        unit = Organization.objects.get(code=chance.choice(sorted(district.offices)))
        yield "decide", lambda: s.decide(one, by=admin, unit=unit, reason="Sesuai tugasnya."), 2
    elif one.status in ("incomplete", "answered"):
        yield from _of_reporter(one, citizen, luck)
    elif one.unit_id is not None:
        yield from _of_unit(district, one, at, luck)


def _of_reporter(one: Any, citizen: Any, luck: float) -> Iterator[Choice]:
    """Answer a question, confirm, contest; or fall silent, and the machine goes on."""
    from kentongan.complaints import services as s

    if one.status == "incomplete" and luck < 0.6:
        yield "complete", lambda: s.complete(one, by=citizen, text="Depan balai desa."), 2
    elif one.status == "answered" and luck < 0.2:
        yield "confirm", lambda: s.confirm(one, by=citizen), 0
    elif one.status == "answered" and luck < 0.3:
        yield "contest", lambda: s.contest(one, by=citizen, contest_reason="not_done"), 3


def _of_unit(district: District, one: Any, at: datetime, luck: float) -> Iterator[Choice]:
    from kentongan.complaints import services as s
    from kentongan.organizations.actor import Actor
    from kentongan.organizations.models import Organization
    from kentongan.organizations.roles import Role

    chance, office = district.chance, district.offices[one.unit.code]
    by = district.cast.holder(Role.LIAISON, one.unit.code).actor
    day = (at - BEGIN).days
    if office.leave[0] <= day < office.leave[1]:
        yield "on_leave", None, 7
    elif one.status == "dispatched":
        if luck < office.disputes:
            other = Organization.objects.get(
                code=next(code for code in sorted(district.offices) if code != one.unit.code)
            )
            yield (
                "decline",
                lambda: s.decline(one, by=by, reason="Bukan tugas kami.", proposed_owner=other),
                2,
            )
        yield "accept", lambda: s.accept(one, by=by), office.days
    elif one.status == "scheduled":
        if luck < office.keeps:
            yield "answer", lambda: s.answer(one, by=by, text="Sudah dikerjakan."), 4
        elif at.date() >= (one.promised_on or at.date()):
            yield "break_promise", lambda: s.break_promise(one, by=Actor.with_pin(one.pk)), 2
        else:
            yield "waiting", None, 5
    elif luck < office.promises and one.status == "in_progress":
        on = (at + timedelta(days=chance.randint(5, 40))).date()
        yield (
            "schedule",
            lambda: s.schedule(one, by=by, text="Menunggu anggaran.", promised_on=on),
            chance.randint(3, 40),
        )
    elif luck < 0.3:
        yield "tell", lambda: s.tell(one, by=by, text="Sedang kami periksa."), office.days
    yield "answer", lambda: s.answer(one, by=by, text="Lampu sudah menyala."), 4


def _worker(district: District, moment: datetime, *, is_killed: bool) -> None:
    """One round of the worker; a killed one is done again by the next, from where it stands."""
    if is_killed and _killed_round(moment, after=district.chance.uniform(0.001, 0.06)):
        district.killed += 1
    _sweep_all(moment)


def _sweep_all(moment: datetime) -> None:
    from kentongan.common import clock
    from kentongan.complaints import sweeps
    from kentongan.complaints.escalation import sweep as escalation

    with clock.at(moment):
        for one in (sweeps.lapse, sweeps.close, escalation.sweep):
            while one(moment):
                pass


def _killed_round(moment: datetime, *, after: float) -> bool:
    """Let a child do the round and kill it; whether it was still at work then."""
    from django.db import connections

    connections.close_all()  # a child must not share them
    child = os.fork()
    if child == 0:
        _sweep_all(moment)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def balance(district: District) -> dict[str, Any]:
    """Compare every figure with the events; raises AssertionError where one does not add up."""
    from django.db.models import Count

    from kentongan.complaints import history, holders
    from kentongan.complaints.models import ClockRun, Complaint, Event, Firing
    from kentongan.complaints.querysets import ENDED
    from kentongan.notifications.models import Message

    def counted(rows: Any, name: str) -> dict[str, int]:
        return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))

    events = counted(Event.objects, "action")
    machine = {"escalate", "remind", "lapse", "close_automatically"}
    by_people = {
        name: count - _by_machine(name) for name, count in events.items() if name not in machine
    }
    assert {name: n for name, n in by_people.items() if n} == {
        name: n for name, n in district.done.items() if n
    }, "the events are not what was done"

    assert history.verify(Complaint.objects.all()) == [], "a record was broken"
    statuses = counted(Complaint.objects, "status")
    complaints = list(Complaint.objects.prefetch_related("events").select_related("institution"))
    last = Counter(max(one.events.all(), key=lambda e: e.sequence).target for one in complaints)
    assert statuses == dict(last), "the statuses are not those of the events"

    fired = counted(Firing.objects, "state")
    assert fired.get("fired", 0) == events.get("escalate", 0) + events.get("remind", 0)
    pairs = Firing.objects.values("run", "code").annotate(n=Count("pk")).filter(n__gt=1)
    assert not pairs.exists(), "a rung fired twice"
    assert not Firing.objects.filter(state="fired", event=None).exists()
    rung_messages = Message.objects.filter(dedupe__startswith="rung:")
    rung_events = set(Firing.objects.filter(state="fired").values_list("event_id", flat=True))
    assert set(rung_messages.values_list("event_id", flat=True)) <= rung_events

    late = [one for one in Firing.objects.filter(state="fired") if one.fired_at < one.due_at]
    assert late == [], "a rung fired before its time"
    ended = ClockRun.objects.filter(stopped_at=None, complaint__status__in=ENDED)
    assert not ended.exists(), "a clock runs on a complaint that has ended"
    assert not ClockRun.objects.filter(next_rung_at__lte=district.end - ROUND).exists()

    now = district.end
    shares = holders.totals(complaints, now=now)
    lives = sum((_life(one, now) for one in complaints), timedelta())
    assert sum((share.length for share in shares), timedelta()) == lives, "time was lost"
    return {
        "complaints": len(complaints),
        "events": sum(events.values()),
        "statuses": statuses,
        "told": fired.get("fired", 0),
        "passed over": fired.get("skipped", 0),
        "messages of rungs": rung_messages.count(),
        "killed": district.killed,
        "holders": [(share.name, share.percent) for share in shares[:6]],
    }


def _by_machine(action: str) -> int:
    from kentongan.complaints.models import Event

    if action != "break_promise":
        return 0
    return Event.objects.filter(action=action, actor_role="system").count()


def _life(complaint: Any, now: datetime) -> timedelta:
    """The time in which somebody had it: counted from its statuses alone."""
    from kentongan.complaints.querysets import ENDED

    total, since = timedelta(), None
    for event in sorted(complaint.events.all(), key=lambda one: one.sequence):
        if event.target in ENDED and since is not None:
            total, since = total + (event.at - since), None
        elif event.target not in ENDED and since is None:
            since = event.at
    return total + (now - since) if since is not None else total


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--complaints", type=int, default=2000)
    options.add_argument("--days", type=int, default=365)
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()

    import django

    folder = tempfile.TemporaryDirectory(prefix="kentongan-year-")
    os.environ["KENTONGAN_DEMO"] = "true"
    os.environ["KENTONGAN_DATA_FOLDER"] = folder.name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    district = run(complaints=given.complaints, days=given.days, kills=given.kills, seed=given.seed)
    print(f"lived through in {time.perf_counter() - begun:.0f} s")
    for name, figure in balance(district).items():
        print(f"{name:18} {figure}")
    print("every figure adds up")


if __name__ == "__main__":
    main()
