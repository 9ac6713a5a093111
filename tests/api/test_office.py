"""Programs of institutions: the same rows, rules and refusals as the officers' pages."""

from datetime import timedelta

import pytest

from kentongan.api.officesteps import NOT_HERE, STEPS
from kentongan.api.quotas import BY_KEY
from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.workflow import ACTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_district(filed):
    path, receipt, _app = filed(institution="majalengka")
    return f"/office{path}", receipt["number"]


def test_every_step_of_the_workflow_table_has_an_address():
    assert set(STEPS) | NOT_HERE == set(ACTIONS)


def test_a_complaint_goes_from_desk_to_answer_by_programs_alone(program, cast, at_district):
    path, _number = at_district
    desk, unit, head = (program(one) for one in (cast.district_admin, cast.drafter, cast.unit_head))

    sent = desk.post(f"{path}/steps/dispatch", {"unit": "putr", "note": "Mohon dicek."})
    opened = unit.post(f"{path}/steps/open")
    accepted = head.post(f"{path}/steps/accept")
    drafted = unit.post(f"{path}/steps/draft", {"text": "Lampu diganti hari ini."})
    approved = head.post(f"{path}/steps/approve")

    steps = (sent, opened, accepted, drafted, approved)
    assert [one.status_code for one in steps] == [200] * 5, [one.content for one in steps]
    complaint = Complaint.objects.get()
    assert complaint.status == "answered"
    assert complaint.events.last().actor_user_id == cast.unit_head.user.pk
    assert complaint.answers.get(state="published").text == "Lampu diganti hari ini."


def test_what_the_membership_may_not_see_does_not_exist(program, cast, at_district):
    path, _number = at_district
    outsider = program(cast.outsider_admin)

    assert outsider.get(path).status_code == 404
    assert outsider.get("/office/complaints").json()["items"] == []
    assert outsider.post(f"{path}/steps/note", {"text": "Halo."}).status_code == 404


def test_a_role_takes_no_step_of_another(program, cast, at_district):
    path, _number = at_district
    services.dispatch(
        Complaint.objects.get(),
        by=cast.district_admin.actor,
        unit=cast.liaison.membership.organization,
    )

    answer = program(cast.drafter).post(f"{path}/steps/accept")

    assert answer.status_code == 409
    assert Complaint.objects.get().status == "dispatched"


def test_who_decided_on_an_old_version_is_told_who_was_first(program, cast, at_district):
    path, _number = at_district
    desk = program(cast.district_admin)
    tag = desk.get(path)["ETag"]
    services.return_to_national(
        Complaint.objects.get(), by=cast.second_admin.actor, reason="Bukan wewenang kami."
    )

    answer = desk.post(f"{path}/steps/ask", {"question": "Di mana?"}, **{"If-Match": tag})

    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert "Pak Dedi" in answer.json()["detail"]


def test_unknown_codes_and_people_are_named_by_field(program, cast, at_district):
    path, _number = at_district
    desk = program(cast.district_admin)

    unit = desk.post(f"{path}/steps/dispatch", {"unit": "tidak-ada"})
    arbiter = desk.post(f"{path}/steps/name_arbiter", {"arbiter": 999999})

    assert [unit.status_code, arbiter.status_code] == [422, 422]
    assert unit.json()["errors"][0]["field"] == "unit"
    assert arbiter.json()["errors"][0]["field"] == "arbiter"


def test_pages_by_cursor_show_each_row_once(program, cast, filed):
    numbers = {filed(institution="majalengka")[1]["number"] for _ in range(5)}
    desk, seen, cursor = program(cast.district_admin), [], ""

    while True:
        page = desk.get(f"/office/complaints?limit=2&cursor={cursor}").json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break

    assert sorted(seen) == sorted(numbers)


def test_filters_narrow_the_list(program, cast, filed):
    filed(institution="majalengka")
    desk = program(cast.district_admin)

    assert len(desk.get("/office/complaints?open=true&status=forwarded").json()["items"]) == 1
    assert desk.get("/office/complaints?status=closed").json()["items"] == []
    assert desk.get("/office/complaints?status=nonsense").status_code == 422
    assert desk.get("/office/complaints?cursor=nonsense").status_code == 422


def test_changes_since_a_cursor_come_once_and_in_order(program, cast, at_district):
    _path, number = at_district
    desk = program(cast.district_admin)
    later = clock.now() + timedelta(seconds=10)

    fresh = desk.get("/office/changes").json()
    with clock.at(later):
        first = desk.get("/office/changes").json()
        services.note(Complaint.objects.get(), by=cast.district_admin.actor, text="Catatan.")
    with clock.at(later + timedelta(seconds=10)):
        second = desk.get(f"/office/changes?cursor={first['next']}").json()
        third = desk.get(f"/office/changes?cursor={second['next']}").json()

    assert fresh["items"] == []
    assert [one["action"] for one in first["items"]] == ["submit"]
    assert [(one["action"], one["number"]) for one in second["items"]] == [("note", number)]
    assert (third["items"], third["next"]) == ([], second["next"])


def test_a_list_page_takes_at_most_six_statements(program, cast, filed, query_count):
    for _ in range(3):
        filed(institution="majalengka")
    desk = program(cast.district_admin)
    desk.get("/office/complaints")

    with query_count() as statements:
        desk.get("/office/complaints")

    assert len(statements) <= 6, [one["sql"][:90] for one in statements]


@pytest.mark.django_db(transaction=True)
def test_the_identity_needs_scope_and_reason_and_leaves_a_record(cast, program, filed):
    filed(institution="majalengka", contact={"name": "Siti", "phone": "081234567890"})
    path = f"/office/complaints/{Complaint.objects.get().shown_number}"
    without = program(cast.district_admin, scopes=("read",))
    desk = program(cast.district_admin)

    assert b"Siti" not in without.get(path).content
    assert without.post(f"{path}/identity", {"reason": "Perlu."}).status_code == 403
    assert desk.post(f"{path}/identity", {"reason": " "}).status_code == 422
    opened = desk.post(f"{path}/identity", {"reason": "Perlu ditelepon."})

    assert opened.json()["phone"] == "+6281234567890"
    assert opened["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action__startswith="identity").count() == 1


def test_a_clerk_records_what_arrived_by_letter_once(program, cast):
    clerk = program(cast.district_admin)
    body = {
        "text": "Jembatan gantung di desa kami putus talinya.",
        "channel": "letter",
        "external_id": "9165816",
    }

    first = clerk.post("/office/complaints", body, **{"Idempotency-Key": "surat-1"})
    again = clerk.post("/office/complaints", body, **{"Idempotency-Key": "surat-1"})
    double = clerk.post("/office/complaints", body, **{"Idempotency-Key": "surat-2"})

    assert first.status_code == 201, first.content
    assert first.json() == again.json()
    assert (double.status_code, double.json()["code"]) == (409, "double")
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.entered_by_id) == ("letter", cast.district_admin.user.pk)


def test_a_liaison_records_nothing(program, cast):
    answer = program(cast.liaison).post(
        "/office/complaints", {"text": "Jembatan putus talinya ya."}
    )

    assert answer.status_code == 403


def test_a_key_that_comes_too_often_is_told_when_to_come_back(program, cast, monkeypatch):
    monkeypatch.setattr("kentongan.api.quotas.BY_KEY", BY_KEY.__class__("api-key", 3, 600))
    app = program(cast.liaison)

    answers = [app.get("/office/me") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert 0 < int(answers[-1]["Retry-After"]) <= 600
