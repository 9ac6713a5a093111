"""A reporter lets the device be told of each step; the device shows that there is news."""

import json

import pytest
from django.urls import reverse

from kentongan.complaints import links
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import PushSubscription
from tests.common.waiting import until
from tests.complaints.reaching import reach
from tests.notifications.push_service import Phone, PushService
from tests.portal.test_browser import PHONE
from tests.portal.test_offline import READY, touch

# A closed network has no push service: what the browser's own would hand over comes from here.
SUBSCRIBE = """PushManager.prototype.subscribe = async options => {
  if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error('bad')
  return { toJSON: () => (%s) }
}"""


@pytest.fixture
def phone(settings, tmp_path):
    settings.PUSH_HOSTS = ["localhost"]
    service = PushService(tmp_path)
    yield Phone(service)
    service.close()


@pytest.mark.django_db
def test_a_stranger_cannot_have_a_report_pushed(client, cast, phone):
    complaint = reach(cast, "in_progress")
    given = {"endpoint": phone.browser.endpoint, "p256dh": phone.browser.p256dh}
    client.post(f"/lacak/{complaint.shown_number}/kabar/", given | {"auth": phone.browser.auth})

    assert not PushSubscription.objects.exists()


@pytest.mark.django_db
def test_an_officer_opts_in_and_out_on_the_page_of_messages(client_for, cast, phone):
    client, browser = client_for(cast.liaison), phone.browser
    given = {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}
    page = client.post("/saya/kabar/perangkat/", given, follow=True).content.decode()
    assert "1 perangkat diberi kabar" in page
    cast.liaison.user.refresh_from_db()
    assert cast.liaison.user.has_push

    client.post("/saya/kabar/perangkat/", {"stop": "1"})
    cast.liaison.user.refresh_from_db()
    assert not cast.liaison.user.has_push
    assert client_for(cast.reporter).post("/saya/kabar/perangkat/", given).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_device_is_told_after_a_press_and_opens_the_report(
    new_page, cast, axe, phone, settings
):
    settings.WEBHOOK_PRIVATE = True
    complaint = reach(cast, "in_progress")
    page = new_page(**PHONE, permissions=["notifications"])
    browser = phone.browser
    given = {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}
    page.add_init_script(SUBSCRIBE % json.dumps(given))
    number = complaint.shown_number
    page.goto(reverse("portal:by_link", args=[number, links.token(complaint.number)]))
    touch(page)
    until(page, READY)
    assert axe(page) == []
    page.click("text=Beri tahu perangkat ini")
    page.wait_for_selector("text=Perangkat ini diberi tahu")
    assert PushSubscription.objects.get().about == complaint.pk
    assert "push" in Complaint.objects.get(pk=complaint.pk).contact_by

    session = page.context.new_cdp_session(page)
    found = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until(page, "true")
    news = {"title": "Kabar", "body": "Ada kabar", "url": f"/lacak/{number}/", "tag": number}
    origin = page.evaluate("location.origin")
    session.send("ServiceWorker.deliverPushMessage",
                 {"origin": origin, "registrationId": found[0], "data": json.dumps(news)})  # fmt: skip
    shown = (
        "navigator.serviceWorker.ready.then(r => r.getNotifications())"
        ".then(all => all.map(one => one.title + ' ' + one.data).join())"
    )
    until(page, f"{shown}.then(found => found === 'Kabar /lacak/{number}/')")
    page.click("text=Jangan beri tahu perangkat mana pun")
    page.wait_for_selector("text=Tidak ada perangkat yang diberi tahu lagi")
    assert not PushSubscription.objects.exists()
