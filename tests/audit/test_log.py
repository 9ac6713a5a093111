"""The log notices whoever changes, removes, moves or adds an entry behind its back."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from kentongan.audit import log
from kentongan.audit.append_only import AppendOnlyError
from kentongan.audit.models import Entry, Head
from kentongan.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_log(_django_db_helper):
    """Installing the system stands in the log already; here it starts with nothing."""
    sql("DELETE FROM audit_entry")
    sql("DELETE FROM audit_head")


def write(count: int = 4) -> list[Entry]:
    return [
        log.record(
            "identity.open",
            actor_id=7,
            actor_label="Admin Kabupaten",
            subject=f"complaint:{number}",
            detail={"reason": "Diminta Ombudsman – pasal 18"},
        )
        for number in range(1, count + 1)
    ]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_entries_are_numbered_without_gaps_and_each_follows_the_one_before():
    first, second, third = write(3)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)


def test_a_log_that_nobody_touched_has_no_fault():
    write()
    assert log.verify() == []


def test_an_empty_log_has_no_fault():
    assert log.verify() == []


def test_the_entry_stands_at_the_moment_of_the_deed():
    moment = datetime(2026, 3, 1, 3, 4, 5, tzinfo=UTC)
    with clock.at(moment):
        entry = write(1)[0]
    assert Entry.objects.get(pk=entry.pk).at == moment
    assert log.verify() == []


def test_an_undone_deed_leaves_neither_entry_nor_gap():
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    last = write(1)[0]
    assert last.sequence == 2
    assert log.verify() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_label", "Someone else"),
        ("actor_id", 8),
        ("subject", "complaint:99"),
        ("action", "nothing"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("detail", '{"reason": "none"}'),
    ],
)
def test_a_changed_entry_is_named(column, value):
    write()
    sql(f"UPDATE audit_entry SET {column} = %s WHERE sequence = 2", value)
    (fault,) = log.verify()
    assert fault.sequence == 2


def test_a_removed_entry_is_noticed_at_its_successor():
    write()
    sql("DELETE FROM audit_entry WHERE sequence = 2")
    faults = log.verify()
    assert (faults[0].sequence, faults[0].subject) == (3, "complaint:3")


def test_removed_entries_at_the_end_are_noticed():
    write()
    sql("DELETE FROM audit_entry WHERE sequence >= 3")
    (fault,) = log.verify()
    assert fault.sequence == 3


def test_all_entries_removed_is_noticed():
    write()
    sql("DELETE FROM audit_entry")
    assert log.verify()[0].sequence == 1


def test_two_exchanged_entries_are_noticed():
    write()
    sql("UPDATE audit_entry SET sequence = 99 WHERE sequence = 2")
    sql("UPDATE audit_entry SET sequence = 2 WHERE sequence = 3")
    sql("UPDATE audit_entry SET sequence = 3 WHERE sequence = 99")
    assert log.verify()[0].sequence == 2


def test_an_entry_rewritten_with_a_fitting_hash_breaks_at_its_successor():
    entries = write()
    forged = Entry.objects.get(sequence=2)
    forged.subject = "complaint:99"
    sql(
        "UPDATE audit_entry SET subject = %s, hash = %s WHERE sequence = 2",
        forged.subject,
        log.link(entries[0].hash, forged.facts()),
    )
    assert log.verify()[0].sequence == 3


def test_the_last_entry_rewritten_with_a_fitting_hash_is_noticed():
    entries = write()
    forged = Entry.objects.get(sequence=4)
    forged.subject = "complaint:99"
    sql(
        "UPDATE audit_entry SET subject = %s, hash = %s WHERE sequence = 4",
        forged.subject,
        log.link(entries[2].hash, forged.facts()),
    )
    (fault,) = log.verify()
    assert fault.sequence == 4


def test_an_entry_added_past_the_log_is_noticed():
    last = write()[-1]
    forged = Entry(sequence=5, at=clock.now(), actor_label="x", action="y", previous_hash=last.hash)
    forged.hash = log.link(forged.previous_hash, forged.facts())
    forged.save()
    (fault,) = log.verify()
    assert fault.sequence == 5


def test_a_lost_head_is_noticed():
    write()
    Head.objects.all().delete()
    assert log.verify()[0].sequence == 1


def test_entries_refuse_change_and_removal():
    entry = write(1)[0]
    entry.subject = "complaint:99"
    for refused in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(subject=""),
        lambda: Entry.objects.filter(pk=entry.pk).update(subject=""),
        lambda: Entry.objects.bulk_update([entry], ["subject"]),
        lambda: Entry.objects.update_or_create({"subject": ""}, pk=entry.pk),
        lambda: Entry._base_manager.filter(pk=entry.pk).update(subject=""),
    ):
        with pytest.raises(AppendOnlyError):
            refused()
    assert Entry.objects.get().subject == "complaint:1"


def test_one_entry_costs_three_statements(django_assert_max_num_queries):
    write(1)
    with transaction.atomic(), django_assert_max_num_queries(5):  # and two for the savepoint
        write(1)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_queue_and_make_one_chain():
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def writer() -> None:
        try:
            start.wait()
            for _ in range(5):
                write(1)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 21))
    assert log.verify() == []
