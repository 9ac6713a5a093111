"""A small district lives through some months; then every figure must add up, event by event."""

import pytest

from benchmarks import district_year
from kentongan.complaints.models import Complaint, Event, Firing


@pytest.mark.django_db
def test_the_books_of_a_district_balance():
    district = district_year.run(complaints=25, days=80, seed=3)

    figures = district_year.balance(district)

    assert figures["complaints"] == 25
    assert figures["told"] > 25
    assert district.done["answer"] > 12
    assert Firing.objects.filter(is_for_reporter=True).exists()


@pytest.mark.django_db
def test_the_balance_sees_a_rung_that_is_missing():
    district = district_year.run(complaints=6, days=40, seed=3)
    Firing.objects.filter(pk=Firing.objects.filter(state="fired").first().pk).delete()

    with pytest.raises(AssertionError):
        district_year.balance(district)


def test_the_books_balance_though_the_worker_is_killed_in_the_middle(transactional_db):
    from tests.conftest import reseed

    reseed()
    district = district_year.run(complaints=8, days=40, seed=5, kills=6)

    figures = district_year.balance(district)

    assert district.killed > 0
    assert figures["told"] == Event.objects.filter(action__in=("escalate", "remind")).count()
    assert Complaint.objects.count() == 8
