"""While a citizen writes, published reports like it are shown: open words alone, and never in the way."""

from datetime import timedelta

import pytest

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from tests.complaints.reaching import own, reach

HERE, NEIGHBOUR, FAR = "32.10.13.2001", "32.10.13.2002", "32.10.01.2001"
TEXT = "Lampu jalan di depan pasar Kadipaten mati sejak dua minggu, jalan menjadi gelap."
MINE = "Sudah dua minggu lampu jalan depan pasar Kadipaten mati, gelap sekali."
SITI = PersonalData(name="Siti Rohaeti", phone="081234567890")


@pytest.fixture
def known(cast):
    """A published report, `known(area_code=…)`."""

    def make(text=TEXT, area_code=HERE, **facts):
        facts = {"personal": SITI} | facts
        one = reach(cast, "in_progress", text=text, area_code=area_code, **facts)
        if not one.is_secret and one.published_at is None:
            services.publish(one, by=cast.district_admin.actor)
        return Complaint.objects.get(pk=one.pk)

    return make


@pytest.fixture
def ask(client):
    """What the browser asks while somebody types, as text."""

    def make(text=MINE, **fields):
        answer = client.post("/lapor/mirip/", {"text": text, "area_code": NEIGHBOUR} | fields)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        return answer.content.decode()

    return make


def shown(complaint, html):
    return f"/laporan/{complaint.number}/" in html


@pytest.mark.django_db
def test_one_of_the_same_kecamatan_in_like_words_is_shown_with_the_way_to_it(known, ask, client):
    one = known()

    html = ask()

    assert shown(one, html)
    assert one.public_title in html
    assert client.get(f"/laporan/{one.number}/").status_code == 200
    assert shown(one, ask(area_code="", area="Kadipaten"))
    assert not shown(one, ask(area_code=FAR))
    assert not shown(one, ask("Beras bantuan dijual lagi oleh petugas di balai desa kami."))
    with clock.at(clock.now() + timedelta(days=91)):
        assert not shown(one, ask())


@pytest.mark.django_db
def test_without_script_the_second_screen_shows_it_and_nothing_stands_in_the_way(
    known, send, query_count
):
    one = known()

    with query_count() as statements:
        page = send(step="check", text=MINE, area_code=NEIGHBOUR)

    assert shown(one, page.content.decode())
    assert len(statements) <= 4  # two for the usual time, one for the institutions, one for this
    assert send(step="send", text=MINE, area_code=NEIGHBOUR).status_code == 200
    assert Complaint.objects.filter(text=MINE).count() == 1


@pytest.mark.django_db
def test_asking_is_one_statement_however_many_there_are(known, ask, query_count):
    for number in range(3):
        known(f"{TEXT} Tiang nomor {number}.")
    ask()

    with query_count() as statements:
        html = ask()

    assert html.count("/laporan/") == 3
    assert len(statements) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["secret", "unpublished", "withdrawn", "merged"])
def test_what_the_public_may_not_read_is_never_shown(known, ask, cast, what):
    if what == "unpublished":
        one = reach(cast, "in_progress", text=TEXT, area_code=HERE)
        Complaint.objects.filter(pk=one.pk).update(published_at=None)
    else:
        one = known(is_secret=what == "secret")
    if what == "withdrawn":
        services.withdraw(one, by=own(one), text="Sudah menyala.")
    if what == "merged":
        Complaint.objects.filter(pk=one.pk).update(
            status="merged", master=known("Lain sama sekali")
        )

    html = ask()

    assert one.number not in html
    assert "<li>" not in html


@pytest.mark.django_db
def test_words_that_are_masked_or_hidden_neither_match_nor_appear(known, ask):
    hidden = "Hubungi Siti Rohaeti 081234567890 di Blok Cibogo gang Melati nomor sembilan."
    one = known(f"{TEXT} {hidden}")
    Complaint.objects.filter(pk=one.pk).update(public_text=TEXT, public_title="Lampu pasar mati")

    assert "<li>" not in ask(hidden)  # the original has these very words
    html = ask()
    assert shown(one, html)
    for word in ("Siti", "Rohaeti", "0812", "Cibogo", "Melati"):
        assert word not in html


@pytest.mark.django_db
def test_another_site_cannot_ask_and_nothing_typed_is_in_an_address(client):
    foreign = {"Origin": "https://lain.contoh.demo"}

    assert client.post("/lapor/mirip/", {"text": MINE}, headers=foreign).status_code == 403
    assert client.get("/lapor/mirip/", {"text": MINE}).status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_appears_while_typing_and_the_report_goes_on_as_before(known, new_page, axe):
    one = known()
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto("/lapor/")
    page.fill("[name=text]", MINE)
    page.fill("[name=area]", "Kadipaten")
    link = page.locator(f"[data-alike] a[href='/laporan/{one.number}/']")
    link.wait_for()

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("heading", name=one.public_title).wait_for()
    assert page.input_value("[name=text]") == MINE
    page.click("[data-go='2']")
    page.click("button[value=send]")
    page.get_by_text("PIN").first.wait_for()
    assert Complaint.objects.filter(text=MINE).count() == 1
