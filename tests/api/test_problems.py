"""Whatever goes wrong under /api/ is a problem in JSON, never a page and never a trace."""

import logging

import pytest

from kentongan.api.views import reference

pytestmark = pytest.mark.django_db


def told(answer):
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return answer.status_code


def test_unknown_addresses_methods_and_broken_bodies(client):
    assert told(client.get("/api/v1/nothing")) == 404
    assert told(client.get("/api/")) == 404
    refused = client.delete("/api/v1/complaints")
    assert told(refused) == 405
    assert "POST" in refused["Allow"]
    broken = client.post("/api/v1/complaints", "{", content_type="application/json")
    assert told(broken) == 400


def test_each_wrong_field_is_named_in_the_language_of_the_request(client):
    body = '{"text": "pendek", "lat": 200}'
    answers = {
        code: client.post(
            "/api/v1/complaints",
            body,
            content_type="application/json",
            headers={"Accept-Language": code},
        )
        for code in ("id", "en")
    }

    assert {told(one) for one in answers.values()} == {422}
    fields = {one["field"] for one in answers["en"].json()["errors"]}
    assert fields == {"text", "lat"}
    assert answers["en"].json()["detail"] != answers["id"].json()["detail"]


def test_our_own_fault_is_recorded_and_told_without_a_trace(client, monkeypatch, caplog):
    def fails(_on):
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(reference.directory, "institutions", fails)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/institutions")

    assert told(answer) == 500
    assert b"secret" not in answer.content
    assert "secret of the machine" in caplog.text


def test_the_same_key_with_another_report_is_refused(machine):
    key = {"Idempotency-Key": "5b4a3c9e-8f0e-4d0a-9a57-0d0f8d1c2b3a"}
    first = machine().post("/complaints", {"text": "Lampu jalan mati sejak minggu lalu."}, **key)

    other = machine().post("/complaints", {"text": "Jembatan putus sejak minggu lalu."}, **key)

    assert first.status_code == 201
    assert told(other) == 422
    assert other.json()["code"] == "key_used"
    assert first.json()["pin"] not in other.content.decode()


def test_any_site_may_call_what_needs_no_key_and_none_what_does(client):
    def ask(path):
        return client.options(
            path, headers={"Origin": "https://warga.demo", "Access-Control-Request-Method": "POST"}
        )

    allowed, refused = ask("/api/v1/complaints"), ask("/api/v1/office/complaints")

    assert allowed.status_code == 204
    assert allowed["Access-Control-Allow-Origin"] == "*"
    assert "X-Complaint-PIN" in allowed["Access-Control-Allow-Headers"]
    assert not allowed.has_header("Access-Control-Allow-Credentials")
    assert not refused.has_header("Access-Control-Allow-Origin")


def test_reference_data_is_sent_once(client):
    for path in ("categories", "institutions", "areas?q=kadipaten", "areas?within=32.10.13"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
        assert first.json(), path
        assert (again.status_code, again.content) == (304, b"")


def test_limits_are_told_on_every_answer(client):
    answer = client.get("/api/v1/institutions")

    assert int(answer["RateLimit-Limit"]) > int(answer["RateLimit-Remaining"]) > 0
    assert 0 < int(answer["RateLimit-Reset"]) <= 600
