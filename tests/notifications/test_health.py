"""A carrier that fails is left alone, its messages wait without losing tries, and it comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kentongan.notifications import delivery, health, outbox
from kentongan.notifications.models import Message, TransportHealth
from kentongan.notifications.outbox import Outgoing
from tests.notifications import carriers

pytestmark = pytest.mark.django_db


def write(count, transport="email"):
    outbox.queue(
        [
            Outgoing(
                purpose="news", transport=transport, dedupe=f"{transport}{number}",
                subject="Kabar", body="Isi", address="rina@majalengka.demo",
            )
            for number in range(count)
        ]
    )  # fmt: skip


def now():
    return timezone.now()


def test_after_five_failures_the_carrier_rests_and_messages_keep_their_tries(carried_by):
    carried_by(email="Down", sms="Taking")
    write(20)
    write(3, transport="sms")

    delivery.sweep(now())

    assert carriers.Down.tried == health.THRESHOLD
    assert health.blocked(now()) == ["email"]
    assert Message.objects.filter(transport="email", tries=0, lease="").count() == 15
    assert Message.objects.filter(transport="sms", state="sent").count() == 3


def test_a_resting_carrier_is_not_tried(carried_by):
    carried_by(email="Down")
    write(20)
    delivery.sweep(now())
    before = carriers.Down.tried

    assert delivery.sweep(now()) == 0
    assert carriers.Down.tried == before


def test_after_its_rest_one_failure_sends_it_to_rest_again_for_longer(carried_by):
    carried_by(email="Down")
    write(20)
    delivery.sweep(now())
    first = TransportHealth.objects.get(pk="email")
    TransportHealth.objects.update(open_until=now() - timedelta(seconds=1))

    delivery.sweep(now())

    assert carriers.Down.tried == health.THRESHOLD + 1
    again = TransportHealth.objects.get(pk="email")
    assert again.open_until - again.last_failure_at > first.open_until - first.last_failure_at


def test_a_carrier_that_works_again_carries_all_that_waited(carried_by):
    carried_by(email="Down")
    write(20)
    delivery.sweep(now())
    TransportHealth.objects.update(open_until=now() - timedelta(seconds=1))
    Message.objects.filter(state="failed").update(due_at=now())
    carried_by(email="Taking")

    delivery.sweep(now())

    assert Message.objects.filter(state="sent").count() == 20
    assert TransportHealth.objects.get(pk="email").failures == 0
    assert health.blocked(now()) == []


def test_a_wrong_address_is_no_fault_of_the_carrier(carried_by):
    carried_by(email="Refusing")
    write(20)

    delivery.sweep(now())

    assert Message.objects.filter(state="dead").count() == 20
    assert health.blocked(now()) == []
