"""What was done by mistake is taken back by a step of its own, as long as nobody has acted on it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Status
from kentongan.desk import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_back(client_for):
    """`take_back(member, complaint)`: press the button that the page shows; None: there is none."""

    def press(member, complaint):
        client = client_for(member)
        offer = client.get(complaint.get_absolute_url()).context["undo"]
        if offer is None:
            return None
        client.post(offer.url, {"langkah_ke": offer.sequence})
        complaint.refresh_from_db()
        return complaint.events.order_by("sequence").last().action

    return press


def test_a_dispatch_comes_back_until_the_unit_has_opened_it(
    cast, client_for, dispatched, offices, take_back
):
    complaint, opened = dispatched(), dispatched()
    client_for(cast.liaison).get(opened.get_absolute_url())

    assert take_back(cast.district_admin, complaint) == "recall"
    assert complaint.status == Status.FORWARDED
    assert complaint.unit is None
    assert not complaint.dispositions.filter(ended_at=None).exists()
    assert {one.clock for one in complaint.clocks.filter(stopped_at=None)} == {"dispatch", "chain"}
    assert take_back(cast.district_admin, opened) is None
    assert client_for(cast.liaison).get(complaint.get_absolute_url()).status_code == 404
    assert complaint.events.filter(action="dispatch").exists()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
    assert complaint.unit == offices("dlh")


def test_each_step_has_its_way_back(cast, file_one, in_progress, many, offices, take_back):
    desk, reason = cast.district_admin.actor, "Sudah ditangani."
    asked, proposed, archived, joined = many(4)
    services.ask(asked, by=desk, question="Di mana?")
    services.propose_archive(proposed, by=desk, archive_reason="spam", text=reason)
    services.propose_archive(archived, by=desk, archive_reason="spam", text=reason)
    services.archive(archived, by=cast.second_admin.actor)
    services.merge(joined, by=desk, master=file_one())
    working = in_progress()
    services.assign(working, by=cast.liaison.actor, handler=cast.drafter.user)
    handed = file_one()
    services.hand_over(
        handed, by=desk, external_body=offices("ext-jabar"), reason="Jalan provinsi."
    )

    assert take_back(cast.district_admin, asked) == "proceed"
    assert take_back(cast.district_admin, proposed) == "refuse_archive"
    assert take_back(cast.second_admin, archived) == "reopen"
    assert (archived.status, archived.archive_reason, archived.reopen_count) == ("forwarded", "", 0)
    assert take_back(cast.district_admin, joined) == "unmerge"
    assert take_back(cast.liaison, working) == "release"
    assert working.handler is None
    assert take_back(cast.district_admin, handed) == "take_back"


def test_the_national_desk_takes_back_what_it_forwarded_to_the_wrong_one(
    cast, file_one, take_back, offices
):
    complaint = file_one(institution=None)
    services.forward(complaint, by=cast.national_admin.actor, institution=offices("majalengka"))

    assert take_back(cast.national_admin, complaint) == "recall"
    assert complaint.status == Status.RECEIVED
    assert complaint.institution is None


def test_only_ones_own_last_step_of_a_moment_ago_can_be_undone(cast, client_for, dispatched):
    complaint = dispatched()
    page = complaint.get_absolute_url()
    assert client_for(cast.second_admin).get(page).context["undo"] is None
    with clock.at(clock.now() + undo.WITHIN + timedelta(seconds=1)):
        assert client_for(cast.district_admin).get(page).context["undo"] is None
    offer = client_for(cast.district_admin).get(page).context["undo"]
    services.note(complaint, by=cast.second_admin.actor, text="Ditelepon.")

    late = client_for(cast.district_admin).post(offer.url, {"langkah_ke": offer.sequence})
    foreign = client_for(cast.outsider_admin).post(offer.url, {"langkah_ke": offer.sequence})

    complaint.refresh_from_db()
    assert (late.status_code, foreign.status_code) == (409, 404)
    assert complaint.status == Status.DISPATCHED


def test_a_run_over_many_is_undone_as_a_whole(cast, client_for, many, offices):
    complaints, client, key = many(3), client_for(cast.district_admin), uuid4()
    given = {"langkah": "dispatch", "kunci": key, "unit": offices("putr").pk}
    client.post("/meja/sekaligus/", given | {"number": [one.number for one in complaints]})
    client_for(cast.liaison).get(complaints[0].get_absolute_url())

    for _press in range(2):
        page = client.post(f"/meja/sekaligus/{key}/urungkan/", follow=True)

    assert [len(page.context[one]) for one in ("done", "refused")] == [2, 1]
    for one in complaints:
        one.refresh_from_db()
    assert [one.status for one in complaints] == ["dispatched", "forwarded", "forwarded"]
