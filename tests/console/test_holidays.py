from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kentongan.common import clock
from kentongan.complaints import history, recounts, services
from kentongan.complaints.models import Recount
from kentongan.deadlines import rulebook
from kentongan.deadlines.models import Holiday, Rule
from kentongan.notifications import worker

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=WIB)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def dispatched(cast, offices, file_one):
    def make():
        complaint = file_one()
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("dlh"))
        return complaint

    return make


def count_anew():
    """What the worker does until nothing is left."""
    while recounts.sweep(clock.now()):
        pass


def dates(complaint):
    complaint.refresh_from_db()
    return {run.clock: (run.target_at, run.legal_at) for run in complaint.clocks.all()}


def add(press, member, address, *, whose="nasional", confirm=True, **facts):
    given = {"day": "2026-11-05", "name": "Hari Uji", "kind": "libur_nasional"} | facts
    url = f"{address('holiday_add')}?instansi={whose}"
    return press(member, url, confirm=confirm, **given)


def test_what_is_touched_is_shown_before_anything_is_saved(cast, press, address, dispatched):
    dispatched()
    page = add(press, cast.national_admin, address, confirm=False)

    assert "1 laporan terbuka" in page.content.decode()
    assert not Holiday.objects.filter(day="2026-11-05").exists()


def test_a_holiday_moves_open_clocks_in_the_worker_and_keeps_the_old_date(
    cast, press, address, dispatched
):
    complaint = dispatched()
    before = dates(complaint)

    add(press, cast.national_admin, address)
    assert dates(complaint) == before  # nothing is counted in the request
    count_anew()

    after = dates(complaint)
    assert after != before
    for name, (target, legal) in before.items():
        assert after[name][0] is None or after[name][0] >= target
        assert after[name][1] is None or after[name][1] >= legal
    event = complaint.events.last()
    assert (event.action, event.facts["person"]) == ("recount", "Bu Maya")
    assert "Hari Uji" in event.text
    old, new = event.facts["moved"]["acceptance"]
    assert datetime.fromisoformat(old) == before["acceptance"][0]
    assert datetime.fromisoformat(new) == after["acceptance"][0]
    assert history.verify([complaint]) == []
    assert Recount.objects.get().changed == 1


def test_more_holidays_never_mean_an_earlier_date(cast, offices, press, address, dispatched):
    complaint = dispatched()
    before = dates(complaint)
    # Rows that nobody could enter through the services: a stricter rule in force since long ago.
    Rule.objects.filter(clock="acceptance").update(value=1)
    rulebook._kept = rulebook.RuleBook(revision=None)
    add(press, cast.national_admin, address, day="2026-11-25")
    count_anew()

    assert dates(complaint)["acceptance"] == before["acceptance"]
    assert not complaint.events.filter(action="recount").exists()


def test_the_history_tells_it_to_officers(cast, client_for, press, address, dispatched):
    complaint = dispatched()
    add(press, cast.national_admin, address)
    count_anew()

    page = client_for(cast.district_admin).get(complaint.get_absolute_url())

    assert "Tenggat dihitung ulang, atas perintah Bu Maya" in page.content.decode()


def test_a_holiday_that_is_taken_back_gives_the_old_dates_again(cast, press, address, dispatched):
    complaint = dispatched()
    before = dates(complaint)
    add(press, cast.national_admin, address)
    count_anew()
    holiday = Holiday.objects.get(day="2026-11-05")
    press(cast.national_admin, address("holiday_withdraw", holiday.pk), reason="SKB diubah")
    count_anew()

    assert dates(complaint) == before
    assert "SKB diubah" in complaint.events.last().text


def test_a_closed_report_never_changes(cast, press, address, dispatched):
    complaint = dispatched()
    services.accept(complaint, by=cast.other_liaison.actor)
    services.answer(complaint, by=cast.other_liaison.actor, text="Sudah diperbaiki hari ini.")
    services.close(complaint, by=cast.district_admin.actor, reason="Selesai.")
    before, version = dates(complaint), complaint.version
    add(press, cast.national_admin, address)
    count_anew()
    assert (dates(complaint), complaint.version) == (before, version)


def test_a_holiday_of_a_district_leaves_another_district_alone(
    cast, offices, press, address, file_one, dispatched
):
    here, there = dispatched(), file_one(institution=offices("sumedang"))
    services.dispatch(there, by=cast.outsider_admin.actor, unit=offices("sumedang-putr"))
    before = dates(there)
    day = {"day": "2026-11-03", "kind": "local"}
    add(press, cast.district_admin, address, whose="", **day)
    count_anew()
    assert dates(there) == before
    assert here.events.filter(action="recount").exists()
    assert Holiday.objects.get(day="2026-11-03").institution == offices("majalengka")


def test_what_is_counted_for_another_district_is_not_shown(
    cast, offices, client_for, press, address
):
    add(press, cast.outsider_admin, address, whose="", kind="local", name="Hari Sumedang")

    def shown(member):
        return client_for(member).get(address("holidays") + "?tahun=2026").content.decode()

    assert "Hari Sumedang" not in shown(cast.district_admin)
    assert shown(cast.outsider_admin).count("Hari Sumedang") > 1


