"""One link of a chain: the same facts give the same hash, any other fact another one."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from kentongan.audit.chain import GENESIS, link

FACTS = {"sequence": 1, "action": "dispatch", "detail": {"unit": "Dinas PUTR", "note": "jalan"}}


def test_the_same_facts_give_the_same_hash_in_any_order():
    turned = {
        "detail": {"note": "jalan", "unit": "Dinas PUTR"},
        "action": "dispatch",
        "sequence": 1,
    }
    assert link(GENESIS, FACTS) == link(GENESIS, turned)


@pytest.mark.parametrize(
    "other",
    [
        {**FACTS, "sequence": 2},
        {**FACTS, "detail": {"unit": "Dinas PUTR", "note": "jembatan"}},
        {**FACTS, "more": ""},
        {**FACTS, "sequence": "1"},
    ],
)
def test_any_other_fact_gives_another_hash(other):
    assert link(GENESIS, FACTS) != link(GENESIS, other)


def test_another_predecessor_gives_another_hash():
    assert link(GENESIS, FACTS) != link("1" + GENESIS[1:], FACTS)


def test_a_moment_counts_and_not_the_zone_in_which_it_is_written():
    wib = timezone(timedelta(hours=7))
    at = datetime(2026, 11, 24, 7, 30, tzinfo=wib)
    assert link(GENESIS, {"at": at}) == link(GENESIS, {"at": at.astimezone(UTC)})


def test_dates_and_row_numbers_can_be_facts():
    one = link(GENESIS, {"on": date(2026, 11, 24), "id": UUID(int=1)})
    assert one != link(GENESIS, {"on": date(2026, 11, 25), "id": UUID(int=1)})


@pytest.mark.parametrize("value", [datetime(2026, 11, 24), object(), b"bytes", float("nan")])
def test_what_would_not_read_back_the_same_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        link(GENESIS, {"value": value})
