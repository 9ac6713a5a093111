"""The page of one complaint: what it shows to whom, and what it costs."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.desk import disclosed
from kentongan.notifications.models import Message
from tests.desk.steps import CASES, WORDS, answered, awaiting, consented, dispatched, merged

pytestmark = pytest.mark.django_db
READERS = (
    "national_admin", "district_admin", "second_admin", "liaison", "drafter", "unit_head",
    "field_officer", "inspector", "leader",
)  # fmt: skip


def text_of(page):
    return html.unescape(page.content.decode())


@pytest.mark.parametrize("role", READERS)
def test_whoever_may_know_of_it_reads_it(client_for, cast, in_progress, role):
    complaint = in_progress()

    page = client_for(getattr(cast, role)).get(complaint.get_absolute_url())

    assert page.status_code == 200
    for words in (complaint.title, complaint.text, complaint.shown_number, "Yang sudah terjadi"):
        assert words in text_of(page)


@pytest.mark.parametrize("role", ["ppid", "clerk", "auditor", "operator"])
def test_for_other_roles_it_is_not_there(client_for, cast, in_progress, role):
    page = client_for(getattr(cast, role)).get(in_progress().get_absolute_url())

    assert page.status_code == 404


def test_the_auditor_reads_what_was_referred_and_changes_nothing(client_for, cast):
    complaint = consented(cast)
    services.refer(complaint, by=cast.district_admin.actor, reason=WORDS)

    page = client_for(cast.auditor).get(complaint.get_absolute_url())

    assert page.status_code == 200
    assert not page.context["case"].panels
    assert "Peran Anda hanya membaca laporan ini." in text_of(page)


def test_the_leader_reads_and_may_leave_a_note(client_for, cast, in_progress):
    page = client_for(cast.leader).get(in_progress().get_absolute_url())

    assert [panel.action for panel in page.context["case"].panels] == ["note"]


@pytest.mark.parametrize(
    ("case", "role"),
    [(one, one.by) for one in CASES]
    + [(one, "district_admin") for one in CASES if one.action != "forward"],
    ids=lambda value: getattr(value, "action", value),
)
def test_the_page_costs_twelve_statements_at_most(client_for, cast, query_count, case, role):
    complaint = case.start(cast)
    client = client_for(getattr(cast, role))
    client.get(complaint.get_absolute_url())  # the first look of the unit writes that it looked

    with query_count() as statements:
        page = client.get(complaint.get_absolute_url())

    assert page.status_code == 200
    assert len(statements) <= 12


def test_a_long_history_costs_no_statement_more(client_for, cast, long_history, query_count):
    complaint, client = long_history(), client_for(cast.liaison)

    with query_count() as statements:
        page = client.get(complaint.get_absolute_url())

    assert len(statements) <= 12
    assert "Catatan 29" in text_of(page)


def test_the_two_dates_stand_in_words(client_for, cast, in_progress):
    text = text_of(client_for(cast.liaison).get(in_progress().get_absolute_url()))

    assert "Paling lambat" in text
    assert "Batas hukum" in text


def test_it_says_why_a_step_is_not_possible(client_for, cast):
    complaint = awaiting(cast)

    case = client_for(cast.drafter).get(complaint.get_absolute_url()).context["case"]

    assert case.impossible
    assert all(one.why_not for one in case.impossible)


def test_who_wrote_the_draft_is_told_that_a_colleague_approves(client_for, cast, in_progress):
    complaint = in_progress()
    services.draft(complaint, by=cast.liaison.actor, text=WORDS)

    case = client_for(cast.liaison).get(complaint.get_absolute_url()).context["case"]

    assert "approve" in {one.action for one in case.impossible}


def test_an_internal_note_is_marked_and_the_words_to_a_unit_too(
    client_for, cast, file_one, offices
):
    complaint = file_one()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"), note=WORDS)
    services.note(complaint, by=cast.district_admin.actor, text="Telepon dulu.")

    entries = client_for(cast.liaison).get(complaint.get_absolute_url()).context["case"].entries

    assert [one.text for one in entries if one.internal and one.text] == ["Telepon dulu.", WORDS]


@pytest.mark.parametrize(
    ("action", "is_published", "readers"),
    [
        ("dispatch", True, "officers"),
        ("note", True, "officers"),
        ("ask", True, "reporter"),
        ("answer", True, "public"),
        ("answer", False, "reporter"),
        ("publish", False, "public"),
    ],
)
def test_each_form_says_who_reads_it(in_progress, action, is_published, readers):
    complaint = in_progress()
    complaint.published_at = clock.now() if is_published else None

    assert disclosed.readers(action, complaint) == readers


def test_the_first_look_of_the_unit_is_on_record_once(client_for, cast):
    complaint = dispatched(cast)

    client_for(cast.district_admin).get(complaint.get_absolute_url())
    assert not complaint.events.filter(action="open").exists()
    for member in (cast.liaison, cast.drafter, cast.liaison):
        client_for(member).get(complaint.get_absolute_url())

    assert [one.actor_label for one in complaint.events.filter(action="open")] == ["Pak Hendra"]


def test_messages_are_shown_with_what_became_of_them(client_for, cast, file_one):
    complaint = file_one(personal=PersonalData(name="Siti Rahayu", email="siti@contoh.demo"))
    mail = Message.objects.filter(about=complaint.pk, transport="email", identity__isnull=False)
    later = clock.now() + timedelta(minutes=5)
    mail.update(state="failed", tries=3, due_at=later, last_error="451 try later")

    text = text_of(client_for(cast.district_admin).get(complaint.get_absolute_url()))

    assert "451 try later" in text
    assert "Dicoba lagi" in text
    assert "Siti Rahayu" not in text
    assert "siti@contoh.demo" not in text


def test_the_reports_merged_into_it_are_listed(client_for, cast):
    child = merged(cast)
    client = client_for(cast.district_admin)

    page = client.get(child.master.get_absolute_url())
    listed = client.get(reverse("desk:merged", args=[child.master.shown_number]))

    assert reverse("desk:merged", args=[child.master.shown_number]) in text_of(page)
    assert child.shown_number in text_of(listed)


def test_the_pane_is_the_report_without_the_frame(client_for, cast, in_progress):
    headers = {"HX-Request": "true", "HX-Target": "detail"}
    complaint = in_progress()

    part = client_for(cast.liaison).get(complaint.get_absolute_url(), headers=headers)

    assert "<html" not in text_of(part)
    assert complaint.text in text_of(part)
    assert 'hx-target="#detail"' in text_of(part)


def test_an_answered_report_shows_until_when_it_may_be_contested(client_for, cast):
    text = text_of(client_for(cast.liaison).get(answered(cast).get_absolute_url()))

    assert "Penutupan otomatis" in text


@pytest.mark.parametrize("number", ["LP-0000-0000", "x", "LP-9K47-TX2B"])
def test_a_number_that_does_not_exist_is_not_found(client_for, cast, number):
    assert client_for(cast.district_admin).get(f"/meja/{number}/").status_code == 404
