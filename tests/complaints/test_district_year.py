"""A small district lives through some weeks; then every figure must add up, event by event.

The same code at full size: `python -m benchmarks.district_year` (20,000 complaints, one year).
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from benchmarks import district_year
from benchmarks.year import machine as machines
from benchmarks.year.books import Books, Unbalanced
from kentongan.complaints.models import ClockRun, Complaint, Event, Firing
from kentongan.notifications.models import Message


@pytest.fixture
def live(transactional_db, tmp_path):
    """`live(complaints=..., ...)`: books, district and machine after that time."""
    from tests.conftest import reseed

    reseed()

    def make(**how):
        environ = machines.environment()
        return district_year.run(mailbox=tmp_path / "mail", environ=environ, **how)

    return make


def test_the_books_balance_though_two_workers_are_killed_again_and_again(live):
    books, district, machine = live(complaints=32, days=28, seed=7, kills=3, workers=2, hours=12)

    report = books.balance(district.done)

    assert machine.killed == 3
    assert report.complaints == Complaint.objects.count() == 32
    assert report.told.total() == Event.objects.filter(action__in=("escalate", "remind")).count()
    assert report.told.total() > 40
    assert report.messages.total() == Message.objects.exclude(about=None).count() > 300
    for step in ("answer", "decline", "schedule", "ask", "close_automatically", "redispatch"):
        assert report.events[step], step


class Undo(Exception):
    """The next fault is put into books that balance."""


def first(rows):
    return rows.order_by("pk").first()


def move(row, name, **by):
    """Falsify one moment of one row."""
    wrong = getattr(row, name) + timedelta(**by)
    type(row)._base_manager.filter(pk=row.pk).update(**{name: wrong})


def falsify(event):
    """Past the guard of the model: what somebody with the database in hand could do."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_event SET text = 'x' WHERE id = %s", [event.pk])


def again(row):
    row.pk = None
    row.dedupe = f"again:{row.dedupe}"
    row.save()


FAULTS = {
    "the rungs": lambda: first(Firing.objects).delete(),
    "the clocks": lambda: move(
        first(ClockRun.objects.exclude(target_at=None)), "target_at", days=1
    ),
    "the messages": lambda: first(Message.objects.filter(transport="bell")).delete(),
    "the messages: found": lambda: again(first(Message.objects.exclude(about=None))),
    "the hash chains": lambda: falsify(first(Event._base_manager)),
    "messages that still wait": lambda: Message.objects.filter(transport="email").update(
        state="waiting", due_at="2026-01-01T00:00Z"
    ),
    "the highest rung": lambda: Firing.objects.filter(state="fired").update(level=1),
}


def test_the_balance_sees_whatever_is_missing_doubled_or_moved(live):
    books, district, _machine = live(complaints=10, days=24, seed=3, hours=12)
    books.balance(district.done)

    for what, put_in in FAULTS.items():
        with pytest.raises(Undo), transaction.atomic():
            put_in()
            again_ = Books(rounds=books.rounds, end=books.end, mailbox=books.mailbox)
            with pytest.raises(Unbalanced, match=what.partition(":")[0]):
                again_.balance(district.done)
            raise Undo
    with pytest.raises(Unbalanced, match="the steps"):
        Books(rounds=books.rounds, end=books.end).balance(district.done + district.done)
