"""The citizen has the last word by every door: each act × web, app, SMS, API and counter.

The record says by which door it came and, at the counter, which clerk took it down.
"""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kentongan.common import clock, ids
from kentongan.complaints import links
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.models import ClockRun, Follower, Rating
from tests.channels.conftest import SECRET, Phone
from tests.complaints.reaching import reach

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)
WORDS = "Lampu depan pasar tetap gelap tiap malam."


def pin_of(complaint):
    return ids.pin_for(str(complaint.idempotency_key), secret=live.SECRET_KEY)


class Web:
    """The tracking page, after the PIN."""

    name, carries_photos = "web", True

    def __init__(self, cast, client_for):
        self.client = Client()

    def act(self, one, action, given, photo=None):
        self.client.post("/lacak/", {"number": one.shown_number, "pin": pin_of(one)})
        files = {"photos": photo} if photo else {}
        url = f"/lacak/{one.shown_number}/langkah/{action}/"
        assert self.client.post(url, given | files).status_code == 302

    def follow(self, one):
        url = f"/laporan/{one.shown_number}/ikut/"
        answer = self.client.post(url, {"contact": "0812 1111 2222", "agrees": "on"})
        assert answer.status_code == 302


class App:
    """A step that waited on a device: no cookie, the token of the report, sent twice."""

    name, carries_photos = "app", True

    def __init__(self, cast, client_for):
        self.client = Client(enforce_csrf_checks=True)

    def act(self, one, action, given, photo=None):
        key = {"key": str(uuid4()), "token": links.token(one.number), "language": "id"}
        url = f"/lacak/{one.shown_number}/antre/{action}/"
        for _again in range(2):
            files = {"photos": SimpleUploadedFile("bukti.png", PNG)} if photo else {}
            answer = self.client.post(url, given | key | files)
            assert answer.status_code == 200, answer.content
        assert one.events.filter(action=action).count() == 1


class Sms:
    """One message of a telephone that gives code and PIN."""

    name, carries_photos = "sms", False
    WORDS = {
        "confirm": "SELESAI {code}",
        "contest": "BELUM {code} " + WORDS,
        "object_to": "BELUM {code} 6. " + WORDS,
        "rate": "NILAI {code} 3 SEBAGIAN",
        "reply": "BALAS {code} " + WORDS,
        "withdraw": "BATAL {code}",
        "appeal": "BANDING {code} " + WORDS,
        "consent_referral": "OMBUDSMAN {code} SETUJU",
    }

    def __init__(self, cast, client_for):
        self.phone = Phone()

    def act(self, one, action, given, photo=None):
        self.phone.sends(self.WORDS[action].format(code=f"{one.number} {pin_of(one)}"))

    def follow(self, one):
        said = self.phone.sends(f"IKUT {one.number}")
        assert "LEPAS" in said


class Api:
    """A program with number and PIN."""

    name, carries_photos = "api", True

    def __init__(self, cast, client_for):
        self.client = Client()

    def act(self, one, action, given, photo=None):
        given = {name: int(it) if name == "score" else it for name, it in given.items()}
        if action == "appeal":
            given = {"reason": given["text"]}
        if photo:
            given |= {"files": [self._upload()]}
        url = f"/api/v1/complaints/{one.shown_number}/steps/{action}"
        answer = self._post(url, given, {"X-Complaint-PIN": pin_of(one)})
        assert answer.status_code == 200, answer.content

    def follow(self, one):
        given = {"contact": "081211112222", "agrees": True}
        assert self._post(f"/api/v1/reports/{one.shown_number}/followers", given, {}).json()[
            "must_confirm"
        ]

    def _post(self, url, given, headers):
        return self.client.post(
            url, json.dumps(given), content_type="application/json", headers=headers
        )

    def _upload(self):
        made = self._post("/api/v1/uploads", {"name": "bukti.png", "size": len(PNG)}, {}).json()
        self.client.patch(
            f"/api/v1/uploads/{made['id']}",
            PNG,
            content_type="application/octet-stream",
            headers={"Upload-Offset": "0"},
        )
        return made["id"]


