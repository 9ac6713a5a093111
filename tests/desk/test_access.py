import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ("inbox", "bell", "record")
OF_ONE = ("complaint", "merged")


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_comes_back(client, name):
    url = reverse(f"desk:{name}")

    answer = client.get(url)

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={url}")


@pytest.mark.parametrize("name", PAGES)
def test_a_citizen_is_refused(client_for, cast, name):
    assert client_for(cast.reporter).get(reverse(f"desk:{name}")).status_code == 403


def test_a_session_that_ended_takes_the_whole_window_to_sign_in(client):
    answer = client.get(reverse("desk:inbox"), headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith(reverse("account_login"))


def test_nothing_of_the_desk_is_kept_by_a_cache(client_for, cast, file_one):
    page = client_for(cast.district_admin).get(file_one().get_absolute_url())

    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]


@pytest.mark.parametrize("name", OF_ONE)
def test_another_district_cannot_even_see_that_it_exists(client_for, cast, in_progress, name):
    url = reverse(f"desk:{name}", args=[in_progress().shown_number])

    for stranger in (cast.outsider_admin, cast.outsider_liaison, cast.other_liaison):
        assert client_for(stranger).get(url).status_code == 404


@pytest.mark.parametrize("route", ["langkah/note", "langkah/answer", "identitas", "draf"])
def test_another_district_can_do_nothing_to_it(client_for, cast, in_progress, route):
    complaint = in_progress()
    url = f"{complaint.get_absolute_url()}{route}/"

    for stranger in (cast.outsider_admin, cast.outsider_liaison, cast.other_liaison):
        answer = client_for(stranger).post(url, {"text": "x", "reason": "x"})
        assert answer.status_code == 404
    complaint.refresh_from_db()
    assert complaint.version == complaint.events.count()


def test_an_officer_changes_the_hat(client_for, cast):
    first, second = cast.outsider_liaison, "drafter"
    client = client_for(first)
    page = client.get(reverse("desk:inbox"))
    drafter = next(one for one in page.context["memberships"] if one.role == second)

    answer = client.post(reverse("desk:change_hat"), {"membership": drafter.pk})

    assert answer["Location"] == reverse("desk:inbox")
    assert client.get(reverse("desk:inbox")).context["actor"].role == second


def test_nobody_wears_the_hat_of_another(client_for, cast):
    client = client_for(cast.liaison)
    other = cast.district_admin.membership.pk

    page = client.post(reverse("desk:change_hat"), {"membership": other}, follow=True)

    assert page.context["actor"].role == "liaison"
    assert client.post(reverse("desk:change_hat"), {"membership": "x"}).status_code == 302
