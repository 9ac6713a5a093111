"""Leave and departure: a deputy acts on behalf, and open work goes to a colleague with its history."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import FieldTask
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services.handing_over import hand_over_work, open_work_of
from kentongan.organizations import directory, recipients, standing_in
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_leave(cast):
    """The liaison officer is away until tomorrow; the drafter stands in."""
    return standing_in.stand_in(
        cast.liaison.membership, deputy=cast.drafter.user, valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=1), by=cast.district_admin.actor,
    )  # fmt: skip


def test_the_deputy_acts_and_each_event_says_for_whom(cast, on_leave, client_for, make):
    one, client = make("dispatched"), client_for(cast.drafter)
    client.post("/meja/peran/", {"membership": cast.liaison.membership.pk})
    answer = client.post(f"{one.get_absolute_url()}langkah/accept/", {"seen": one.version})
    assert answer.status_code == 302
    event = one.events.get(action="accept")
    assert event.actor_label == "Bu Wati a.n. Pak Hendra"
    assert (event.actor_user_id, event.actor_role) == (cast.drafter.user.pk, "liaison")
    assert "a.n. Pak Hendra" in client.get(one.get_absolute_url()).content.decode()


def test_who_wrote_the_draft_does_not_approve_it_as_a_deputy(cast, on_leave, client_for, make):
    one = make("in_progress")
    services.draft(one, by=cast.drafter.actor, text="Sudah kami tutup.")
    client = client_for(cast.drafter)
    client.post("/meja/peran/", {"membership": cast.liaison.membership.pk})
    answer = client.post(
        f"{one.get_absolute_url()}langkah/approve/", {"seen": one.version, "text": "Sudah."}
    )
    assert answer.status_code == 409


def test_the_deputy_hears_what_the_colleague_would(cast, on_leave, offices):
    def heard(day):
        found = recipients.officers([Role.LIAISON], on=day, organization_id=offices("putr").pk)
        return {one.user_id for one in found}

    today = clock.today()
    assert heard(today) == {cast.liaison.user.pk, cast.drafter.user.pk}
    assert heard(today + timedelta(days=2)) == {cast.liaison.user.pk}


def test_the_hat_comes_and_goes_with_its_days(cast, on_leave):
    def hats(day):
        return len(directory.hats_of(cast.drafter.user.pk, day))

    today = clock.today()
    assert (hats(today - timedelta(days=1)), hats(today), hats(today + timedelta(days=2))) == (
        1,
        2,
        1,
    )
    standing_in.end_stand_in(on_leave, by=cast.district_admin.actor)
    assert hats(today) == 1


def test_nobody_appoints_without_the_right_and_a_deputy_not_at_all(cast, on_leave):
    days = {"valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=1)}
    held = cast.unit_head.membership
    for stranger in (cast.outsider_admin, cast.other_liaison):
        with pytest.raises(PermissionRefused):
            standing_in.stand_in(held, deputy=cast.drafter.user, by=stranger.actor, **days)
    with pytest.raises(ChangeRefused):
        standing_in.stand_in(held, deputy=held.user, by=cast.district_admin.actor, **days)
    with pytest.raises(ChangeRefused):
        standing_in.stand_in(
            held, deputy=cast.outsider_admin.user, by=cast.district_admin.actor, **days
        )
    borrowed = cast.liaison.membership
    borrowed.on_behalf_of = "Pak Hendra"
    with pytest.raises(PermissionRefused):
        standing_in.stand_in(
            cast.liaison.membership, deputy=cast.unit_head.user, by=Actor.of(borrowed), **days
        )
    borrowed.on_behalf_of = ""


def test_all_open_work_goes_to_a_colleague_and_the_history_says_so(cast, make):
    handled, errand = make("in_progress"), make("in_progress")
    services.assign(handled, by=cast.liaison.actor, handler=cast.field_officer.user)
    services.give_task(
        errand, by=cast.liaison.actor, assignee=cast.field_officer.user, instructions="Ukur",
        due_on=clock.today(),
    )  # fmt: skip
    membership = cast.field_officer.membership
    assert open_work_of(membership).count == 2
    with pytest.raises(PermissionRefused):
        hand_over_work(
            membership, to=cast.drafter.membership, reason="Pindah", by=cast.outsider_admin.actor
        )
    with pytest.raises(MoveRefused):
        hand_over_work(
            membership, to=cast.other_liaison.membership, reason="Pindah",
            by=cast.district_admin.actor,
        )  # fmt: skip
    done = hand_over_work(
        membership, to=cast.drafter.membership, reason="Pindah tugas", by=cast.district_admin.actor
    )
    assert (done.moved, done.left, open_work_of(membership).count) == (2, (), 0)
    handled.refresh_from_db()
    assert handled.handler == cast.drafter.user
    task = FieldTask.objects.get(complaint=errand)
    services.report_task(task, by=cast.drafter.actor, key=uuid4(), outcome="not_found")
    event = handled.events.get(action="pass_on")
    assert (event.facts["former_name"], event.facts["person"]) == ("Pak Ujang", "Bu Rina")
    assert event.text == "Pindah tugas"


def test_the_console_lists_and_moves_it(cast, make, client_for):
    one = make("in_progress")
    services.assign(one, by=cast.liaison.actor, handler=cast.field_officer.user)
    client, pk = client_for(cast.district_admin), cast.field_officer.membership.pk
    page = client.get(f"/konsol/petugas/{pk}/").content.decode()
    assert f"/petugas/{pk}/pekerjaan/" in page
    assert one.shown_number in client.get(f"/konsol/petugas/{pk}/pekerjaan/").content.decode()
    given = {"to": cast.drafter.membership.pk, "reason": "Pindah", "seen": 0}
    assert client.post(f"/konsol/petugas/{pk}/pekerjaan/", given).status_code == 302
    one.refresh_from_db()
    assert one.handler == cast.drafter.user
    today = clock.today().isoformat()
    given = {"deputy": cast.drafter.user.pk, "valid_from": today, "valid_to": today, "seen": 0}
    assert client.post(f"/konsol/petugas/{pk}/wakil/", given).status_code == 302
    assert "mewakili" in client.get(f"/konsol/petugas/{pk}/").content.decode()
