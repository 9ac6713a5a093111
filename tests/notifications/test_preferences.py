"""What a person wished holds, but what the law requires comes all the same."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from kentongan.notifications import delivery, digests, outbox, preferences
from kentongan.notifications.models import DigestItem, Message, Preference
from kentongan.notifications.outbox import Outgoing
from kentongan.notifications.preferences import Choice
from tests.notifications import carriers

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # half past midnight in Jakarta
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def write(user, purpose, *, transport="email", number=0):
    outbox.queue(
        [
            Outgoing(
                purpose=purpose, transport=transport, dedupe=f"{purpose}{transport}{number}",
                subject=f"Kabar {number}", body="Isi kabar", user_id=user.pk,
            )
        ]
    )  # fmt: skip
    return Message.objects.get(dedupe=f"{purpose}{transport}{number}")


def test_a_daily_reader_gets_one_letter_with_everything(carried_by, cast):
    carried_by(email="Taking")
    reader = cast.liaison.user
    Preference.objects.create(user=reader, email="daily")
    for number in range(3):
        write(reader, "unit_contributed", number=number)

    delivery.sweep(timezone.now())
    assert carriers.Taking.taken == []
    assert Message.objects.filter(state="folded").count() == 3
    tomorrow = timezone.now() + timedelta(days=2)
    assert digests.sweep(tomorrow) == 1
    delivery.sweep(timezone.now())

    ((address, subject, text),) = carriers.Taking.taken
    assert address == reader.email
    assert "3" in subject
    assert all(f"Kabar {number}" in text for number in range(3))
    assert digests.sweep(tomorrow + timedelta(days=1)) == 0
    assert DigestItem.objects.filter(letter__purpose="digest").count() == 3


def test_what_the_procedure_requires_comes_at_once_to_a_daily_reader(carried_by, cast):
    carried_by(email="Taking")
    Preference.objects.create(user=cast.liaison.user, email="daily")
    write(cast.liaison.user, "unit_dispatched")

    delivery.sweep(timezone.now())

    assert len(carriers.Taking.taken) == 1


def test_sms_can_be_switched_off_but_not_what_is_required(cast):
    wish = Preference(user=cast.reporter.user, sms=False)
    news = write(cast.reporter.user, "told", transport="sms")
    answer = write(cast.reporter.user, "answered", transport="sms")

    assert preferences.decide(news, wish, now=NOON).choice is Choice.DROP
    assert preferences.decide(answer, wish, now=NOON).choice is Choice.SEND


def test_quiet_hours_over_midnight_put_off_until_the_morning(cast):
    wish = Preference(user=cast.reporter.user, quiet_from=time(21), quiet_to=time(6))
    answer = write(cast.reporter.user, "answered")

    late = preferences.decide(answer, wish, now=NIGHT)

    assert late.choice is Choice.LATER
    assert late.at == datetime(2026, 11, 2, 23, 0, tzinfo=UTC)  # six in Jakarta
    assert preferences.decide(answer, wish, now=NOON).choice is Choice.SEND


def test_danger_to_life_knows_no_quiet_hours(cast):
    wish = Preference(user=cast.liaison.user, quiet_from=time(21), quiet_to=time(6), email="daily")
    alarm = write(cast.liaison.user, "rung_urgent")

    assert preferences.decide(alarm, wish, now=NIGHT).choice is Choice.SEND


def test_who_wished_nothing_gets_everything_at_once(carried_by, cast):
    carried_by(email="Taking")
    write(cast.liaison.user, "unit_contributed")

    delivery.sweep(timezone.now())

    assert len(carriers.Taking.taken) == 1
