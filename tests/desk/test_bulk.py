"""One step on many reports: by each one's own rules, told one by one, never twice, never by halves."""

from uuid import uuid4

import pytest
from django.db import connection

from kentongan.complaints import services
from kentongan.complaints.choices import Status
from kentongan.complaints.models import BulkRun, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import answer_templates, bulk
from kentongan.desk import bulk as offered

pytestmark = pytest.mark.django_db
MANY = "/meja/sekaligus/"


@pytest.fixture
def act(client_for):
    """`act(member, "dispatch", complaints, unit=5)`: look, then send the form as it was shown."""

    def go(member, action, complaints, *, key=None, **facts):
        client = client_for(member)
        numbers = [one.number for one in complaints]
        shown = client.get(MANY, {"langkah": action, "number": numbers}).context
        seen = {f"seen_{one.number}": one.version for one in shown["choice"].fitting}
        given = {"langkah": action, "kunci": key or uuid4(), "number": numbers} | seen | facts
        return client.post(MANY, given, follow=True)

    return go


def statuses(complaints):
    rows = Complaint.objects.filter(pk__in=[one.pk for one in complaints])
    return [one.status for one in rows.order_by("pk")]


def words(page):
    return {complaint.number if complaint else number: item.words
            for item, complaint, number in page.context["refused"]}  # fmt: skip


def test_many_are_dispatched_and_each_that_was_not_says_why(act, cast, many, offices, client_for):
    first, second, third = many(3)
    gone = many(1)[0]
    services.return_to_national(gone, by=cast.district_admin.actor, reason="Bukan wewenang kami.")
    chosen = [first, second, third, gone]

    page = client_for(cast.district_admin).get(
        MANY, {"langkah": "dispatch", "number": [one.number for one in chosen]}
    )
    assert [one.complaint for one in page.context["choice"].excepted] == [gone]
    services.note(second, by=cast.district_admin.actor, text="Sudah ditelepon.")
    seen = {f"seen_{one.number}": 1 for one in (first, second, third)}
    services.dispatch(third, by=cast.second_admin.actor, unit=offices("dlh"))
    page = act(
        cast.district_admin, "dispatch", chosen, unit=offices("putr").pk, **seen
    )  # fmt: skip

    assert [one.number for _item, one, _code in page.context["done"]] == [
        first.number,
        second.number,
    ]
    assert set(words(page)) == {third.number, gone.number}
    assert all(words(page).values())
    assert statuses([first, second]) == [Status.DISPATCHED] * 2
    third.refresh_from_db()
    assert third.unit == offices("dlh")
    assert third.shown_number in page.content.decode()


def test_the_same_form_sent_twice_takes_each_step_once(act, cast, many, offices, client_for):
    complaints, key = many(2), uuid4()
    facts = {"key": key, "question": "Di RT berapa?"}

    once = act(cast.district_admin, "ask", complaints, **facts)
    numbers = [one.number for one in complaints]
    given = {"langkah": "ask", "kunci": key, "number": numbers, "question": "Di RT berapa?"}
    twice = client_for(cast.district_admin).post(MANY, given, follow=True)

    assert len(once.context["done"]) == len(twice.context["done"]) == 2
    assert [one.events.filter(action="ask").count() for one in complaints] == [1, 1]
    assert client_for(cast.liaison).get(f"{MANY}{key}/").status_code == 404


def test_a_run_that_broke_off_goes_on_where_it_stood(cast, many):
    complaints, key, seen = many(3), uuid4(), []

    def take(complaint):
        seen.append(complaint.number)
        if len(seen) == 2:
            raise OSError("the machine stops")
        return services.ask(complaint, by=cast.district_admin.actor, question="Di mana?")

    numbers, by = [one.number for one in complaints], cast.district_admin.actor
    with pytest.raises(OSError, match="stops"):
        bulk.each(key, "ask", numbers, by=by, take=take)
    assert statuses(complaints) == [Status.INCOMPLETE, Status.FORWARDED, Status.FORWARDED]
    bulk.each(key, "ask", numbers, by=by, take=take)

    assert statuses(complaints) == [Status.INCOMPLETE] * 3
    assert seen == [numbers[0], numbers[1], numbers[1], numbers[2]]
    with pytest.raises(MoveRefused):
        bulk.each(key, "ask", numbers, by=cast.second_admin.actor, take=take)


def test_many_join_one_of_them_and_archiving_needs_the_second_person(act, cast, many):
    master, *others = many(3)
    page = act(cast.district_admin, "merge", [master, *others], master=master.shown_number)
    assert len(page.context["done"]) == 2
    master.refresh_from_db()
    assert master.merged_count == 2
    assert master.status == Status.FORWARDED

    alike = many(2)
    facts = {"archive_reason": "courts", "text": "Sudah ditangani pengadilan."}
    act(cast.district_admin, "propose_archive", alike, **facts)
    own = act(cast.second_admin, "archive", alike[:1])
    assert len(own.context["done"]) == 1
    assert statuses(alike) == [Status.ARCHIVED, Status.FORWARDED]


def test_a_text_kept_ready_answers_each_in_its_own_words(act, cast, in_progress, client_for):
    content = answer_templates.Content(
        step="answer", title="Lampu", text="Laporan {number} sudah kami kerjakan pada hari Senin.",
        unit=cast.liaison.membership.organization,
    )  # fmt: skip
    complaints = [in_progress(), in_progress()]
    none = client_for(cast.liaison).get(
        MANY, {"langkah": "answer", "number": [one.number for one in complaints]}
    )
    assert none.context["is_without_text"]
    kept = answer_templates.add(content, by=cast.liaison.actor)

    page = act(cast.liaison, "answer", complaints, template=kept.pk)

    assert len(page.context["done"]) == 2
    for one in complaints:
        assert one.shown_number in one.answers.get().text
    assert statuses(complaints) == [Status.ANSWERED] * 2


def test_looking_costs_the_same_for_two_as_for_twenty(client_for, cast, many, query_count):
    client, costs = client_for(cast.district_admin), []
    complaints = many(20)
    for some in (complaints[:2], complaints):
        numbers = [one.number for one in some]
        with query_count() as statements:
            page = client.get(MANY, {"langkah": "dispatch", "number": numbers})
        costs.append(len(statements))
    assert len(page.context["choice"].fitting) == 20
    assert costs[0] == costs[1] <= 12, costs


def test_more_than_two_hundred_nothing_and_a_step_of_another_role_are_refused(
    client_for, cast, many, monkeypatch
):
    complaints, client = many(3), client_for(cast.district_admin)
    numbers = [one.number for one in complaints]
    for module in (bulk, offered):
        monkeypatch.setattr(module, "MOST", 2)
    assert client.get(MANY, {"langkah": "ask", "number": numbers}).context["is_too_many"]
    assert not client.get(MANY, {"langkah": "ask"}).context["complaints"]
    assert client.get(MANY, {"langkah": "answer", "number": numbers}).status_code == 404
    refused = client.post(MANY, {"langkah": "ask", "kunci": uuid4(), "number": numbers[0]})
    assert refused.status_code == 422
    assert not BulkRun.objects.exists()


def test_ticks_and_buttons_stand_in_the_list_of_whoever_can_use_them(client_for, cast, file_one):
    complaint = file_one()

    html = client_for(cast.district_admin).get("/meja/").content.decode()
    assert f'name="number" value="{complaint.number}" form="bulk"' in html
    assert f'action="{MANY}"' in html
    assert 'value="dispatch"' in html
    assert 'form="bulk"' not in client_for(cast.leader).get("/meja/?lihat=all").content.decode()
    assert connection.vendor