def test_a_district_does_not_enter_national_holidays(cast, client_for, address):
    client = client_for(cast.district_admin)
    url = address("holiday_add") + "?instansi=nasional"
    facts = {"day": "2026-11-05", "name": "X", "kind": "libur_nasional", "yakin": "ya"}
    assert client.get(url).status_code == 403
    assert client.post(url, facts).status_code == 403
    assert client.get(address("holidays") + "?instansi=sumedang").status_code == 200
    assert not Holiday.objects.filter(day="2026-11-05").exists()


def test_the_second_who_enters_the_same_day_is_told(cast, press, address):
    add(press, cast.national_admin, address)
    page = add(press, cast.second_national_admin, address, name="Hari Lain")

    assert page.status_code == 409
    assert "Hari itu sudah tercatat: Hari Uji" in page.content.decode()
    assert Recount.objects.count() == 1


def test_a_worker_that_died_is_followed_by_another_that_goes_on(
    cast, press, address, dispatched, monkeypatch
):
    monkeypatch.setattr(recounts, "BATCH", 2)
    complaints = [dispatched() for _number in range(5)]
    add(press, cast.national_admin, address)
    assert recounts.sweep(clock.now()) == 3
    assert recounts._claim(clock.now()) is not None  # this one dies with its lease
    assert recounts.sweep(clock.now()) == 0  # nobody else has it meanwhile

    with clock.at(MONDAY + timedelta(minutes=6)):
        count_anew()

    assert [one.events.filter(action="recount").count() for one in complaints] == [1] * 5
    job = Recount.objects.get()
    assert (job.changed, job.finished_at is None) == (5, False)


def test_a_worker_whose_lease_ran_out_changes_nothing_more(cast, press, address, dispatched):
    complaint = dispatched()
    add(press, cast.national_admin, address)
    late = recounts._claim(clock.now())
    Recount.objects.update(lease="another")
    before = dates(complaint)
    rows = recounts._of(None).prefetch_related("clocks", "pauses").get(pk=complaint.pk)

    assert recounts._count_anew(rows, late) is False
    assert dates(complaint) == before


@pytest.mark.django_db(transaction=True)
def test_the_worker_itself_does_it(cast, press, address, dispatched):
    complaint = dispatched()
    before = dates(complaint)
    add(press, cast.national_admin, address)
    worker.run(once=True)
    assert dates(complaint)["acceptance"] > before["acceptance"]


LIST = "tanggal;jenis;nama\n2026-11-05;libur_nasional;Hari Uji\n2026-11-06;cuti_bersama;Cuti Uji"


def test_a_list_is_rehearsed_then_entered_whole(cast, press, address, dispatched):
    dispatched()
    url = address("holiday_import")
    asked = press(cast.national_admin, url, confirm=False, text=LIST)
    facts = dict(asked.context["asked"].facts)
    assert list(facts.values())[:3] == ["2", "0", "0"]
    assert not Holiday.objects.filter(day="2026-11-05").exists()

    press(cast.national_admin, url, text=LIST)

    assert Holiday.objects.filter(day__in=["2026-11-05", "2026-11-06"]).count() == 2
    assert Recount.objects.count() == 1


def test_a_file_is_carried_through_the_page_that_asks(cast, client_for, address):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, url = client_for(cast.national_admin), address("holiday_import")
    file = SimpleUploadedFile("libur.csv", ("\ufeff" + LIST).encode())
    asked = client.post(url, {"file": file})
    client.post(url, {**dict(asked.context["hidden"]), "yakin": "ya"})
    assert Holiday.objects.filter(day__in=["2026-11-05", "2026-11-06"]).count() == 2


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("tanggal,jenis,nama\n2026-13-01,libur_nasional,X", 2, "tanggal"),
        ("tanggal,jenis,nama\n2026-11-05,libur,X", 2, "jenis"),
        ("tanggal,jenis,nama\n2026-11-05,libur_nasional,", 2, "nama"),
        ("tanggal,jenis,nama\n2026-11-05,libur_daerah,X", 2, "jenis"),
        (
            "tanggal,jenis,nama\n2026-11-05,cuti_bersama,X\n2026-11-05,cuti_bersama,Y",
            3,
            "tanggal",
        ),
        ("hari,nama\n1,2", 1, "tanggal"),
    ],
)
def test_each_wrong_line_is_named_and_nothing_is_entered(cast, press, address, text, line, column):
    count = Holiday.objects.count()
    page = press(cast.national_admin, address("holiday_import"), text=text)

    assert page.status_code == 422
    assert (line, column) in {(one.line, one.column) for one in page.context["faults"]}
    assert text.splitlines()[-1] in page.content.decode()  # what was pasted is still there
    assert Holiday.objects.count() == count


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"x" * 300_000])
def test_a_file_that_is_no_list_is_refused_with_a_sentence(cast, client_for, address, data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("libur.csv", data)
    page = client_for(cast.national_admin).post(address("holiday_import"), {"file": file})
    assert page.status_code == 422
    assert page.context["form"].errors
