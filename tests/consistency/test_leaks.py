"""Nothing tells who complained: no list, search, page, print, bell, message, file name or answer of
the API; and a secret complaint is nowhere to be found by those who do not handle it."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery, rendering
from kentongan.notifications.models import Message
from tests.complaints.reaching import own
from tests.consistency.actors import OFFICERS
from tests.consistency.routes import SEE_HERE
from tests.consistency.world import CITIZENS, PERSONAL, SITI, build

# A word that stands in the secret complaint and nowhere else.
MARK = "Kedungwuni"
TEXT = f"Beras bantuan di {MARK} dijual lagi oleh petugas."
# One of each role that reads here, and of those who do not.
READERS = (
    "national_admin", "district_admin", "liaison", "drafter", "unit_head", "field_officer",
    "inspector", "leader", "other_liaison", "ppid", "outsider_admin",
)  # fmt: skip
DESK = ("desk:inbox", "desk:bell", "desk:agenda")
OF_ONE = ("desk:complaint", "desk:merged")
PAPERS = ("terima", "disposisi", "jawaban")


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def told_everything(world):
    """Go through steps that write to everybody, so that there is something to leak."""
    here, cast = world.here, world.cast
    services.tell(here, by=cast.liaison.actor, text="Kami survei besok.")
    services.draft(here, by=cast.drafter.actor, text="Sudah ditangani.")
    services.approve(here, by=cast.unit_head.actor)
    services.reply(here, by=own(here), text="Terima kasih.")


def pages(client, world):
    """Every page that somebody may find by following links, as (address, text)."""
    number = world.here.shown_number
    urls = [reverse(name) for name in DESK]
    urls += [reverse("desk:inbox") + f"?lihat={view}" for view in ("all", "late")]
    urls += [reverse(name, args=[number]) for name in OF_ONE]
    urls += [reverse("desk:paper", args=[number, one]) for one in PAPERS]
    urls += [reverse("desk:step", args=[number, one]) for one in ("note", "classify")]
    urls += [reverse("portal:public"), reverse("portal:published", args=[number]), "/"]
    for url in urls:
        cache.clear()
        yield url, client.get(url).content.decode()


def found_by(client, url, words):
    """Numbers of the complaints that a search shows; what was typed is shown again and not meant."""
    cache.clear()
    html = BeautifulSoup(client.get(url, {"q": words}).content, "html.parser")
    for typed in html.find_all("input"):
        typed.decompose()
    return html


def leads_to(html, number):
    """Links to the complaint; addresses that only repeat what was typed do not count."""
    paths = [urlsplit(one["href"]).path for one in html.find_all(href=True)]
    return [path for path in paths if number in path]


@pytest.mark.parametrize(("anonymous", "secret"), [(True, False), (True, True), (False, True)])
def test_no_page_of_an_officer_shows_who_is_hidden(cast, client_for, anonymous, secret):
    world = build(cast, client_for, is_anonymous=anonymous, is_secret=secret)
    told_everything(world)
    leaks = [
        (who, url, word)
        for who in READERS
        for url, page in pages(world.clients[who], world)
        for word in PERSONAL
        if word in page
    ]
    assert leaks == []


def test_who_chose_to_be_named_is_named_and_nothing_else_is_told(cast, client_for):
    world = build(cast, client_for, is_anonymous=False)
    told_everything(world)
    public = world.clients["nobody"].get(
        reverse("portal:published", args=[world.here.shown_number])
    )
    assert SITI.name in public.content.decode()
    for who in (*CITIZENS, "district_admin", "liaison", "leader", "other_liaison"):
        for url, page in pages(world.clients[who], world):
            for word in PERSONAL:
                if word != "Rohaeti":
                    assert word not in page, (who, url)


@pytest.mark.parametrize("who", CITIZENS)
def test_the_public_never_reads_a_hidden_name(cast, client_for, who):
    world = build(cast, client_for)
    told_everything(world)
    for url, page in pages(world.clients[who], world):
        for word in PERSONAL:
            assert word not in page, url


@pytest.mark.parametrize(
    "word", ["Rohaeti", "081298765432", "rohaeti@warga.demo", "3210015505900001"]
)
def test_no_search_finds_a_complaint_by_who_wrote_it(cast, client_for, word):
    world = build(cast, client_for)
    for who in ("district_admin", "national_admin", "liaison", "inspector", "leader"):
        html = found_by(world.clients[who], reverse("desk:inbox"), word)
        assert world.here.shown_number not in str(html), who
    html = found_by(world.clients["nobody"], reverse("portal:public"), word)
    assert world.here.shown_number not in str(html)


@pytest.mark.filterwarnings("ignore")
def test_a_secret_complaint_is_found_by_nobody_who_does_not_handle_it(cast, client_for):
    world = build(cast, client_for, is_secret=True, text=TEXT)
    told_everything(world)
    number = world.here.shown_number
    blind = set(OFFICERS) - (SEE_HERE - {"leader"})
    for who in (*sorted(blind), "nobody", "other_account"):
        client = world.clients[who]
        for url, page in pages(client, world):
            assert MARK not in page, (who, url)
            # Its own address may be repeated by the page that says that there is nothing.
            if number not in url:
                assert number not in page, (who, url)
        for url in (reverse("desk:inbox"), reverse("portal:public")):
            for words in (MARK, number):
                assert not leads_to(found_by(client, url, words), number), (who, words)


def test_those_who_handle_it_do_find_it(cast, client_for):
    """Else the tests above would prove nothing."""
    world = build(cast, client_for, is_secret=True, text=TEXT)
    for who in ("district_admin", "national_admin", "liaison", "inspector"):
        page = world.clients[who].get(reverse("desk:complaint", args=[world.here.shown_number]))
        assert MARK in page.content.decode()
        html = found_by(world.clients[who], reverse("desk:inbox"), MARK)
        assert leads_to(html, world.here.shown_number), who


def test_a_complaint_that_nobody_has_verified_is_not_public(cast, client_for, client):
    from tests.consistency.world import filed

    complaint, _pin = filed(text=TEXT)
    for url in (
        reverse("portal:public"),
        reverse("portal:public") + f"?q={complaint.shown_number}",
        reverse("portal:published", args=[complaint.shown_number]),
    ):
        cache.clear()
        assert MARK not in client.get(url).content.decode()


def test_personal_numbers_in_the_text_are_masked_where_anybody_reads(cast, client_for, client):
    text = "Jembatan rusak. Telepon 0812-9876-5432 atau NIK 3210015505900001, D 1234 XYZ."
    world = build(cast, client_for, text=text, is_anonymous=False)
    told_everything(world)
    for url in (
        reverse("portal:public"),
        reverse("portal:published", args=[world.here.shown_number]),
    ):
        page = client.get(url).content.decode()
        for word in ("0812-9876", "3210015505900001", "1234 XYZ"):
            assert word not in page, url


@pytest.mark.parametrize("secret", [True, False])
def test_the_api_tells_who_holds_the_pin_no_name_and_anybody_else_nothing(cast, client_for, secret):
    world = build(cast, client_for, is_secret=secret)
    told_everything(world)
    url = reverse("api:show", args=[world.here.shown_number])
    answer = Client().get(url, headers={"X-Complaint-PIN": world.pins[world.here.pk]})
    assert answer.status_code == 200
    for word in PERSONAL:
        assert word not in answer.content.decode()
    for pin in ("", "000000", world.pins[world.there.pk]):
        nothing = Client().get(url, headers={"X-Complaint-PIN": pin})
        assert nothing.status_code == 404
        assert "in_progress" not in nothing.content.decode()


def test_the_outbox_holds_no_address_and_no_text_names_anybody(cast, client_for):
    world = build(cast, client_for)
    told_everything(world)
    rows = list(Message.objects.filter(about=world.here.pk))
    assert len(rows) > 10
    for row in rows:
        written = rendering.text_of(row)
        for word in (*PERSONAL, "Gudang beras"):
            assert word not in f"{row.__dict__} {written}", row.purpose
    from kentongan.common import clock

    delivery.sweep(clock.now())
    for row in Message.objects.filter(about=world.here.pk):
        assert not any(word in f"{row.__dict__}" for word in PERSONAL), row.purpose


def test_the_database_holds_the_name_of_a_hidden_reporter_nowhere_in_the_clear(cast, client_for):
    from django.apps import apps

    world = build(cast, client_for)
    told_everything(world)
    services.reveal_identity(world.here, by=cast.district_admin.actor, reason="Saksi")
    for model in apps.get_models():
        if model._meta.label in ("accounts.User", "account.EmailAddress"):
            continue
        for row in model._base_manager.values_list():
            for word in ("Rohaeti", "81298765432", "rohaeti@", "Sukasari 7"):
                assert word not in str(row), model._meta.label


def test_a_reporter_who_withdraws_consent_to_be_read_is_gone_from_the_public(cast, client_for):
    world = build(cast, client_for, text=TEXT)
    assert Complaint.objects.published().filter(pk=world.here.pk).exists()
    services.withdraw(world.here, by=own(world.here))
    for url, page in pages(world.clients["nobody"], world):
        assert MARK not in page, url