class Counter:
    """A clerk before whom the reporter stands with the receipt; the word came by telephone."""

    name, carries_photos = "phone", True

    def __init__(self, cast, client_for):
        self.client, self.clerk = client_for(cast.clerk), cast.clerk

    def act(self, one, action, given, photo=None):
        assert self.client.get(f"/meja/{one.shown_number}/").status_code == 404
        serve = {"do": "serve", "number": one.shown_number, "pin": pin_of(one)}
        assert self.client.post("/meja/loket/", serve).status_code == 302
        files = {"files": photo} if photo else {}
        given = given | {"came_by": "phone", "agrees": "on", "reason": given.get("text", "")}
        url = f"/meja/{one.shown_number}/langkah/{action}/"
        answer = self.client.post(url, given | files)
        assert answer.status_code in (200, 302), answer.content.decode()[:3000]
        event = one.events.order_by("-sequence").first()
        assert (event.actor_role, event.actor_label) == ("counter_clerk", self.clerk.actor.label)
        page = self.client.get(f"/meja/{one.shown_number}/").content.decode()
        assert "Telepon" in page
        assert self.clerk.actor.label in page

    def follow(self, one):
        given = {"do": "follow", "report": one.shown_number, "contact": "081211112222"}
        assert self.client.post("/meja/loket/", given).status_code == 422  # nobody has agreed
        assert self.client.post("/meja/loket/", given | {"agrees": "on"}).status_code == 302


DOORS = (Web, App, Sms, Api, Counter)
# act → from which status, what is sent, and what must then be true
ACTS = {
    "confirm": ("answered", {}, lambda one: one.status == Status.CLOSED),
    "contest": (
        "answered",
        {"contest_reason": "not_done", "text": WORDS},
        lambda one: one.status == Status.REOPENED,
    ),
    "object_to": (
        "answered",
        {"contest_reason": "disagree", "text": WORDS},
        lambda one: one.status == Status.ANSWERED and objected(one),
    ),
    "rate": (
        "closed",
        {"solved": "partly", "score": "3"},
        lambda one: Rating.objects.get(complaint=one).solved == "partly",
    ),
    "reply": ("answered", {"text": WORDS}, lambda one: one.status == Status.REPLIED),
    "withdraw": ("dispatched", {}, lambda one: one.status == Status.WITHDRAWN),
    "appeal": ("archived", {"text": WORDS}, lambda one: one.status == Status.FORWARDED),
    "consent_referral": ("in_progress", {}, lambda one: one.has_referral_consent),
}


def objected(one):
    return ClockRun.objects.filter(complaint=one, clock=Clock.DECISION, stopped_at=None).exists()


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SMS_CHANNELS = f"kannel url=http://127.0.0.1:9/ username=u password=p secret={SECRET}"
    settings.HOME_INSTITUTION = "majalengka"


@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize("door", DOORS, ids=[one.__name__ for one in DOORS])
def test_every_act_is_taken_by_every_door(cast, client_for, door, action):
    status, given, holds = ACTS[action]
    ago = timedelta(days=61 if action == "consent_referral" else 0)
    with clock.at(clock.now() - ago):
        one = reach(cast, status)
    by = door(cast, client_for)
    has_photo = action == "reply" and by.carries_photos
    by.act(one, action, given, SimpleUploadedFile("bukti.png", PNG) if has_photo else None)
    one.refresh_from_db()
    assert holds(one), one.status
    event = one.events.filter(action=action).get()
    assert event.facts["door"] == by.name
    if has_photo:
        assert event.attachments.get().media_type == "image/png"
    if action == "consent_referral":
        assert "Ombudsman" in event.facts["wording"]


# The app shows the same page of the public: to follow takes the network.
@pytest.mark.parametrize("door", [Web, Sms, Api, Counter], ids=lambda one: one.__name__)
def test_somebody_else_follows_by_every_door(cast, client_for, door):
    one = reach(cast, "dispatched")
    by = door(cast, client_for)
    by.follow(one)
    follower = Follower.objects.get(complaint=one)
    assert follower.wording
    assert follower.way == "sms"
    # Who came with the address itself, or to the counter, has agreed; others are asked there first.
    assert bool(follower.agreed_at) is (by.name in ("sms", "phone"))
    assert bool(follower.entered_by_id) is (by.name == "phone")
