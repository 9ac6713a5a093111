from datetime import date, timedelta

import pytest

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints import history, services, sweeps
from kentongan.complaints.models import ClockRun, Complaint, Disposition
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications.models import Message
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispatched(cast, offices, file_one):
    def make(unit="dlh", **facts) -> Complaint:
        complaint = file_one()
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices(unit), **facts)
        return complaint

    return make


def the_day_after(day):
    return clock.at(clock.now() + timedelta(days=(day - clock.today()).days + 1))


def test_an_office_is_added_renamed_described_and_moved(cast, offices, press, address):
    admin = cast.district_admin
    facts = {"name": "Dinas Uji", "short_name": "Uji", "code": "uji", "kind": "opd"}
    answer = press(admin, address("office_add") + "?induk=majalengka", **facts)
    assert answer["Location"] == address("office", "majalengka")
    press(admin, address("office_rename", "uji"), name="Dinas Baru", short_name="Baru")
    press(admin, address("office_contact", "uji"), responsible="Kepala Dinas", phone="0233 281010")
    press(admin, address("office_move", "uji"), under="setda")

    office = offices("uji")
    assert (office.name, office.phone) == ("Dinas Baru", "0233 281010")
    assert office.parent == offices("setda")
    done = Entry.objects.filter(subject="organization:uji").order_by("sequence")
    assert [one.action.partition(".")[2] for one in done] == [
        "created",
        "renamed",
        "described",
        "moved",
    ]


def test_what_was_typed_stays_when_it_is_refused(cast, press, address):
    facts = {"name": "Dinas Uji", "short_name": "Uji", "code": "dlh", "kind": "opd"}
    page = press(cast.district_admin, address("office_add"), **facts)

    assert page.status_code == 409
    assert 'value="Dinas Uji"' in page.content.decode()
    assert "sudah ada" in page.content.decode()


def test_a_form_with_a_fault_shows_it_and_keeps_the_rest(cast, press, address):
    facts = {"name": "Dinas Uji", "short_name": "", "code": "a b", "kind": "opd"}
    page = press(cast.district_admin, address("office_add"), **facts)

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"short_name", "code"}
    assert 'value="Dinas Uji"' in page.content.decode()


def test_whoever_comes_second_is_told_and_may_then_save(cast, offices, client_for, address):
    url = address("office_rename", "dlh")
    first, second = client_for(cast.district_admin), client_for(cast.second_admin)
    seen = second.get(url).context["form"]["seen"].value()
    first.post(url, {"name": "Dinas Satu", "short_name": "Satu", "seen": seen})

    page = second.post(url, {"name": "Dinas Dua", "short_name": "Dua", "seen": seen})

    assert page.status_code == 409
    assert "Bu Rina" in page.content.decode()
    assert 'value="Dinas Dua"' in page.content.decode()
    assert offices("dlh").name == "Dinas Satu"
    again = page.context["form"]["seen"].value()
    second.post(url, {"name": "Dinas Dua", "short_name": "Dua", "seen": again})
    assert offices("dlh").name == "Dinas Dua"


def test_a_national_admin_adds_an_outside_body(cast, offices, press, address):
    facts = {"name": "Badan Uji", "short_name": "Uji", "code": "ext-uji", "kind": "external"}
    press(cast.national_admin, address("office_add"), **facts)

    assert offices("ext-uji").is_external


def test_an_office_with_open_reports_ends_only_with_an_heir(
    cast, offices, press, address, dispatched
):
    dispatched()
    page = press(cast.district_admin, address("office_end", "dlh"), last_day=clock.today())

    assert page.status_code == 409
    assert "1 laporan" in page.content.decode()
    assert offices("dlh").valid_to is None


