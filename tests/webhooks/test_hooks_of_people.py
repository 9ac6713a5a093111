"""A person's own webhook gets each piece of news, signed; one that fails stops nobody else's."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from kentongan.complaints import hooks
from kentongan.notifications import delivery, health, mirroring
from kentongan.notifications.models import Message, Preference, TransportHealth
from tests.desk.steps import dispatched

pytestmark = pytest.mark.django_db
WISHES = "/saya/kabar/"


@pytest.fixture
def hooked(client_for, cast, receiver):
    """The liaison officer has entered the receiver on the page of wishes."""
    client = client_for(cast.liaison)
    dispatched(cast)  # what rang before is not sent after it
    answer = client.post(WISHES, {"email": "at_once", "sms": "on", "hook_url": receiver.url})
    assert answer.status_code == 302
    return client


def send():
    mirroring.sweep(timezone.now())
    delivery.sweep(timezone.now())


def test_news_comes_once_signed_and_without_the_reporter(hooked, cast, receiver):
    dispatched(cast)

    send()
    send()

    [got] = receiver.got
    assert receiver.is_signed(got, hooks.secret_of(receiver.url))
    said = json.loads(got["body"])
    bell = Message.objects.bell_for(cast.liaison.user.pk).first()
    assert bell.reference[:4] in said["text"] + said["subject"]
    assert "Siti" not in said["text"]
    assert hooks.secret_of(receiver.url) in hooked.get(WISHES).content.decode()


def test_a_receiver_that_fails_rests_alone_and_is_shown_with_its_fault(
    hooked, cast, receiver, client_for
):
    receiver.statuses = [500]
    Preference.objects.create(
        user=cast.drafter.user, hook_url=receiver.url + "&siapa=2", hook_since=timezone.now()
    )
    for _number in range(health.THRESHOLD):
        dispatched(cast)
    send()
    mine = TransportHealth.objects.get(transport=f"hook:{cast.liaison.user.pk}")
    assert mine.open_until > timezone.now()
    assert "HTTP 500" in hooked.get(WISHES).content.decode()

    tried = len(receiver.got)
    Message.objects.filter(transport="webhook").update(due_at=timezone.now())
    delivery.sweep(timezone.now())

    assert len(receiver.got) == tried, "both rest; nothing is asked, and no try is used up"
    waiting = Message.objects.filter(transport="webhook", user=cast.liaison.user)
    assert {(one.tries, one.lease) for one in waiting} == {(1, "")}
    assert health.blocked(timezone.now()) != []
    assert "webhook" not in health.blocked(timezone.now())


def test_a_private_address_is_refused_on_the_page_and_when_it_is_called(
    hooked, cast, receiver, settings
):
    settings.WEBHOOK_PRIVATE = False
    given = {"email": "at_once", "hook_url": "https://127.0.0.1/x"}
    assert hooked.post(WISHES, given).status_code == 422
    dispatched(cast)

    send()

    assert receiver.got == []
    assert Message.objects.get(transport="webhook").state == Message.State.DEAD


def test_an_idle_round_costs_one_statement(cast, query_count):
    with query_count() as seen:
        assert mirroring.sweep(timezone.now()) == 0
    assert len(seen) == 1


def test_news_of_a_transaction_that_ended_late_is_not_lost(hooked, cast, receiver):
    dispatched(cast)
    mirroring.sweep(timezone.now())
    late = Message.objects.filter(transport="webhook").get()
    Preference.objects.filter(user=cast.liaison.user).update(hook_after=late.pk + 50)
    Message.objects.filter(pk=late.pk).delete()

    assert mirroring.sweep(timezone.now() + timedelta(seconds=1)) == 1
