"""Too much gets a precise answer that says when to come back; each limit is a setting."""

import pytest
from django.conf import settings as configured
from django.test import Client

from kentongan.config.env import Env

pytestmark = pytest.mark.django_db
POST_REPORT = {"step": "check", "text": "Jalan rusak di depan balai desa"}


def report():
    return Client().post("/lapor/", POST_REPORT)


def alike():
    return Client().post("/lapor/mirip/", {"text": "Jalan rusak di depan balai desa"})


def file():
    return Client().post("/lapor/berkas/")


def api_report():
    return Client().post(
        "/api/v1/complaints",
        {"text": "Jalan rusak parah di desa kami"},
        content_type="application/json",
    )


def api_read():
    return Client().get("/api/v1/categories")


def api_file():
    return Client().post(
        "/api/v1/uploads", {"name": "a.png", "size": 10}, content_type="application/json"
    )


def wrong_key():
    return Client().get("/api/v1/office/complaints", headers={"Authorization": "Bearer salah"})


def wrong_secret():
    return Client().post("/masuk/sms/modem/?token=salah", b"x", content_type="text/plain")


def open311():
    return Client().get("/open311/v2/services.json")


@pytest.mark.parametrize(
    ("name", "ask"),
    [("report", report), ("alike", alike), ("hold", file), ("api-filed", api_report), ("api-read", api_read),
     ("api-read", open311), ("api-uploaded", api_file), ("api-wrong-key", wrong_key),
     ("wrong-secret", wrong_secret)],
)  # fmt: skip
def test_one_too_many_is_told_when_to_come_back_and_costs_the_others_nothing(
    settings, cast, name, ask
):
    settings.SMS_CHANNELS = "modem adapter=aggregator url=http://127.0.0.1:9/ secret=s"
    settings.LIMITS = settings.LIMITS | {name: 2}
    answers = [ask() for _ in range(3)]
    assert [one.status_code == 429 for one in answers] == [False, False, True], [
        (one.status_code, one.content[:100]) for one in answers
    ]
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    assert answers[-1].content.strip()
    # Whoever comes from elsewhere is served.
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").get("/api/v1/categories")
    assert elsewhere.status_code == 200


def test_every_limit_can_be_set(monkeypatch):
    env = Env.load({"KENTONGAN_LIMIT_API_KEY": "7", "KENTONGAN_INBOUND_MAX_KB": "99"})
    assert (env.limit_api_key, env.inbound_max_kb) == (7, 99)
    assert set(configured.LIMITS) == {
        "report", "alike", "hold", "api-filed", "api-read", "api-uploaded", "api-key", "api-wrong-key",
        "wrong-secret", "unproved-answers",
    }  # fmt: skip
