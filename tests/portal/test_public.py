"""What anybody may read: the list with its filters, pages of published reports, the offices."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Kind
from kentongan.complaints.models import Complaint
from tests.complaints.reaching import SITI, reach, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(cast):
    """`publish("in_progress", text=…)`: a published complaint there."""

    def make(status="in_progress", **facts):
        complaint = reach(cast, status, **facts)
        if complaint.published_at is None:
            services.publish(complaint, by=cast.district_admin.actor)
        return Complaint.objects.get(pk=complaint.pk)

    return make


@pytest.fixture
def listed(client):
    """Numbers on the list under a filter."""

    def ask(**wanted):
        html = client.get(reverse("portal:public"), wanted).content.decode()
        every = Complaint.objects.values_list("number", flat=True)
        return {one for one in every if f"{one[:4]}-{one[4:]}" in html}

    return ask


def test_a_published_report_is_on_the_list_and_has_its_page(client, publish, listed):
    complaint = publish(area_code="32.10.01.2001")

    page = unescape(
        client.get(reverse("portal:published", args=[complaint.shown_number])).content.decode()
    )

    assert listed() == {complaint.number}
    assert "Desa Cipasung, Kec. Lemahsugih" in page
    assert "Jembatan desa kami rusak" in page


def test_an_unchecked_report_is_nowhere(client, cast, listed):
    complaint = submitted()

    assert listed() == set()
    url = reverse("portal:published", args=[complaint.shown_number])
    assert client.get(url).status_code == 404


def test_a_secret_report_is_nowhere(client, cast, listed):
    complaint = reach(cast, "answered", is_secret=True)

    assert complaint.published_at is None
    assert listed(q="Jembatan") == set()
    url = reverse("portal:published", args=[complaint.shown_number])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("leave", ["hide", "withdraw"])
def test_what_leaves_the_public_has_no_page_any_more(client, cast, publish, listed, leave):
    complaint = publish()
    if leave == "hide":
        services.hide(
            complaint, by=cast.district_admin.actor, hide_reason="personal", text="Nama tetangga."
        )
    else:
        from tests.complaints.reaching import own

        services.withdraw(complaint, by=own(complaint))

    assert listed() == set()
    url = reverse("portal:published", args=[complaint.shown_number])
    assert client.get(url).status_code == 410, "it was there, and says no more than that"


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_the_name_is_public_only_by_choice_and_the_contact_never(client, publish, is_anonymous):
    complaint = publish(personal=SITI, is_anonymous=is_anonymous)
    url = reverse("portal:published", args=[complaint.shown_number])

    text = "".join(client.get(one).content.decode() for one in (url, reverse("portal:public"), "/"))

    assert (SITI.name in text) is not is_anonymous
    assert SITI.email not in text
    assert SITI.phone not in text


def test_numbers_of_people_are_masked_on_list_page_and_in_the_search(client, publish, listed):
    text = "Lampu mati, hubungi 0812 3456 7890 atau NIK 3210012345678901 di Kadipaten."
    complaint = publish(text=text)
    url = reverse("portal:published", args=[complaint.shown_number])

    seen = client.get(url).content.decode() + client.get(reverse("portal:public")).content.decode()

    assert "7890" not in seen
    assert "3210012345678901" not in seen
    assert listed(q="3210012345678901") == set()


def test_notes_and_what_offices_write_to_each_other_are_not_public(client, cast, publish):
    complaint = publish()
    services.note(complaint, by=cast.liaison.actor, text="Catatan internal XYZ")
    services.tell(complaint, by=cast.liaison.actor, text="Kami survei besok.")

    page = client.get(reverse("portal:published", args=[complaint.shown_number])).content.decode()

    assert "Kami survei besok." in page
    assert "Catatan internal XYZ" not in page


def test_each_filter_narrows_the_list(publish, listed, offices):
    here = publish(area_code="32.10.01.2001", text="Lampu jalan mati di Cipasung sejak Senin.")
    there = publish("answered", area_code="32.10.13.2001", kind=Kind.SUGGESTION)
    both = {here.number, there.number}

    assert listed() == both
    assert listed(q="lampu cipasung") == {here.number}
    assert listed(kecamatan="32.10.13") == {there.number}
    assert listed(jenis="suggestion") == {there.number}
    assert listed(keadaan="jawab") == {there.number}
    assert listed(unit=offices("putr").pk) == both
    assert listed(q="lampu", jenis="suggestion") == set()


@pytest.mark.parametrize(
    "wanted",
    [
        {"kecamatan": "99.99"}, {"jenis": "x"}, {"keadaan": "x"}, {"unit": "-1"},
        {"unit": "9" * 30}, {"kategori": "½"}, {"setelah": "###"}, {"setelah": "WyJ4IiwxXQ=="},
        {"q": "\x00"},
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_the_list(publish, listed, wanted):
    complaint = publish()

    assert listed(**wanted) == {complaint.number}


def test_wildcards_of_the_database_are_only_letters(publish, listed):
    publish()

    assert listed(q="%") == set()
    assert listed(q="Jem_atan") == set()


@pytest.fixture
def fifty(cast):
    """Fifty published reports, three of each moment, so that the end of a page parts them."""
    begun = clock.now() - timedelta(days=2)
    numbers = []
    for n in range(50):
        with clock.at(begun + timedelta(minutes=n // 3)):
            complaint = submitted(text=f"Lampu nomor {n} mati sejak hari Senin yang lalu.")
            services.forward(complaint, by=cast.national_admin.actor, institution=_majalengka())
            if Complaint.objects.get(pk=complaint.pk).published_at is None:
                services.publish(complaint, by=cast.district_admin.actor)
            numbers.append(complaint.number)
    return numbers


def _majalengka():
    from tests.complaints.reaching import office

    return office("majalengka")


def test_pages_follow_by_key_and_none_is_lost_or_repeated(client, fifty):
    import re

    seen, url = [], reverse("portal:public")
    for _page in range(4):
        html = client.get(url).content.decode()
        seen += re.findall(r'href="/laporan/(LP-[0-9A-Z-]+)/"', html)
        more = re.search(r'href="(\?[^"]*setelah=[^"]+)"', html)
        if not more:
            break
        url = reverse("portal:public") + unescape(more[1])

    assert len(seen) == 50
    assert {one.removeprefix("LP-").replace("-", "") for one in seen} == set(fifty)


def test_the_list_takes_at_most_six_statements_at_any_length(client, fifty, query_count):
    client.get(reverse("portal:public"))

    with query_count() as statements:
        client.get(reverse("portal:public"), {"q": "lampu", "jenis": "complaint"})

    assert len(statements) <= 6, [one["sql"][:120] for one in statements]
    sql = " ".join(one["sql"] for one in statements)
    assert "OFFSET" not in sql
    assert "COUNT(" not in sql


def test_the_offices_name_who_is_responsible_and_how_to_reach_them(client, offices):
    putr = offices("putr")
    putr.responsible, putr.phone = "Kepala Bidang Jalan", "0233281234"
    putr.save()

    page = unescape(client.get(reverse("portal:offices")).content.decode())

    assert str(putr.name) in page
    assert "Kepala Bidang Jalan" in page
    assert 'href="tel:0233281234"' in page


def test_the_start_page_asks_the_database_nothing_once_it_is_kept(client, publish, query_count):
    publish()
    cache.clear()
    first = client.get("/")

    with query_count() as statements:
        again = client.get("/")

    assert b"Jembatan desa kami rusak" in first.content
    assert again.status_code == 200
    assert len(statements) == 0


def test_there_is_no_mailbox_outside_the_demo(client, settings):
    settings.DEMO = False
    assert client.get(reverse("portal:mailbox")).status_code == 404


def test_the_mailbox_of_the_demo_shows_what_people_would_have_received(client, cast, settings):
    from kentongan.notifications import worker

    settings.DEMO = True
    submitted()
    submitted(text="Pasar becek setiap hujan turun.")
    worker.run(once=True)

    page = client.get(reverse("portal:mailbox")).content.decode()
    assert "Kentongan" in page
