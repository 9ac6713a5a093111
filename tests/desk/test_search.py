"""Search by words, numbers and places: the same on SQLite and PostgreSQL, through the same door."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint, SearchText
from kentongan.complaints.search import filling, finding, indonesian, triggers

pytestmark = pytest.mark.django_db
INBOX = "/meja/"
ROAD = "Jalan kabupaten di Heuleut rusak parah sejak Oktober, banyak lubang yang membahayakan."


@pytest.fixture
def find(client_for):
    """`find(cast.liaison, "jalan rusak")`: the numbers that the list shows, in its order."""

    def numbers(member, typed, **facts):
        page = client_for(member).get(INBOX, {"q": typed, **facts})
        return [row.number for row in page.context["rows"]]

    return numbers


def test_words_find_their_other_forms_unfinished_words_and_accents(cast, file_one, find):
    road = file_one(text=ROAD, area_code="32.10.01.2001", landmark="Warung Bu Eha")
    file_one()

    for typed in (
        "jalan rusak", "JALAN, rusak!", "kerusakan jalan", "merusak", "membahayakan", "bahaya",
        "kabup", "parah okto", "rúsak", "cipasung", "lemahsugih rusak", "warung eha",
    ):  # fmt: skip
        assert find(cast.district_admin, typed) == [road.number], typed
    for typed in ("jalan layang", "rusaknya jembatan", "---", '"parah', "parah OR", "NOT sapi *"):
        assert find(cast.district_admin, typed) in ([], [road.number]), typed
    assert find(cast.district_admin, "jalan layang") == []


def test_a_number_finds_its_complaint_in_whatever_form_and_view(cast, dispatched, find):
    complaint = dispatched(external_id="8812345")
    code = complaint.shown_number

    for typed in (
        code, code.lower(), code.replace("-", " "), complaint.number, f"{code[3:]}",
        f"https://lapor.example/meja/{code}/", f"mohon kabar {code} terima kasih",
    ):  # fmt: skip
        assert find(cast.district_admin, typed, lihat="verify") == [complaint.number], typed
    for typed in (code[:8], code[8:], "8812345"):
        assert find(cast.district_admin, typed) == [complaint.number], typed


def test_an_answer_is_found_once_it_is_sent_and_notes_and_drafts_are_not(cast, in_progress, find):
    complaint, by = in_progress(), cast.liaison.actor
    services.note(complaint, by=by, text="Kontraktor bernama rajawali menunda.")
    services.save_draft(complaint, by=by, text="Gorong-gorong dibersihkan.", version=0)
    assert find(cast.liaison, "rajawali") == find(cast.liaison, "gorong") == []

    services.answer(complaint, by=by, text="Gorong-gorong telah dibersihkan pada hari Senin.")

    assert find(cast.liaison, "gorong bersih") == [complaint.number]
    assert find(cast.liaison, "lampu senin") == [complaint.number]


def test_a_new_title_is_found_and_the_old_one_no_longer(cast, file_one, find):
    complaint = file_one(title="Sapi lepas")
    services.classify(
        complaint, by=cast.district_admin.actor, kind="complaint", classification="ordinary",
        category=None, title="Kerbau lepas",
    )  # fmt: skip

    assert find(cast.district_admin, "kerbau") == [complaint.number]
    assert find(cast.district_admin, "sapi") == []


def test_nobody_finds_what_is_not_theirs_to_read(cast, dispatched, offices, find):
    secret = dispatched(text="Kepala proyek meminta uang pelicin.", is_secret=True)

    assert find(cast.district_admin, "pelicin") == find(cast.liaison, "pelicin") == [secret.number]
    for member in (cast.leader, cast.other_liaison, cast.outsider_admin, cast.clerk, cast.ppid):
        assert find(member, "pelicin") == find(member, secret.shown_number) == []
    services.add_unit(secret, by=cast.district_admin.actor, unit=offices("dlh"))
    helps = find(cast.other_liaison, "pelicin")
    assert helps == [secret.number]


def test_what_the_title_says_comes_first_and_newness_counts(cast, file_one, find):
    def filed(days, **facts):
        with clock.at(clock.now() - timedelta(days=days)):
            return file_one(**facts).number

    in_title = filed(30, title="Banjir", text="Air setinggi lutut di sawah.")
    older_text = filed(20, title="Sawah", text="Sejak banjir, pompa mati.")
    new_text = filed(1, title="Pompa", text="Banjir lagi, pompa mati.")
    long_ago = filed(200, title="Banjir", text="Air setinggi lutut.")
    expected = [in_title, new_text, older_text, long_ago]

    assert find(cast.district_admin, "banjir") == expected
    assert find(cast.district_admin, "banjir", sort="newest") == [
        new_text, older_text, in_title, long_ago,
    ]  # fmt: skip


def test_hits_come_once_from_page_to_page_and_cost_twelve_statements(
    client_for, cast, file_one, query_count
):
    begun, filed = clock.now() - timedelta(days=200), []
    for number in range(12):
        with clock.at(begun + timedelta(days=15 * (number // 2))):  # two of a moment
            title = "Banjir" if number % 3 else "Air"
            filed.append(file_one(title=title, text="Banjir di sawah kami.").number)
    client, url, seen = client_for(cast.district_admin), f"{INBOX}?banyak=3&q=banjir", []
    while url:
        with query_count() as statements:
            page = client.get(url)
        assert len(statements) <= 12, [one["sql"][:90] for one in statements]
        seen += [row.number for row in page.context["rows"]]
        url = page.context["more_url"]

    assert sorted(seen) == sorted(filed)


@pytest.mark.parametrize("order", ["urgent", "due", "newest"])
def test_a_list_in_another_order_gives_each_row_once(client_for, cast, many, order):
    filed = many(9)
    pressing = {one.pk for one in filed[5:8]}
    Complaint.objects.filter(pk__in=pressing).update(is_urgent=True)
    client, url, seen = client_for(cast.district_admin), f"{INBOX}?banyak=2&sort={order}", []
    while url:
        page = client.get(url)
        seen += [row.number for row in page.context["rows"]]
        url = page.context["more_url"]

    expected = sorted(filed, key=lambda one: (order == "urgent" and one.pk not in pressing, one.pk))
    expected = expected[::-1] if order == "newest" else expected
    assert seen == [one.number for one in expected]


def test_marks_villages_and_days_narrow_the_list(client_for, cast, file_one):
    there = file_one(area_code="32.10.01.2001", is_secret=True)
    file_one()
    client, today = client_for(cast.district_admin), clock.today()

    def count(**given):
        return len(client.get(INBOX, given).context["rows"])

    assert count(village="cipasung") == count(flag="secret") == 1 != count(village="")
    assert count(village="antah berantah") == count(flag=["secret", "urgent"]) == 0
    assert count(since=str(today), until=str(today)) == 2
    assert count(since=str(today + timedelta(days=1))) == 0
    assert there.is_secret


def test_the_worker_makes_findable_what_was_there_before(cast, many, find, monkeypatch):
    filed = many(5)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM complaints_searchtext")
    monkeypatch.setattr(filling, "BATCH", 2)
    assert find(cast.district_admin, "lampu") == []

    with transaction.atomic():
        assert [filling.sweep(clock.now()) for _round in range(4)] == [2, 2, 1, 0]

    assert sorted(find(cast.district_admin, "lampu")) == sorted(one.number for one in filed)
    assert SearchText.objects.count() == 5


def test_a_word_is_looked_for_in_the_forms_that_it_has():
    assert {"kerusak", "merusak", "dirusak", "perusak"} <= set(indonesian.openings("rusak"))
    for written, meant in (
        ("memukul", "pukul"), ("menyapu", "sapu"), ("perbaikan", "baik"), ("dibersihkan", "bersih"),
        ("menghilang", "hilang"), ("penutupan", "tutup"),
    ):  # fmt: skip
        assert meant in indonesian.openings(written), written
    assert indonesian.openings("rt") == indonesian.openings("2024x") == []


def test_a_word_of_very_many_reports_gives_the_newest_and_each_once(
    client_for, cast, many, query_count, monkeypatch
):
    filed = many(9)
    monkeypatch.setattr(finding, "MANY", 4)
    for near in (3, 100):  # found among the newest, and where those do not suffice
        monkeypatch.setattr(finding, "NEAR", near)
        client, url, seen = client_for(cast.district_admin), f"{INBOX}?banyak=2&q=lampu", []
        while url:
            with query_count() as statements:
                page = client.get(url)
            assert len(statements) <= 12
            seen += [row.number for row in page.context["rows"]]
            url = page.context["more_url"]
        assert seen == [one.number for one in reversed(filed)]
    assert len(client.get(f"{INBOX}?sort=due&q=lampu").context["rows"]) == 9


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite takes its triggers away")
def test_what_is_filed_during_a_migration_is_found_after_it(cast, file_one, find):
    before = file_one(text=ROAD)
    triggers.remove()
    meanwhile = file_one(text=ROAD)
    assert find(cast.district_admin, "jalan rusak") == [before.number]
    triggers.install()
    triggers.install()  # after each migration, whatever it did
    assert set(find(cast.district_admin, "jalan rusak")) == {before.number, meanwhile.number}
    assert SearchText.objects.count() == 2
