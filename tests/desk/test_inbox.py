from datetime import timedelta

import pytest
from django.urls import reverse

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.desk import paging, queries
from kentongan.organizations.roles import OFFICER_ROLES

pytestmark = pytest.mark.django_db
INBOX = "/meja/"
ROLES = (
    "national_admin", "district_admin", "liaison", "drafter", "unit_head", "field_officer",
    "inspector", "ppid", "leader", "auditor", "clerk", "operator",
)  # fmt: skip


def numbers(page):
    return [row.number for row in page.context["rows"]]


def test_each_role_has_its_views():
    assert set(queries.OF_ROLE) == OFFICER_ROLES


@pytest.mark.parametrize("role", ROLES)
def test_every_view_of_every_role_opens(client_for, cast, in_progress, role):
    in_progress()
    member = getattr(cast, role)
    client = client_for(member)

    for view in queries.views_of(member.actor):
        assert client.get(INBOX, {"lihat": view.code}).status_code == 200


def test_what_waits_for_the_desk_stands_there_until_it_is_dispatched(
    client_for, cast, file_one, offices
):
    complaint, client = file_one(), client_for(cast.district_admin)
    assert numbers(client.get(INBOX)) == [complaint.number]

    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))

    assert numbers(client.get(INBOX)) == []
    assert numbers(client.get(INBOX, {"lihat": "units"})) == [complaint.number]
    assert numbers(client_for(cast.liaison).get(INBOX)) == [complaint.number]
    assert numbers(client_for(cast.other_liaison).get(INBOX)) == []


def test_counters_say_how_many_rows_there_are(client_for, cast, many, in_progress):
    many(3)
    in_progress()

    page = client_for(cast.district_admin).get(INBOX)

    counts = {tab.code: tab.count for tab in page.context["views"]}
    assert (counts["verify"], counts["units"], counts["late"]) == ("3", "1", "0")
    assert counts["all"] == ""


def test_every_status_stands_beside_the_first_screen_and_leads_to_its_reports(
    client_for, cast, many, in_progress
):
    many(2)
    working, client = in_progress(), client_for(cast.district_admin)

    shown = {one.status: one for one in client.get(INBOX).context["statuses"]}

    assert set(shown) == set(Status)
    assert (shown["forwarded"].count, shown["in_progress"].count) == ("2", "1")
    assert shown["closed"].count == ""
    assert numbers(client.get(shown["in_progress"].url)) == [working.number]


def test_whoever_handles_no_report_has_no_list_of_statuses(client_for, cast):
    for member in (cast.operator, cast.auditor):
        assert client_for(member).get(INBOX).context["statuses"] == []


def test_a_counter_stops_counting(cast, many, monkeypatch, client_for):
    many(4)
    monkeypatch.setattr(queries, "MOST", 3)

    page = client_for(cast.district_admin).get(INBOX)

    assert next(tab for tab in page.context["views"] if tab.code == "verify").count == "3+"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("size", [1, 50])
def test_the_inbox_costs_eight_statements_at_any_size_and_depth(
    client_for, cast, many, offices, query_count, role, size
):
    for complaint in many(55):
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    member = getattr(cast, role)
    client = client_for(member)
    view = "late" if role not in ("auditor", "clerk", "operator", "ppid") else ""
    with clock.at(clock.now() + timedelta(days=30)):
        url = f"{INBOX}?banyak={size}&lihat={view}"
        for _depth in range(3):
            with query_count() as statements:
                page = client.get(url)
            assert page.status_code == 200
            assert len(statements) <= 8
            assert not [one for one in statements if "OFFSET" in one["sql"]]
            if not page.context["more_url"]:
                break
            url = page.context["more_url"]


