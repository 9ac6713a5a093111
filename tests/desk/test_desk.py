"""The officers' pages: who gets in, what they cost, and what happens to the second of two."""

import pytest

from kentongan.complaints.models import Complaint
from tests.complaints.conftest import make_complaint

ROLES = (
    "national_admin", "district_admin", "liaison", "drafter", "unit_head", "field_officer",
    "leader", "inspector", "ppid", "auditor", "clerk", "operator",
)  # fmt: skip


def test_strangers_sign_in_and_citizens_are_refused(cast, client, client_for):
    assert client.get("/meja/").headers["Location"].startswith("/akun/login/")
    assert client_for(cast.reporter).get("/meja/").status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_the_inbox_costs_at_most_eight_statements(cast, client_for, statements, role):
    for _ in range(3):
        make_complaint(cast, "dispatched")
    client = client_for(getattr(cast, role))
    with statements() as seen:
        assert client.get("/meja/").status_code == 200
    assert len(seen) <= 8


def test_the_complaint_page_costs_at_most_twelve_statements(cast, client_for, statements):
    complaint = make_complaint(cast, "answered")
    client = client_for(cast.district_admin)
    with statements() as seen:
        assert client.get(complaint.get_absolute_url()).status_code == 200
    assert len(seen) <= 12


def test_another_district_cannot_even_see_that_it_exists(cast, client_for):
    url = make_complaint(cast, "dispatched").get_absolute_url()
    for outsider in (cast.outsider_admin, cast.outsider_liaison, cast.other_liaison):
        client = client_for(outsider)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}langkah/note/", {"note-text": "x"}).status_code == 404
        assert client.get(f"{url}cetak/jawaban/").status_code == 404


def test_the_second_officer_is_told_and_keeps_what_was_typed(cast, client_for, offices):
    complaint = make_complaint(cast, "forwarded")
    url = f"{complaint.get_absolute_url()}langkah/dispatch/"
    data = {"dispatch-unit": offices("putr").pk, "dispatch-seen": complaint.version}
    first = client_for(cast.district_admin).post(url, data)
    second = client_for(cast.second_admin).post(url, data | {"dispatch-note": "Segera"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Bu Rina" in second.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).dispositions.count() == 1


def test_the_first_look_of_the_unit_is_recorded(cast, client_for):
    complaint = make_complaint(cast, "dispatched")
    client = client_for(cast.liaison)
    client.get(complaint.get_absolute_url())
    client.get(complaint.get_absolute_url())
    assert complaint.events.filter(action="open").count() == 1


def test_an_anonymous_name_is_on_no_page_of_the_unit(cast, client_for):
    from kentongan.accounts.vault import PersonalData

    person = PersonalData(name="Namarahasia", phone="+6281234567890", email="rahasia@contoh.demo")
    complaint = make_complaint(cast, "answered", personal=person)
    client = client_for(cast.liaison)
    url = complaint.get_absolute_url()
    pages = ["/meja/", url, "/meja/kabar/", "/meja/agenda/"]
    pages += [f"{url}cetak/{form}/" for form in ("terima", "disposisi", "jawaban")]
    for page in pages:
        text = client.get(page).content.decode()
        for secret in ("Namarahasia", "81234567890", "rahasia@contoh"):
            assert secret not in text, page
