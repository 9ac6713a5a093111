"""Who complained: opened with a reason, on record, refused where role or flags say so."""

import html

import pytest

from kentongan.accounts.vault import PersonalData
from kentongan.audit.models import Entry
from tests.desk.steps import WORDS

pytestmark = pytest.mark.django_db
NAME = "Siti Rahayu"
PERSONAL = PersonalData(
    name=NAME, phone="+628123456789", email="siti@contoh.demo", address="Jalan Melati 7"
)
SECRETS = (NAME, "628123456789", "siti@contoh.demo", "Jalan Melati")


def opening(complaint):
    return f"{complaint.get_absolute_url()}identitas/"


@pytest.mark.parametrize("role", ["district_admin", "national_admin", "inspector"])
def test_a_desk_opens_it_with_a_reason_and_that_is_recorded(client_for, cast, in_progress, role):
    complaint, member = in_progress(personal=PERSONAL), getattr(cast, role)

    page = client_for(member).post(opening(complaint), {"reason": WORDS})

    assert page.status_code == 200
    assert NAME in page.content.decode()
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.actor_id, entry.detail["reason"]) == (member.user.pk, WORDS)


def test_the_next_look_at_the_page_shows_it_no_more(client_for, cast, in_progress):
    complaint, client = in_progress(personal=PERSONAL), client_for(cast.district_admin)
    client.post(opening(complaint), {"reason": WORDS})

    page = client.get(complaint.get_absolute_url())

    assert NAME not in page.content.decode()


def test_without_a_reason_it_stays_closed(client_for, cast, in_progress):
    complaint, before = in_progress(personal=PERSONAL), Entry.objects.count()

    page = client_for(cast.district_admin).post(opening(complaint), {"reason": "  "})

    assert page.status_code == 422
    assert "Tulis mengapa Anda perlu tahu siapa pelapornya" in page.content.decode()
    assert NAME not in page.content.decode()
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", ["liaison", "unit_head", "drafter", "field_officer", "leader"])
def test_who_is_anonymous_stays_so_for_the_unit(client_for, cast, in_progress, role):
    complaint = in_progress(personal=PERSONAL, is_anonymous=True)
    client = client_for(getattr(cast, role))

    page = client.post(opening(complaint), {"reason": WORDS})

    assert page.status_code == 409
    assert NAME not in page.content.decode()
    assert "Buka identitas" not in html.unescape(
        client.get(complaint.get_absolute_url()).content.decode()
    )


def test_a_named_reporter_may_be_opened_by_the_liaison_but_not_by_the_drafter(
    client_for, cast, in_progress
):
    complaint = in_progress(personal=PERSONAL, is_anonymous=False)

    allowed = client_for(cast.liaison).post(opening(complaint), {"reason": WORDS})
    refused = client_for(cast.drafter).post(opening(complaint), {"reason": WORDS})

    assert (allowed.status_code, refused.status_code) == (200, 409)
    assert "628123456789" not in refused.content.decode()


@pytest.mark.parametrize("role", ["liaison", "drafter", "unit_head", "field_officer", "leader"])
@pytest.mark.parametrize("is_secret", [True, False])
def test_nothing_of_an_anonymous_person_is_in_any_page_of_the_unit(
    client_for, cast, in_progress, role, is_secret
):
    complaint = in_progress(personal=PERSONAL, is_anonymous=True, is_secret=is_secret)
    client, here = client_for(getattr(cast, role)), complaint.get_absolute_url()
    pages = [
        *("/meja/?lihat=all", f"/meja/?q={complaint.shown_number}", "/meja/kabar/"),
        *("/meja/agenda/", here, f"{here}langkah/note/"),
        *(f"{here}cetak/{paper}/" for paper in ("terima", "disposisi", "jawaban")),
    ]
    for url in pages:
        source = client.get(url).content.decode()
        assert not [one for one in SECRETS if one in source], url


def test_a_search_for_the_name_finds_nothing(client_for, cast, in_progress):
    in_progress(personal=PERSONAL)

    page = client_for(cast.district_admin).get("/meja/", {"q": "Siti Rahayu"})

    assert page.context["rows"] == []
