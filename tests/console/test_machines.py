"""Administrators give keys to programs and see what webhooks delivered."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.services.submit import Submission
from kentongan.demo import cast as people
from kentongan.integrations import health, webhooks
from kentongan.integrations.models import ApiKey, Delivery, Webhook
from kentongan.notifications import health as carriers
from kentongan.organizations.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def look_again():
    webhooks.forget()
    yield
    webhooks._kept.listeners, webhooks._kept.until = (), float("inf")


def make_key(client, member, **given):
    form = {"name": "SIMPEG", "membership": member.membership.pk, "scopes": ["read"], "days": 30}
    return client.post(reverse("console:keys"), form | given)


def test_a_key_is_shown_once_works_and_ends(client, client_for, cast):
    admin = client_for(cast.district_admin)
    answer = make_key(admin, cast.liaison)
    token = re.search(r"ktg_\w+\.[\w-]+", answer.content.decode()).group()
    bearer = {"Authorization": f"Bearer {token}"}

    assert client.get("/api/v1/office/me", headers=bearer).status_code == 200
    listed = admin.get(reverse("console:keys")).content.decode()
    assert "SIMPEG" in listed
    assert token not in listed

    admin.post(reverse("console:revoke_key", args=[ApiKey.objects.get().pk]))
    assert client.get("/api/v1/office/me", headers=bearer).status_code == 401


def test_nobody_gives_or_ends_keys_of_another_institution(client_for, cast):
    make_key(client_for(cast.district_admin), cast.liaison)
    outsider = client_for(cast.outsider_admin)

    refused = make_key(outsider, cast.liaison)
    ended = outsider.post(reverse("console:revoke_key", args=[ApiKey.objects.get().pk]))

    assert refused.status_code == 422
    assert ended.status_code == 404
    assert "SIMPEG" not in outsider.get(reverse("console:keys")).content.decode()
    assert ApiKey.objects.get().revoked_at is None


def test_what_is_missing_is_said_and_what_was_typed_stays(client_for, cast):
    answer = make_key(client_for(cast.district_admin), cast.liaison, scopes=[])

    assert answer.status_code == 422
    assert 'value="SIMPEG"' in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_webhook_is_made_and_its_log_sends_again(client_for, cast, offices):
    admin = client_for(cast.district_admin)
    form = {"organization": offices("majalengka").pk, "url": "https://example.go.id/masuk"}
    made = admin.post(reverse("console:webhooks"), form)
    webhooks.forget()
    services.submit(
        Submission(
            text="Jalan rusak parah di depan pasar.",
            channel=Channel.WEB,
            institution=offices("majalengka"),
        ),
        by=Actor.system(),
    )
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="dead", due_at=None, last_error="HTTP 500")

    log = admin.get(reverse("console:deliveries", args=[delivery.webhook_id])).content.decode()
    admin.post(reverse("console:replay", args=[delivery.pk]))

    assert made.status_code == 200
    assert "HTTP 500" in log
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert delivery.due_at <= timezone.now()


def test_a_resting_receiver_of_a_unit_is_seen_with_its_fault_and_woken(client_for, cast, offices):
    admin = client_for(cast.district_admin)
    form = {"organization": offices("putr").pk, "url": "https://putr.example.go.id/masuk"}
    assert admin.post(reverse("console:webhooks"), form).status_code == 200
    webhook = Webhook.objects.get(organization__code="putr")
    for _fault in range(health.THRESHOLD):
        health.failed(webhook.pk, error="HTTP 503")

    page = admin.get(reverse("console:webhooks")).content.decode()
    foreign = client_for(cast.outsider_admin).post(
        reverse("console:wake_webhook", args=[webhook.pk])
    )
    admin.post(reverse("console:wake_webhook", args=[webhook.pk]))

    assert "HTTP 503" in page
    assert "5 gangguan berturut-turut" in page
    assert foreign.status_code == 404
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.rests_until) == (0, None)


def test_programs_of_people_are_seen_by_the_nation_and_woken(client_for, cast):
    key = carriers.receiver(cast.liaison.user.pk)
    for _fault in range(carriers.THRESHOLD):
        carriers.failed(key, error="TimeoutError: timed out")
    nation, district = client_for(cast.national_admin), client_for(cast.district_admin)

    page = nation.get(reverse("console:channels")).content.decode()
    nation.post(reverse("console:wake", args=[key]))

    assert cast.liaison.user.full_name in page
    assert "TimeoutError" in page
    assert "TimeoutError" not in district.get(reverse("console:channels")).content.decode()
    assert carriers.blocked(timezone.now()) == []


def test_an_address_inside_is_refused_on_the_page(client_for, cast, offices):
    form = {"organization": offices("majalengka").pk, "url": "https://10.0.0.8/"}

    answer = client_for(cast.district_admin).post(reverse("console:webhooks"), form)

    assert answer.status_code == 422
    assert not Webhook.objects.exists()


def test_another_institution_sees_no_webhook(client_for, cast, offices):
    webhooks.create(
        offices("majalengka"), by=Actor.system(), url="https://example.go.id/", events=[]
    )
    outsider = client_for(cast.outsider_admin)
    key = Webhook.objects.get().pk

    assert outsider.get(reverse("console:deliveries", args=[key])).status_code == 404
    assert outsider.post(reverse("console:switch_webhook", args=[key])).status_code == 404
    assert "example.go.id/" not in outsider.get(
        reverse("console:webhooks")
    ).content.decode().replace("sistem.example.go.id/masuk", "")


@pytest.mark.parametrize("name", ["keys", "webhooks"])
def test_the_pages_take_few_statements_and_are_for_administrators(
    client_for, cast, query_count, name
):
    admin = client_for(cast.district_admin)
    admin.get(reverse(f"console:{name}"))

    with query_count() as statements:
        answer = admin.get(reverse(f"console:{name}"))

    assert answer.status_code == 200
    assert len(statements) <= 9, [one["sql"][:90] for one in statements]
    assert client_for(cast.liaison).get(reverse(f"console:{name}")).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1366])
def test_the_pages_are_accessible_and_fit(new_page, axe, offices, width):
    member = people.load().district_admin
    webhooks.create(
        offices("majalengka"), by=Actor.system(), url="https://example.go.id/", events=["answer"]
    )
    log = reverse("console:deliveries", args=[Webhook.objects.get().pk])
    page = new_page(member)
    page.set_viewport_size({"width": width, "height": 820})
    for address in (reverse("console:keys"), reverse("console:webhooks"), log, "/api/v1/docs"):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(reverse("console:keys"))
    page.fill("[name=name]", "SIMPEG")
    page.select_option("[name=membership]", index=1)
    page.get_by_role("button", name="Buat kunci").click()
    assert page.input_value("#made").startswith("ktg_")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
