"""The bell: what happened to reports of one's office, and that a look at it counts."""

import pytest

from kentongan.complaints import services
from kentongan.notifications.models import Message
from tests.desk.steps import WORDS, dispatched

pytestmark = pytest.mark.django_db
BELL = "/meja/kabar/"


def bells(member):
    return Message.objects.bell_for(member.user.pk)


def test_the_liaison_officer_is_told_of_a_dispatch_and_nobody_of_another_office(client_for, cast):
    complaint = dispatched(cast)

    page = client_for(cast.liaison).get(BELL)

    assert complaint.shown_number in page.content.decode()
    assert page.context["bell_count"] == 1
    assert client_for(cast.other_liaison).get(BELL).context["news"] == []


def test_a_look_at_the_report_from_the_bell_marks_it_as_read(client_for, cast):
    dispatched(cast)
    client = client_for(cast.liaison)
    url = client.get(BELL).context["news"][0].url

    client.get(url)

    assert bells(cast.liaison).unread().count() == 0
    assert bells(cast.drafter).unread().count() == bells(cast.drafter).count()


def test_a_look_that_does_not_come_from_the_bell_marks_nothing(client_for, cast):
    client_for(cast.liaison).get(dispatched(cast).get_absolute_url())

    assert bells(cast.liaison).unread().count() == 1


def test_all_are_marked_at_once_and_only_one_s_own(client_for, cast):
    for _number in range(3):
        dispatched(cast)
    dispatched(cast, unit="dlh")
    others = bells(cast.other_liaison).unread().count()

    answer = client_for(cast.liaison).post(BELL)

    assert answer.status_code == 302
    assert bells(cast.liaison).unread().count() == 0
    assert bells(cast.other_liaison).unread().count() == others == 1


def test_the_list_goes_on_after_fifty_and_costs_few_statements(client_for, cast, query_count):
    dispatched(cast)
    pattern = bells(cast.liaison).get()
    for number in range(60):
        pattern.pk, pattern.dedupe = None, f"test-{number}"
        pattern.save()
    client = client_for(cast.liaison)

    with query_count() as statements:
        page = client.get(BELL)
    rest = client.get(page.context["more_url"], headers={"HX-Request": "true"})

    assert len(page.context["news"]) == 50
    assert rest.content.decode().count("data-row>") == 11
    assert "<html" not in rest.content.decode()
    assert len(statements) <= 6


def test_without_news_it_says_what_will_stand_there(client_for, cast):
    assert "Belum ada kabar" in client_for(cast.auditor).get(BELL).content.decode()


def test_both_desks_are_told_of_an_answer(client_for, cast, in_progress):
    complaint = in_progress()
    services.answer(complaint, by=cast.liaison.actor, text=WORDS)

    for member in (cast.district_admin, cast.national_admin):
        assert complaint.shown_number in client_for(member).get(BELL).content.decode()
