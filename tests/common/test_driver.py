"""Past Django's cursor, and still its errors, its rules and its log."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from kentongan.common import driver
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db
TABLE = Organization._meta.db_table


def test_it_gives_rows_and_how_many_were_changed():
    rows, _ = driver.run(f"SELECT id FROM {TABLE} WHERE code = %s OR code LIKE 'x%%'", ["putr"])
    assert rows == [(Organization.objects.get(code="putr").pk,)]
    assert driver.run(f"UPDATE {TABLE} SET name = name WHERE code = %s", ["putr"]) == ([], 1)


def test_a_broken_rule_is_an_error_of_django():
    other = Organization.objects.exclude(code="putr").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        driver.run(f"UPDATE {TABLE} SET id = %s WHERE code = %s", [other.pk, "putr"])


def test_nothing_runs_in_a_transaction_that_is_broken():
    with pytest.raises(TransactionManagementError), transaction.atomic():
        connection.needs_rollback = True
        driver.run("SELECT 1", [])


def test_who_watches_statements_sees_these_as_well(query_count):
    with query_count() as statements:
        driver.run("SELECT 1", [])
    assert [one["sql"] for one in statements] == ["SELECT 1"]
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        driver.run("SELECT 2", [])
    assert seen == ["SELECT 2"]


def test_a_statement_that_is_planned_once_gives_the_same_each_time():
    sql = f"SELECT (SELECT COUNT(*) FROM {TABLE} WHERE path LIKE %s AND valid_from <= %s)"
    for path, day in (("%", "2026-11-28"), ("nowhere%", "2026-11-28"), ("%", "1900-01-01")) * 4:
        on = date.fromisoformat(day)
        rows, _ = driver.run(sql, [path, on], is_planned_once=True)
        begin = path.rstrip("%")
        found = Organization.objects.filter(path__startswith=begin, valid_from__lte=on)
        assert rows == [(found.count(),)]