@pytest.mark.parametrize("order", ["", "newest"])
def test_each_row_comes_once_from_page_to_page(client_for, cast, many, order):
    filed = many(23)
    # Equal moments: only the key tells them apart.
    Complaint.objects.filter(pk__in=[one.pk for one in filed[:9]]).update(
        due_at=filed[0].due_at, submitted_at=filed[0].submitted_at
    )
    Complaint.objects.filter(pk=filed[12].pk).update(due_at=None)
    client, url, seen = client_for(cast.district_admin), f"{INBOX}?banyak=4&sort={order}", []
    while url:
        page = client.get(url)
        seen += numbers(page)
        url = page.context["more_url"]

    assert sorted(seen) == sorted(one.number for one in filed)
    assert order or seen[-1] == filed[12].number


def test_a_key_that_is_nonsense_is_the_first_page(client_for, cast, many):
    many(2)
    for key in ("x", "1", "..", "99999999999999999999.1", "1.x"):
        page = client_for(cast.district_admin).get(INBOX, {"setelah": key})
        assert len(numbers(page)) == 2


def test_more_rows_come_alone_for_the_script(client_for, cast, many):
    many(3)
    client = client_for(cast.district_admin)
    url = client.get(INBOX, {"banyak": 2}).context["more_url"]

    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert part.count("data-row ") == 1
    assert "<html" not in part


def test_a_number_finds_its_complaint_and_words_find_it_too(client_for, cast, file_one):
    wanted = file_one(text="Jembatan gantung di kampung kami putus dan berbahaya.")
    file_one()
    client = client_for(cast.district_admin)

    for typed in (wanted.shown_number, wanted.number.lower(), "jembatan GANTUNG"):
        assert numbers(client.get(INBOX, {"q": typed})) == [wanted.number]
    assert wanted.number in numbers(client.get(INBOX, {"q": wanted.shown_number[:7]}))
    assert numbers(client.get(INBOX, {"q": "tidak ada kata ini"})) == []


def test_search_finds_nothing_of_another_office(client_for, cast, dispatched):
    number = dispatched().shown_number

    assert numbers(client_for(cast.other_liaison).get(INBOX, {"q": number})) == []
    assert numbers(client_for(cast.outsider_admin).get(INBOX, {"q": number})) == []


def test_a_village_in_the_search_box_finds_what_happened_there(client_for, cast, file_one):
    there = file_one(area_code="32.10.01.2001")
    file_one()

    page = client_for(cast.district_admin).get(INBOX, {"q": "Cipasung"})

    assert numbers(page) == [there.number]


def test_filters_narrow_the_list_and_nonsense_is_left_out(client_for, cast, file_one):
    letter = file_one(channel="letter", area_code="32.10.01.2001")
    file_one()
    client = client_for(cast.district_admin)

    assert numbers(client.get(INBOX, {"channel": "letter"})) == [letter.number]
    assert numbers(client.get(INBOX, {"kecamatan": "32.10.01"})) == [letter.number]
    assert len(numbers(client.get(INBOX, {"channel": "pigeon", "office": "x"}))) == 2
    assert numbers(client.get(INBOX, {"late": "on"})) == []


def test_a_view_of_another_role_is_not_there(client_for, cast):
    assert client_for(cast.liaison).get(INBOX, {"lihat": "verify"}).status_code == 404


def test_a_secret_complaint_is_no_news_for_the_leader(client_for, cast, file_one):
    file_one(is_secret=True)

    assert numbers(client_for(cast.leader).get(INBOX, {"lihat": "all"})) == []


def test_open_views_are_read_through_the_index_of_open_work(cast):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL reads a small table as a whole")
    view = queries.view_of(cast.district_admin.actor, "verify")
    rows = queries.rows_of(view, actor=cast.district_admin.actor, now=clock.now())
    plan = rows.order_by("due_at", "id")[:51].explain()

    assert "open_desk" in plan
    assert "TEMP B-TREE" not in plan


def test_the_title_of_a_row_is_a_link_without_script(client_for, cast, file_one):
    complaint = file_one()

    html = client_for(cast.district_admin).get(INBOX).content.decode()

    assert f'href="{reverse("desk:complaint", args=[complaint.shown_number])}"' in html
    assert paging.key_of(complaint).endswith(f".{complaint.pk}")
