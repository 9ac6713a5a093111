"""Institutions' systems are told of steps: signed, at least once, and never a word of anybody."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from kentongan.accounts.vault import PersonalData
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.integrations import delivering, webhooks
from kentongan.integrations.models import Delivery, Webhook
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused

pytestmark = pytest.mark.django_db
TEXT = "Tetangga saya Siti menutup jalan di depan pasar."


@pytest.fixture
def submitted(offices):
    def make(code="majalengka"):
        receipt = services.submit(
            Submission(
                text=TEXT,
                channel=Channel.WEB,
                institution=offices(code) if code else None,
                personal=PersonalData(name="Asep", phone="+6281234567890"),
                is_anonymous=False,
            ),
            by=Actor.system(),
        )
        return Complaint.objects.get(pk=receipt.complaint_id)

    return make


def sweep(later=timedelta(0)):
    Delivery.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    Webhook.objects.update(rests_until=None)
    return delivering.sweep(timezone.now() + later)


def test_a_step_is_told_once_signed_and_without_anything_personal(receiver, webhook, submitted):
    made = webhook()
    complaint = submitted()

    assert sweep() == 1
    assert sweep() == 0

    (got,) = receiver.got
    told = json.loads(got["body"])
    assert receiver.is_signed(got, made.secret)
    assert not receiver.is_signed(got, "another secret")
    assert got["path"] == "/masuk?dari=kentongan"
    assert abs(int(got["headers"]["Kentongan-Timestamp"]) - timezone.now().timestamp()) < 60
    assert told["event"] == "complaint.submit"
    assert (told["number"], told["status"]) == (complaint.shown_number, "forwarded")
    dates = [datetime.fromisoformat(told[name]).date() for name in ("due_at", "legal_at")]
    assert dates == [timezone.localdate(at) for at in (complaint.due_at, complaint.legal_at)]
    for personal in ("Siti", "Asep", "81234567890", "jalan"):
        assert personal not in got["body"].decode()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status_code, delivery.tries) == ("sent", 200, 1)


def test_only_chosen_steps_of_the_own_institution_are_told(receiver, webhook, submitted, cast):
    webhook(events=["note"])
    webhook("sumedang")
    webhook("pusat", events=["submit"])
    complaint = submitted()
    services.note(complaint, by=cast.district_admin.actor, text="Rahasia petugas.")

    sweep()

    told = [json.loads(one["body"])["event"] for one in receiver.got]
    assert sorted(told) == ["complaint.note", "complaint.submit"]
    assert all(b"Rahasia" not in one["body"] for one in receiver.got)


def test_a_step_that_is_undone_tells_nothing(webhook, submitted):
    webhook()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        submitted()
        raise ZeroDivisionError

    assert not Delivery.objects.exists()


def test_a_receiver_that_fails_gets_the_same_delivery_again(receiver, webhook, submitted):
    webhook()
    receiver.statuses = [500, 503, 200]
    submitted()

    for _ in range(3):
        sweep()

    assert len({one["headers"]["Kentongan-Delivery"] for one in receiver.got}) == 1
    assert len({one["body"] for one in receiver.got}) == 1
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == ("sent", 3)


def test_each_failure_waits_longer_and_the_last_one_is_given_up(receiver, webhook, submitted, cast):
    webhook()
    receiver.statuses = [500]
    submitted()
    waits = []

    for _ in range(len(delivering.BACKOFF)):
        sweep()
        wait = Delivery.objects.get().due_at - timezone.now()
        waits.append(round(wait.total_seconds()))
    sweep()

    assert waits == sorted(waits)
    assert waits[0] == 10
    assert waits[-1] == 24 * 3600
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == ("dead", "HTTP 500")
    receiver.statuses = [200]
    assert webhooks.replay(delivery, by=cast.district_admin.actor)
    sweep()
    assert Delivery.objects.get().state == "sent"


def test_a_redirect_is_not_followed(receiver, webhook, submitted):
    webhook()
    receiver.statuses, receiver.location = [302], receiver.url
    submitted()

    sweep()

    assert len(receiver.got) == 1
    assert Delivery.objects.get().last_error == "HTTP 302"


def test_one_that_wants_no_more_is_given_up_at_once(receiver, webhook, submitted):
    webhook()
    receiver.statuses = [410]
    submitted()

    sweep()

    assert Delivery.objects.get().state == "dead"


def test_a_receiver_that_is_away_costs_one_try_a_round(receiver, webhook, submitted):
    away = receiver.url.replace(str(receiver.server.server_port), "9")
    webhook(url=away)
    for _ in range(3):
        submitted()

    sweep()

    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 1]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}


def test_what_was_switched_off_waits(receiver, webhook, submitted, cast):
    made = webhook()
    submitted()
    webhooks.switch(made.webhook, by=cast.district_admin.actor, on=False)

    assert sweep() == 0
    webhooks.switch(made.webhook, by=cast.district_admin.actor, on=True)
    assert sweep() == 1


def test_the_secret_is_not_readable_in_the_database(webhook):
    made = webhook()

    assert made.secret not in Webhook.objects.get().secret


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://10.0.0.8/masuk",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://user:password@example.org/",
        "https://example.org:99999/",
        "https://",
        "ftp://example.org/",
        "https://example.org/\r\nX: y",
    ],
)
def test_no_webhook_is_made_for_an_address_inside(settings, webhook, url):
    settings.WEBHOOK_PRIVATE = False

    with pytest.raises(ChangeRefused):
        webhook(url=url)


def test_a_name_that_leads_inside_is_refused_when_it_is_called(settings, webhook, submitted):
    """`localhost` passes as a name; what it means is judged at the call, and it goes nowhere else."""
    settings.WEBHOOK_PRIVATE = False
    webhook(url="https://localhost:8443/masuk")
    submitted()

    sweep()

    delivery = Delivery.objects.get()
    assert delivery.state == "dead"
    assert "private" in delivery.last_error or "internal" in delivery.last_error


def test_another_administrator_neither_makes_nor_sees_nor_replays(
    offices, webhook, submitted, cast
):
    made = webhook()
    submitted()
    by = cast.outsider_admin.actor

    with pytest.raises(PermissionRefused):
        webhooks.create(offices("majalengka"), by=by, url="https://example.org/", events=[])
    with pytest.raises(PermissionRefused):
        webhooks.switch(made.webhook, by=by, on=False)
    with pytest.raises(PermissionRefused):
        webhooks.replay(Delivery.objects.get(), by=by)
    assert not Webhook.objects.visible_to(by).exists()
    assert not Delivery.objects.visible_to(by).exists()
    assert Delivery.objects.visible_to(cast.district_admin.actor).exists()


def test_without_webhooks_a_step_asks_nothing_more(submitted, query_count, cast):
    complaint = submitted()

    with query_count() as statements:
        services.note(complaint, by=cast.district_admin.actor, text="Catatan.")

    assert not [one for one in statements if "integrations_" in one["sql"]]


def test_the_command_makes_lists_stops_and_replays(receiver, submitted):
    out = StringIO()
    call_command("webhook", "create", "majalengka", receiver.url, events="submit", stdout=out)
    webhooks.forget()
    receiver.statuses = [410]
    submitted()
    sweep()
    key = str(Webhook.objects.get().pk)

    call_command("webhook", "list", stdout=out)
    call_command("webhook", "replay", key, stdout=out)
    call_command("webhook", "off", key)

    assert "given up 1" in out.getvalue()
    assert Delivery.objects.get().state == "waiting"
    assert not Webhook.objects.get().is_active
    assert receiver.is_signed(receiver.got[0], out.getvalue().split()[0])
    with pytest.raises(CommandError):
        call_command("webhook", "create", "nowhere", receiver.url)


def test_a_unit_hears_of_the_reports_in_which_it_has_a_part(
    receiver, webhook, submitted, cast, offices
):
    webhook("putr")
    webhook("dlh")
    by, complaint = cast.district_admin.actor, submitted()
    services.dispatch(complaint, by=by, unit=offices("putr"))
    services.redispatch(complaint, by=by, unit=offices("dlh"), reason="Milik DLH.")
    services.note(complaint, by=by, text="Rahasia petugas.")

    owed = Delivery.objects.values_list("webhook__organization__code", "action")

    assert sorted(owed) == [
        ("dlh", "note"), ("dlh", "redispatch"), ("putr", "dispatch"), ("putr", "redispatch"),
    ]  # fmt: skip


def test_a_receiver_that_fails_five_times_rests_alone_and_is_woken(
    receiver, webhook, submitted, cast, offices
):
    webhook(url="http://127.0.0.1:9/tutup")
    webhook()
    for _number in range(3):
        submitted()
    for _round in range(delivering.health.THRESHOLD + 2):
        Delivery.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        delivering.sweep(timezone.now())

    bad = Webhook.objects.get(url__endswith="tutup")
    tries = sum(bad.deliveries.values_list("tries", flat=True))
    assert (bad.failures, tries) == (5, 5)
    assert bad.rests_until > timezone.now()
    assert "Refused" in bad.last_error
    assert len(receiver.got) == 3

    webhooks.wake(bad, by=cast.district_admin.actor)
    Delivery.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    assert delivering.sweep(timezone.now()) == 3