@pytest.mark.parametrize("contributes", [False, True])
def test_open_reports_pass_to_the_heir_the_day_after(
    cast, offices, press, address, dispatched, contributes
):
    complaint = (
        dispatched("putr", contributing=[offices("dlh")]) if contributes else dispatched("dlh")
    )
    before = dict(complaint.clocks.values_list("clock", "target_at"))
    due_at, today = complaint.due_at, clock.today()
    press(cast.district_admin, address("office_end", "dlh"), last_day=today, successor="perkimtan")
    assert sweeps.inherit(clock.now()) == 0  # it exists to its last day

    with the_day_after(today):
        assert sweeps.inherit(clock.now()) == 1
        assert sweeps.inherit(clock.now()) == 0

    complaint.refresh_from_db()
    heir = offices("perkimtan")
    live = Disposition.objects.get(complaint=complaint, ended_at=None, unit=heir)
    assert live.part == ("contributing" if contributes else "lead")
    assert complaint.unit == (offices("putr") if contributes else heir)
    assert complaint.due_at == due_at
    assert dict(complaint.clocks.values_list("clock", "target_at")) == before
    held = ClockRun.objects.filter(complaint=complaint, stopped_at=None, holder=offices("dlh"))
    assert not held.exists()
    event = complaint.events.last()
    assert event.action == ("transfer_part" if contributes else "transfer")
    assert event.facts["former"] == "dlh"
    assert Message.objects.filter(event_id=event.pk).exists()
    assert history.verify([complaint]) == []


def test_a_closed_report_stays_with_the_office_that_answered_it(cast, offices, dispatched):
    complaint = dispatched()
    services.accept(complaint, by=cast.other_liaison.actor)
    services.answer(complaint, by=cast.other_liaison.actor, text="Sudah diperbaiki hari ini.")
    services.close(complaint, by=cast.district_admin.actor, reason="Selesai.")
    today = clock.today()
    services.end_office(
        offices("dlh"), last_day=today, successor=offices("perkimtan"), by=cast.operator.actor
    )
    with the_day_after(today):
        assert sweeps.inherit(clock.now()) == 0
    complaint.refresh_from_db()
    assert complaint.unit == offices("dlh")


def test_nothing_is_dispatched_to_an_office_that_ends_without_an_heir(cast, offices, file_one):
    last = clock.today() + timedelta(days=20)
    services.end_office(offices("disparbud"), last_day=last, successor=None, by=cast.operator.actor)
    with pytest.raises(MoveRefused, match="berakhir"):
        services.dispatch(file_one(), by=cast.district_admin.actor, unit=offices("disparbud"))


def test_the_end_is_asked_once_more_and_shows_what_is_open(
    cast, offices, press, address, dispatched
):
    dispatched()
    page = press(
        cast.district_admin,
        address("office_end", "dlh"),
        confirm=False,
        last_day=clock.today(),
        successor="perkimtan",
    )
    assert "asked" in page.context
    assert offices("perkimtan").name in page.content.decode()
    assert offices("dlh").valid_to is None


def test_ended_offices_stand_apart(cast, offices, client_for, address):
    Organization.objects.filter(code="disparbud").update(valid_to=date(2025, 1, 1))
    client = client_for(cast.district_admin)
    name = offices("disparbud").name

    assert name not in client.get(address("offices")).content.decode()
    assert name in client.get(address("offices") + "?lihat=berakhir").content.decode()
    assert name in client.get(address("offices") + "?q=" + name[:12]).content.decode()


def test_a_long_list_goes_on_where_it_ended(cast, offices, client_for, address):
    parent = offices("majalengka")
    for number in range(60):
        Organization.objects.create(
            code=f"uji-{number}", name=f"Uji {number:02}", short_name="U", level="unit",
            kind="opd", parent=parent, institution=parent, path=f"{parent.path}9{number}/",
        )  # fmt: skip
    client, url, seen = client_for(cast.district_admin), address("offices"), []
    while url:
        page = client.get(url)
        seen += [one.code for one, _below in page.context["rows"]]
        more = page.context["more_url"]
        url = address("offices") + more if more else ""
    units = Organization.objects.valid_on(clock.today()).filter(parent=parent, is_external=False)
    assert sorted(seen) == sorted(units.values_list("code", flat=True))
