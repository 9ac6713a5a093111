"""Saved views, of one person and of an office, and what an open window learns without a reload."""

import json
from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import presence, services
from kentongan.complaints.models import Presence, SavedView
from kentongan.complaints.services import saved_views

pytestmark = pytest.mark.django_db
INBOX, KEEP, LIVE = "/meja/", "/meja/tampilan/", "/meja/kabar/langsung/"


def names(page):
    return [one.name for one in page.context["saved"]]


def facts(answer):
    lines = answer.content.decode().splitlines()
    return next(
        (json.loads(one.removeprefix("data: ")) for one in lines if one.startswith("data: ")), None
    )


def test_a_view_keeps_filters_search_and_order_and_is_a_link(client_for, cast, file_one):
    letter = file_one(channel="letter")
    file_one()
    client = client_for(cast.district_admin)
    listed = client.get(INBOX, {"channel": "letter", "q": "lampu", "late": "", "x": "1"})

    kept = client.post(
        KEEP, {"nama": " Surat  lampu ", "daftar": listed.context["list_query"]}, follow=True
    )
    page = client.get(kept.context["open_saved"].url)

    assert names(client.get(INBOX)) == ["Surat lampu"]
    assert [row.number for row in page.context["rows"]] == [letter.number]
    assert page.context["open_saved"].name == "Surat lampu"
    assert "x=" not in SavedView.objects.get().query
    client.post(f"{KEEP}{SavedView.objects.get().pk}/lupakan/")
    assert names(client.get(INBOX)) == []


def test_a_shared_view_is_for_the_office_and_role_and_only_its_keepers_take_it_away(
    client_for, cast
):
    client_for(cast.second_admin).post(
        KEEP, {"nama": "Kami", "daftar": "sort=urgent", "bersama": "on"}
    )
    client_for(cast.second_admin).post(KEEP, {"nama": "Saya", "daftar": "sort=newest"})
    client_for(cast.drafter).post(KEEP, {"nama": "Unit", "daftar": "late=on", "bersama": "on"})
    shared = SavedView.objects.get(name="Kami")

    assert names(client_for(cast.district_admin).get(INBOX)) == ["Kami"]
    assert names(client_for(cast.second_admin).get(INBOX)) == ["Kami", "Saya"]
    for member in (cast.liaison, cast.outsider_admin, cast.leader):
        assert names(client_for(member).get(INBOX)) == []
        assert client_for(member).post(f"{KEEP}{shared.pk}/lupakan/").status_code == 404
    assert names(client_for(cast.drafter).get(INBOX)) == ["Unit"]


def test_a_view_without_a_name_one_too_many_and_one_of_another_role_are_refused(
    client_for, cast, monkeypatch
):
    client = client_for(cast.district_admin)
    monkeypatch.setattr(saved_views, "MOST", 1)
    client.post(KEEP, {"nama": "  ", "daftar": "late=on"})
    client.post(KEEP, {"nama": "Satu", "daftar": "late=on"})
    client.post(KEEP, {"nama": "Dua", "daftar": "late=on"})
    client.post(KEEP, {"nama": "Satu", "daftar": "sort=newest"})

    assert [one.name for one in SavedView.objects.all()] == ["Satu"]
    assert "sort=newest" in SavedView.objects.get().query
    assert client.post(KEEP, {"nama": "X", "daftar": "lihat=new"}).status_code == 404


def test_the_mark_of_a_list_changes_when_a_row_does_and_only_then(
    client_for, cast, many, query_count
):
    complaints = many(3)
    client, asked = client_for(cast.district_admin), {"daftar": "lihat=verify&q=lampu"}
    before = facts(client.get(LIVE, asked))["rows"]
    assert facts(client.get(LIVE, asked))["rows"] == before

    services.note(complaints[0], by=cast.second_admin.actor, text="Ditelepon.")
    assert facts(client.get(LIVE, asked))["rows"] == before
    services.ask(complaints[0], by=cast.second_admin.actor, question="Di mana?")
    with query_count() as statements:
        assert facts(client.get(LIVE, asked))["rows"] != before
    assert len(statements) <= 9, [one["sql"][:90] for one in statements]
    assert facts(client.get(LIVE, {"daftar": "lihat=new"}))["rows"] == ""
    part = client.get(f"{INBOX}?lihat=verify", headers={"HX-Request": "true", "HX-Target": "rows"})
    assert part.content.decode().count("data-row ") == 2


def test_who_else_has_it_open_is_told_for_a_minute_and_then_forgotten(client_for, cast, dispatched):
    complaint = dispatched(is_secret=True)
    asked = {"buka": complaint.shown_number}
    first, second = client_for(cast.district_admin), client_for(cast.liaison)

    assert facts(first.get(LIVE, asked))["present"] == ""
    assert facts(second.get(LIVE, asked))["present"].startswith(cast.district_admin.user.full_name)
    assert cast.liaison.user.full_name in facts(first.get(LIVE, asked))["present"]
    for stranger in (cast.leader, cast.other_liaison, cast.outsider_admin):
        assert facts(client_for(stranger).get(LIVE, asked))["present"] == ""
    assert Presence.objects.count() == 2
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert facts(second.get(LIVE, asked))["present"] == ""
    presence.sweep(clock.now() + timedelta(minutes=4))
    assert not Presence.objects.exists()
