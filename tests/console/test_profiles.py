"""Procedure, national practice, or the strictest of both: what a choice does to a limit."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kentongan.common import clock
from kentongan.complaints import recounts
from kentongan.deadlines import editing, rulebook
from kentongan.deadlines.choices import Profile
from kentongan.deadlines.models import Rule
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=WIB)


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.at(MONDAY):
        yield


def choose(profile, *, institution=None, valid_from=date(2026, 11, 2), applies_to_open=False):
    return editing.choose_profile(
        profile,
        institution_id=institution,
        valid_from=valid_from,
        applies_to_open=applies_to_open,
        by_id=None,
        by_label="Bu Maya",
    )


def codes(
    clock_name, *, classification="ordinary", institution=None, on=date(2026, 11, 2), today=None
):
    found = rulebook.current().limits(
        clock_name, classification=classification, institution_id=institution, on=on, today=today
    )
    return {one.code for one in found if one.purpose == "target"}


def test_as_shipped_both_stand_side_by_side_and_the_earlier_date_holds():
    assert codes("answer") == {"nasional-jawaban-biasa", "sop-jawaban-biasa"}


@pytest.mark.parametrize(
    ("profile", "answer", "dispatch"),
    [
        ("sop", {"sop-jawaban-biasa"}, {"sop-penerusan"}),
        ("national", {"nasional-jawaban-biasa"}, {"nasional-penerusan"}),
        (
            "strictest",
            {"nasional-jawaban-biasa", "sop-jawaban-biasa"},
            {"nasional-penerusan", "sop-penerusan"},
        ),
    ],
)
def test_a_chosen_profile_silences_the_other_one(profile, answer, dispatch):
    choose(profile)
    assert (codes("answer"), codes("dispatch")) == (answer, dispatch)


def test_where_the_chosen_one_is_silent_the_other_goes_on_and_laws_always_hold():
    choose("sop")
    assert codes("verification") == {
        "nasional-verifikasi", "nasional-kabar-status", "usulan-verifikasi-pusat",
    }  # fmt: skip
    assert "kip-jawaban" in codes("answer", classification="information")
    choose("national", valid_from=date(2026, 11, 3))
    assert codes("chain", on=date(2026, 11, 3)) == {"sop-seluruh-biasa"}


def test_an_institution_chooses_for_itself_and_what_began_before_keeps_its_profile():
    one, other = Organization.objects.filter(level="institution", is_external=False).values_list(
        "pk", flat=True
    )[:2]
    choose("national", institution=one, valid_from=date(2026, 11, 9))
    assert codes("dispatch", institution=one, on=date(2026, 11, 9)) == {"nasional-penerusan"}
    assert len(codes("dispatch", institution=one, on=date(2026, 11, 8))) == 2
    assert len(codes("dispatch", institution=other, on=date(2026, 11, 9))) == 2
    kept = codes("dispatch", institution=one, on=date(2026, 11, 8), today=date(2026, 11, 20))
    assert len(kept) == 2


def test_a_choice_that_says_so_holds_for_what_is_open_too():
    choose("national", valid_from=date(2026, 11, 9), applies_to_open=True)
    began, later = date(2026, 11, 2), date(2026, 11, 9)
    assert len(codes("dispatch", on=began, today=date(2026, 11, 8))) == 2
    assert codes("dispatch", on=began, today=later) == {"nasional-penerusan"}


def test_a_choice_never_begins_in_the_past_nor_twice_on_a_day():
    with pytest.raises(editing.EditRefused, match="surut"):
        choose("sop", valid_from=date(2026, 11, 1))
    choose("sop")
    with pytest.raises(editing.EditRefused, match="tanggal itu"):
        choose("national")


def test_the_console_chooses_each_of_them_and_says_first_how_many_reports_it_touches(
    cast, press, address, file_one, client_for
):
    complaint = file_one()
    client = client_for(cast.district_admin)
    rules = address("rules") + "?instansi="
    before = complaint.clocks.get(clock="dispatch").target_at
    for number, profile in enumerate(Profile.values):
        day = date(2026, 11, 2 + number)
        facts = {"profile": profile, "valid_from": day.isoformat(), "applies_to_open": "on"}
        asked = client.post(address("profile"), facts).content.decode()
        assert "1 laporan" in asked
        press(cast.district_admin, address("profile"), **facts)
        with clock.at(MONDAY.replace(day=day.day)):
            while recounts.sweep(clock.now()):
                pass
            assert (
                f"<strong>{Profile(profile).label}</strong>" in client.get(rules).content.decode()
            )
    moved = complaint.clocks.get(clock="dispatch").target_at
    assert moved > before  # 3 working days (national) in place of 2 days (SOP)
    event = complaint.events.last()
    assert (event.action, event.facts["person"]) == ("recount", cast.district_admin.actor.label)


def test_only_who_keeps_the_limits_chooses(cast, client_for, address):
    nation = address("profile") + "?instansi=nasional"
    assert client_for(cast.district_admin).get(nation).status_code == 403
    assert client_for(cast.liaison).get(address("profile")).status_code == 403


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sop-penerusan", ("Mulai dengan", "Kirim, Teruskan ke instansi", "SOP kabupaten")),
        ("nasional-tindak-lanjut-unit", ("Disposisi ke unit", "selama pelapor ditanya")),
        ("perpres76-mengadu", ("hari kejadian", "Ini hanya peringatan")),
        ("pdp27-pemberitahuan", ("saat kebocoran diketahui", "72 jam")),
    ],
)
def test_a_limit_says_with_which_event_it_starts_and_when_it_stands_still(
    cast, client_for, address, code, words
):
    rule = Rule.objects.get(code=code)
    page = client_for(cast.national_admin).get(address("rule", rule.pk)).content.decode()
    assert [one for one in words if one not in page] == []


def test_a_limit_in_office_hours_says_so_in_the_console(cast, client_for, address):
    rule = Rule.objects.get(code="sop-penerusan")
    Rule.objects.filter(pk=rule.pk).update(unit="office_hour", value=4)
    page = client_for(cast.national_admin).get(address("rule", rule.pk))
    assert "jam kantor" in page.content.decode()
    assert "siang dan malam" not in page.content.decode()
