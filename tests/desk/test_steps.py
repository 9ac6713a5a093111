"""Every step form of the desk: it is taken, it refuses with words, it keeps what was typed."""

import html
import re

import pytest

from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.desk.steps import STEPS
from tests.desk.steps import CASES, WORDS, data_of, dispatched, forwarded, in_progress

pytestmark = pytest.mark.django_db
each_step = pytest.mark.parametrize("case", CASES, ids=lambda case: case.action)
with_required = pytest.mark.parametrize(
    "case",
    [
        one
        for one in CASES
        if one.given and one.action not in ("publish", "approve", "add", "list_points")
    ],
    ids=lambda case: case.action,
)
compared = pytest.mark.parametrize(
    "case", [one for one in CASES if STEPS[one.action].has_seen], ids=lambda case: case.action
)


def url(complaint, action):
    return f"{complaint.get_absolute_url()}langkah/{action}/"


def last(complaint):
    return complaint.events.order_by("-sequence")[0]


def test_every_step_of_the_desk_is_tried_here():
    assert {case.action for case in CASES} == set(STEPS)


@each_step
def test_a_step_is_taken_by_its_form(client_for, cast, case):
    complaint, client = case.start(cast), client_for(getattr(cast, case.by))
    page = client.get(complaint.get_absolute_url())
    assert f"/langkah/{case.action}/" in page.content.decode()

    answer = client.post(
        url(complaint, case.action), data_of(case, cast) | {"seen": complaint.version}
    )

    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert last(complaint).action == case.action


@each_step
def test_the_form_of_a_step_stands_on_a_page_of_its_own(client_for, cast, case):
    complaint, client = case.start(cast), client_for(getattr(cast, case.by))

    page = client.get(url(complaint, case.action))

    assert page.status_code == 200
    assert f'action="{url(complaint, case.action)}"' in page.content.decode()


@with_required
def test_a_form_left_empty_says_what_is_missing_and_changes_nothing(client_for, cast, case):
    complaint, client = case.start(cast), client_for(getattr(cast, case.by))
    version = Complaint.objects.get(pk=complaint.pk).version

    page = client.post(url(complaint, case.action), {"seen": version})

    assert page.status_code == 422
    assert page.context["form"].errors
    assert "<title>Kesalahan:" in re.sub(r"\s+", " ", page.content.decode()).replace(
        "<title> ", "<title>"
    )
    assert Complaint.objects.get(pk=complaint.pk).version == version


@compared
def test_whoever_decided_on_an_older_page_is_told_what_changed(client_for, cast, case):
    complaint = case.start(cast)
    before = Complaint.objects.get(pk=complaint.pk).version
    data = data_of(case, cast)

    page = client_for(getattr(cast, case.by)).post(url(complaint, case.action), data | {"seen": 0})

    text = html.unescape(page.content.decode())
    assert page.status_code == 409
    assert "Laporan ini berubah sejak Anda membukanya" in text
    assert WORDS not in data.values() or WORDS in text
    assert Complaint.objects.get(pk=complaint.pk).version == before


def test_after_a_conflict_the_second_press_is_decided_on_what_is_shown(client_for, cast):
    complaint = in_progress(cast)
    seen = complaint.version
    services.draft(complaint, by=cast.drafter.actor, text="Draf dari Bu Wati.")
    services.send_back(complaint, by=cast.unit_head.actor, reason="Sebut tanggalnya.")
    client = client_for(cast.liaison)
    page = client.post(url(complaint, "answer"), {"text": WORDS, "seen": seen})
    form = page.context["form"]
    shown = {name: form[name].value() for name in ("text", "seen", "version")}

    again = client.post(url(complaint, "answer"), shown)

    text = page.content.decode()
    assert (page.status_code, again.status_code) == (409, 302)
    assert "Pak Bambang" in text
    assert "Draf dari Bu Wati." in text
    assert shown["text"] == WORDS
    assert last(complaint).action == "answer"


def test_a_note_in_between_is_no_conflict(client_for, cast):
    complaint = in_progress(cast)
    seen = complaint.version
    services.note(complaint, by=cast.drafter.actor, text="Sudah ditelepon.")

    answer = client_for(cast.liaison).post(url(complaint, "answer"), {"text": WORDS, "seen": seen})

    assert answer.status_code == 302


def test_two_officers_dispatch_at_once_and_only_one_dispatch_happens(client_for, cast, offices):
    complaint = forwarded(cast)
    first, second = client_for(cast.district_admin), client_for(cast.second_admin)
    data = {"seen": complaint.version, "note": "Tolong segera diperiksa."}

    one = first.post(url(complaint, "dispatch"), data | {"unit": offices("putr").pk})
    other = second.post(url(complaint, "dispatch"), data | {"unit": offices("dlh").pk})

    assert (one.status_code, other.status_code) == (302, 409)
    assert complaint.dispositions.count() == 1
    text = other.content.decode()
    assert "Bu Rina" in text
    assert "Tolong segera diperiksa." in text


def test_a_report_that_went_to_another_office_meanwhile_leads_back_to_the_list(
    client_for, cast, offices
):
    complaint = dispatched(cast)
    services.redispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"), reason=WORDS)

    answer = client_for(cast.liaison).post(url(complaint, "accept"), {}, follow=True)

    assert answer.redirect_chain[0][0] == "/meja/"
    assert "tidak lagi berada di kantor Anda" in answer.content.decode()


def test_a_step_that_does_not_exist_is_not_found(client_for, cast):
    client, complaint = client_for(cast.liaison), in_progress(cast)

    assert client.get(url(complaint, "explode")).status_code == 404
    assert client.post(url(complaint, "submit")).status_code == 404


def test_a_step_that_is_not_possible_shows_why_instead_of_its_form(client_for, cast):
    page = client_for(cast.liaison).get(url(in_progress(cast), "accept"))

    assert page.status_code == 200
    assert "Belum dapat dilakukan" in page.content.decode()


def test_a_step_from_the_pane_answers_with_the_report_and_the_counters(client_for, cast):
    complaint = dispatched(cast)

    answer = client_for(cast.liaison).post(
        url(complaint, "accept"),
        {"seen": complaint.version, "lihat": "new"},
        headers={"HX-Request": "true", "HX-Target": "detail"},
    )

    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert f'id="row-{complaint.number}" hx-swap-oob="true"' in part
    assert 'id="views"' in part


def test_a_step_that_takes_the_report_away_removes_its_row_and_offers_the_next(
    client_for, cast, offices
):
    first, second = dispatched(cast), dispatched(cast)

    answer = client_for(cast.liaison).post(
        url(first, "decline"),
        {"seen": first.version, "proposed_owner": offices("dlh").pk, "reason": WORDS},
        headers={"HX-Request": "true", "HX-Target": "detail"},
    )

    part = answer.content.decode()
    assert f'id="row-{first.number}" hx-swap-oob="delete"' in part
    assert second.get_absolute_url() in part
