"""Pushes reach the browsers that asked, sealed, once, and say nothing but that there is news."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.services import following
from kentongan.notifications import delivery, push, subscriptions
from kentongan.notifications.models import Message, PushSubscription, TransportHealth
from kentongan.notifications.subscriptions import Browser, Unfit
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import reach
from tests.notifications.push_service import Phone, PushService, is_signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings, monkeypatch, tmp_path):
    settings.PUSH_HOSTS = ["localhost"]
    settings.WEBHOOK_PRIVATE = True  # the service of this test is on this machine
    service = PushService(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(service.certificate))
    yield service
    service.close()


@pytest.fixture
def followed(cast, service):
    """A complaint at the unit, followed by one phone."""
    phone = Phone(service)
    complaint = reach(cast, "in_progress")
    following.follow(complaint, by=Actor.with_pin(complaint.pk), browser=phone.browser)
    Message.objects.all().delete()
    return Complaint.objects.get(pk=complaint.pk), phone


def tell(complaint, cast, text="Kami sudah menghubungi kontraktor."):
    services.tell(complaint, by=cast.liaison.actor, text=text)
    delivery.sweep(timezone.now())


def test_a_step_reaches_the_subscribed_browser_sealed_and_without_a_word_of_the_case(
    followed, cast, service
):
    complaint, phone = followed
    tell(complaint, cast)

    number = complaint.shown_number
    assert phone.heard == [
        {
            "title": "Kabar tentang laporan Anda",
            "body": f"Ada kabar tentang {number}. Buka untuk membacanya.",
            "url": f"/lacak/{number}/",
            "tag": f"/lacak/{number}/",
        }
    ]
    headers = service.got[0]["headers"]
    assert headers["Content-Encoding"] == "aes128gcm"
    assert is_signed(headers, origin=service.origin, public_key=push.public_key())
    assert number.encode() not in service.got[0]["body"]
    assert Message.objects.get(transport="push").state == "sent"


def test_an_officer_hears_of_the_desk_and_no_longer_after_opting_out(cast, service):
    phone = Phone(service)
    subscriptions.subscribe(phone.browser, user_id=cast.liaison.user.pk)
    reach(cast, "dispatched")
    delivery.sweep(timezone.now())
    assert [one["title"] for one in phone.heard] == ["Kabar di meja Anda"]

    subscriptions.unsubscribe(user_id=cast.liaison.user.pk)
    before = len(phone.heard)
    reach(cast, "dispatched")
    delivery.sweep(timezone.now())
    assert len(phone.heard) == before
    assert not Message.objects.filter(transport="push", due_at__isnull=False).exists()


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_withdrew_is_forgotten(followed, cast, service, status):
    service.statuses = [status]
    tell(followed[0], cast)

    assert not PushSubscription.objects.exists()
    assert Message.objects.get(transport="push").state == "cancelled"


def test_a_second_try_reaches_only_the_browser_that_the_first_one_missed(followed, cast, service):
    complaint, _first = followed
    second = Phone(service, "dua")
    following.follow(complaint, by=Actor.with_pin(complaint.pk), browser=second.browser)
    complaint.refresh_from_db()
    service.statuses = [201, 503, 201]
    tell(complaint, cast)
    message = Message.objects.get(transport="push")
    assert message.state == "failed"

    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    delivery.sweep(timezone.now())

    message.refresh_from_db()
    assert message.state == "sent"
    assert [one["path"] for one in service.got] == ["/push/satu", "/push/dua", "/push/dua"]


def test_a_service_that_is_down_counts_for_the_health_of_this_way_alone(followed, cast, service):
    service.close()
    tell(followed[0], cast)

    assert TransportHealth.objects.get(transport="push").failures == 1
    assert Message.objects.get(transport="push").state == "failed"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://localhost/push/satu",
        "https://127.0.0.1/push/satu",
        "https://metadata.internal/push/satu",
        "https://user:pw@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.jahat.example/x",
        "ftp://fcm.googleapis.com/x",
        "",
    ],
)
def test_an_address_that_is_no_known_push_service_is_not_noted(cast, service, settings, endpoint):
    settings.PUSH_HOSTS = ["fcm.googleapis.com", "localhost"]
    given = Phone(service).browser
    with pytest.raises(Unfit):
        subscriptions.subscribe(
            Browser(endpoint, given.p256dh, given.auth), user_id=cast.liaison.user.pk
        )


def test_a_known_name_that_leads_into_the_private_network_is_not_called(
    followed, cast, service, settings
):
    settings.WEBHOOK_PRIVATE = False
    tell(followed[0], cast)

    assert service.got == []
    assert Message.objects.get(transport="push").state == "dead"


@pytest.mark.parametrize("change", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "?"}])
def test_a_browser_without_a_usable_key_is_not_noted(cast, service, change):
    given = Phone(service).browser
    facts = {"endpoint": given.endpoint, "p256dh": given.p256dh, "auth": given.auth} | change
    with pytest.raises(Unfit):
        subscriptions.subscribe(Browser(**facts), user_id=cast.liaison.user.pk)


def test_only_who_follows_the_report_can_have_it_pushed(cast, service):
    complaint, other = reach(cast, "in_progress"), reach(cast, "in_progress")
    with pytest.raises(Complaint.DoesNotExist):
        following.follow(complaint, by=Actor.with_pin(other.pk), browser=Phone(service).browser)

    assert not PushSubscription.objects.exists()


def test_the_command_makes_a_key_that_works(settings, capsys):
    call_command("vapid")
    settings.VAPID_KEY = capsys.readouterr().out.strip()

    assert len(push.decoded(push.public_key())) == 65


def test_without_a_key_nothing_is_offered(settings):
    settings.VAPID_KEY = ""

    assert not push.is_on()
    assert push.public_key() == ""
