"""A citizen's app takes every step of the reporter, once each, and is told why not."""

import pytest

from kentongan.api.views import reporter
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.workflow import MOVES
from kentongan.organizations.roles import Role

pytestmark = pytest.mark.django_db


def answered(cast, offices):
    """Bring the only complaint to an answer."""
    complaint = Complaint.objects.get()
    services.forward(complaint, by=cast.national_admin.actor, institution=offices("majalengka"))
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    services.accept(complaint, by=cast.liaison.actor)
    services.answer(complaint, by=cast.liaison.actor, text="Lampu sudah diganti kemarin.")
    return complaint


def test_every_step_of_the_reporter_has_an_address():
    steps = {move.action for move in MOVES if Role.REPORTER in move.by} - {"submit"}

    assert {one.action for one in reporter.STEPS} == steps


def test_question_answer_reply_contest_and_rating_work_through_the_api(filed, cast, offices):
    path, _receipt, app = filed()
    services.ask(Complaint.objects.get(), by=cast.national_admin.actor, question="Di mana?")
    assert app.post(f"{path}/steps/complete", {"text": "Di depan kios 12."}).status_code == 200
    complaint = answered(cast, offices)

    replied = app.post(f"{path}/steps/reply", {"text": "Yang sebelah masih mati."})
    services.take_up(Complaint.objects.get(), by=cast.liaison.actor)
    services.answer(Complaint.objects.get(), by=cast.liaison.actor, text="Keduanya sudah diganti.")
    contested = app.post(f"{path}/steps/contest", {"contest_reason": "partly_done"})
    services.answer(Complaint.objects.get(), by=cast.liaison.actor, text="Sekarang benar.")
    rated = app.post(f"{path}/steps/rate", {"solved": "yes", "score": 5})
    confirmed = app.post(f"{path}/steps/confirm")

    statuses = [one.json()["status"] for one in (replied, contested, rated, confirmed)]
    assert statuses == ["replied", "reopened", "answered", "closed"]
    complaint.refresh_from_db()
    assert (complaint.closed_kind, complaint.reopen_count) == ("confirmed", 1)
    assert complaint.ratings.get().score == 5


def test_withdrawing_and_restoring_are_offered_when_possible(filed):
    path, _receipt, app = filed()

    before = {one["action"]: one for one in app.get(path).json()["steps"]}
    app.post(f"{path}/steps/withdraw", {"text": "Sudah beres."})
    after = {one["action"]: one for one in app.get(path).json()["steps"]}

    assert before["withdraw"]["is_possible"]
    assert "restore" not in before
    assert after["restore"]["is_possible"]
    assert app.post(f"{path}/steps/restore").json()["status"] == "received"


def test_a_step_that_is_not_possible_says_why_and_changes_nothing(filed):
    path, _receipt, app = filed()

    answer = app.post(f"{path}/steps/confirm")

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "refused"
    assert Complaint.objects.get().version == 1


def test_a_missing_field_is_named(filed):
    path, _receipt, app = filed()

    empty = app.post(f"{path}/steps/add", {"text": ""})
    wrong = app.post(f"{path}/steps/contest", {"contest_reason": "boring"})

    assert [empty.status_code, wrong.status_code] == [422, 422]
    assert empty.json()["errors"][0]["field"] == "text_or_files"
    assert wrong.json()["errors"][0]["field"] == "contest_reason"


def test_a_step_without_the_pin_is_unknown(filed, machine):
    path, _receipt, _app = filed()

    assert machine().post(f"{path}/steps/withdraw").status_code == 404
    assert Complaint.objects.get().status == "received"


def test_the_same_key_takes_a_step_once_and_another_body_is_refused(filed):
    path, _receipt, app = filed()
    key = {"Idempotency-Key": "tambah-1"}

    first = app.post(f"{path}/steps/add", {"text": "Tambahan."}, **key)
    again = app.post(f"{path}/steps/add", {"text": "Tambahan."}, **key)
    other = app.post(f"{path}/steps/add", {"text": "Lain."}, **key)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    assert Complaint.objects.get().version == 2


def test_a_refused_step_does_not_use_its_key_up(filed, cast, offices):
    path, _receipt, app = filed()
    key = {"Idempotency-Key": "setuju"}

    refused = app.post(f"{path}/steps/confirm", **key)
    answered(cast, offices)

    assert refused.status_code == 409
    assert app.post(f"{path}/steps/confirm", **key).status_code == 200


def test_a_key_of_one_reporter_is_free_for_another(filed):
    first, _receipt, one = filed()
    second, _receipt, two = filed()

    one.post(f"{first}/steps/add", {"text": "Satu."}, **{"Idempotency-Key": "x"})
    answer = two.post(f"{second}/steps/add", {"text": "Dua."}, **{"Idempotency-Key": "x"})

    assert answer.status_code == 200


def test_what_did_not_change_is_not_sent_again(filed):
    path, _receipt, app = filed()
    tag = app.get(path)["ETag"]

    same = app.get(path, **{"If-None-Match": tag})
    app.post(f"{path}/steps/add", {"text": "Tambahan."})
    changed = app.get(path, **{"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
