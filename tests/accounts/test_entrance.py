"""Sign-up, sign-in, sign-out and forgotten passwords, as a browser without script meets them."""

import re
import threading
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.conf import settings as site
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from kentongan.accounts import entrance
from kentongan.accounts.models import User
from kentongan.notifications.models import Message

pytestmark = pytest.mark.django_db

PASSWORD = "empat kata yang lucu"
SIGN_UP = {
    "full_name": "Rina Contohwati",
    "email": "Rina@contoh.example",
    "phone": "0812 3456 7890",
    "password1": PASSWORD,
}


@pytest.fixture(autouse=True)
def real_mail_and_no_earlier_attempts(settings):
    settings.EMAIL_BACKEND = "kentongan.notifications.email_backend.OutboxBackend"
    cache.clear()


@pytest.fixture
def rina():
    return User.objects.create_user("rina@contoh.example", PASSWORD, full_name="Rina Contohwati")


def mails() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(purpose="account").order_by("pk")
    return list(rows.values_list("address", "subject", "body"))


def link_in(body: str) -> str:
    """The one link of a message that is not the foot, as a path of our site."""
    links = [one for one in re.findall(r"http\S+", body) if one != site.PUBLIC_URL]
    (link,) = links
    assert link.startswith(site.PUBLIC_URL)
    return urlsplit(link).path


def sign_in(client, email="rina@contoh.example", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def text_of(answer) -> str:
    main = BeautifulSoup(answer.content, "html.parser").find("main")
    return main.get_text(" ", strip=True)


def test_sign_up_confirm_and_arrive(client):
    answer = client.post(reverse("account_signup"), SIGN_UP)
    assert answer["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get(email="rina@contoh.example")
    assert user.full_name == "Rina Contohwati"
    assert (user.phone, user.language) == ("+6281234567890", "id")
    assert "_auth_user_id" not in client.session

    ((address, _subject, body),) = mails()
    assert address == "rina@contoh.example"
    page = link_in(body)
    assert "rina@contoh.example" in text_of(client.get(page))
    assert not EmailAddress.objects.get(
        user=user
    ).verified  # a mail scanner that follows links proves nothing
    assert client.post(page)["Location"] == site.LOGIN_REDIRECT_URL
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_message_does_not_repeat_what_a_stranger_typed_as_a_name(client):
    client.post(
        reverse("account_signup"), SIGN_UP | {"full_name": "Menangkan http://hadiah.example"}
    )
    assert "hadiah" not in mails()[0][2]


def test_until_the_address_is_confirmed_nobody_signs_in(client):
    client.post(reverse("account_signup"), SIGN_UP)
    other = Client()
    answer = sign_in(other)
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in other.session


def test_sign_up_answers_alike_whether_the_address_has_an_account(client, rina):
    with_account = client.post(reverse("account_signup"), SIGN_UP, follow=True)
    without = Client().post(
        reverse("account_signup"), SIGN_UP | {"email": "baru@contoh.example"}, follow=True
    )
    assert with_account.redirect_chain == without.redirect_chain
    shown, expected = text_of(with_account), text_of(without)
    assert shown.replace("rina@", "X@") == expected.replace("baru@", "X@")
    assert User.objects.filter(email="rina@contoh.example").count() == 1
    rina.refresh_from_db()
    assert rina.check_password(PASSWORD)
    assert {address for address, *_ in mails()} == {"rina@contoh.example", "baru@contoh.example"}


def test_what_was_typed_stays_when_something_needs_mending(client):
    answer = client.post(
        reverse("account_signup"), SIGN_UP | {"phone": "dua belas", "password1": "pendek"}
    )
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find(id="id_full_name")["value"] == "Rina Contohwati"
    assert page.find(id="id_phone")["aria-invalid"] == "true"
    assert page.find(id="id_password1")["aria-invalid"] == "true"
    assert page.find(class_="error-summary")
    assert not User.objects.filter(email=SIGN_UP["email"]).exists()


def test_a_machine_that_fills_the_hidden_field_gets_no_account(client):
    answer = client.post(reverse("account_signup"), SIGN_UP | {"website": "http://x.example"})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not User.objects.filter(email=SIGN_UP["email"]).exists()
    assert mails() == []


def test_the_hidden_field_is_hidden_without_style_or_script(client):
    page = BeautifulSoup(client.get(reverse("account_signup")).content, "html.parser")
    trap = page.find(id=f"id_{entrance.HONEYPOT}")
    assert trap.find_parent(hidden=True)
    assert not trap.has_attr("style")


@pytest.mark.django_db(transaction=True)
def test_sign_up_sent_twice_at_once_makes_one_account():
    start, answers = threading.Barrier(2), []

    def send():
        try:
            start.wait()
            answers.append(Client().post(reverse("account_signup"), SIGN_UP).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert User.objects.filter(email=SIGN_UP["email"]).count() == 1


def test_sign_in_and_out(client, rina):
    assert sign_in(client, "RINA@contoh.example")["Location"] == site.LOGIN_REDIRECT_URL
    assert client.session["_auth_user_id"] == str(rina.pk)
    page = client.get(reverse("account_logout"))
    assert "Rina Contohwati" in text_of(page)
    assert "_auth_user_id" in client.session  # looking is not leaving
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_sign_in_leads_on_to_our_pages_only(client, rina):
    def lands_on(target):
        data = {"login": rina.email, "password": PASSWORD, "next": target}
        return Client().post(reverse("account_login"), data)["Location"]

    assert lands_on("/meja/") == "/meja/"
    assert lands_on("https://elsewhere.example/") == site.LOGIN_REDIRECT_URL


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(client, rina):
    wrong = text_of(sign_in(client, password="bukan ini sandinya"))
    unknown = text_of(sign_in(client, email="tiada@contoh.example"))
    assert wrong == unknown
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_so_only_with_its_password(client, rina):
    rina.is_active = False
    rina.save()
    assert sign_in(client)["Location"] == reverse("account_inactive")
    assert "administrator" in text_of(client.get(reverse("account_inactive"))).lower()
    assert sign_in(client, password="bukan ini sandinya").status_code == 200


def test_guessing_is_slowed_down_and_a_new_password_ends_the_wait(client, rina):
    for _ in range(5):
        sign_in(client, password="bukan ini sandinya")
    assert sign_in(client).status_code == 200  # the right one, too late
    assert "_auth_user_id" not in client.session
    reset(client, rina, "kata sandi yang baru")
    assert sign_in(client, password="kata sandi yang baru").status_code == 302


def test_too_many_sign_ups_from_one_address_get_a_page(client):
    for number in range(10):
        client.post(reverse("account_signup"), SIGN_UP | {"email": f"r{number}@contoh.example"})
    answer = client.post(reverse("account_signup"), SIGN_UP)
    assert answer.status_code == 429
    assert text_of(answer)


def reset(client, user, password):
    client.post(reverse("account_reset_password"), {"email": user.email})
    page = client.get(link_in(mails()[-1][2]), follow=True).redirect_chain[-1][0]
    return client.post(page, {"password1": password, "password2": password})


def test_a_forgotten_password_is_replaced(client, rina):
    answer = reset(client, rina, "kata sandi yang baru")
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    assert client.get(answer["Location"]).status_code == 200
    assert sign_in(client).status_code == 200
    assert sign_in(client, password="kata sandi yang baru").status_code == 302
    assert len(mails()) == 2  # the link, and word that the password was changed


def test_a_reset_link_works_once(client, rina):
    client.post(reverse("account_reset_password"), {"email": rina.email})
    link = link_in(mails()[0][2])
    page = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": "kata sandi baru", "password2": "kata sandi baru"})
    again = Client().get(link)
    assert (again.status_code, "password1" in again.content.decode()) == (200, False)


def test_a_reset_answers_alike_whether_the_address_has_an_account(client, rina):
    known = client.post(reverse("account_reset_password"), {"email": rina.email}, follow=True)
    unknown = Client().post(
        reverse("account_reset_password"), {"email": "tiada@contoh.example"}, follow=True
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert text_of(known) == text_of(unknown)
    (_, (address, _subject, body)) = mails()
    assert address == "tiada@contoh.example"
    assert link_in(body) == reverse("account_signup")


def test_links_name_our_address_whatever_the_request_claims(client, rina, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_reset_password"), {"email": rina.email}, HTTP_HOST="evil.example")
    assert "evil" not in mails()[0][2]


def test_a_person_is_written_to_in_the_language_of_the_account(client, rina):
    rina.language = "en"
    rina.save()
    client.post(reverse("account_reset_password"), {"email": rina.email})
    assert mails()[0][1] == "Choose a new password"


def test_a_password_is_changed_by_who_knows_the_present_one(client, rina):
    client.force_login(rina)
    new = {"password1": "kata sandi yang baru", "password2": "kata sandi yang baru"}
    url = reverse("account_change_password")
    assert client.post(url, {"oldpassword": "bukan ini", **new}).status_code == 200
    assert client.post(url, {"oldpassword": PASSWORD, **new}).status_code == 302
    rina.refresh_from_db()
    assert rina.check_password("kata sandi yang baru")
    assert "_auth_user_id" in client.session


def ask_for_address(client, email):
    """Ask for another address: allauth wants the password first, then does what was asked."""
    asked = client.post(reverse("account_email"), {"email": email, "action_add": "1"})
    return client.post(asked["Location"], {"password": PASSWORD, "next": reverse("account_email")})


def test_an_address_changes_only_after_the_new_one_is_confirmed(client, rina):
    sign_in(client)
    ask_for_address(client, "baru@contoh.example")
    assert "baru@contoh.example" in text_of(client.get(reverse("account_email")))
    rina.refresh_from_db()
    assert rina.email == "rina@contoh.example"
    client.post(link_in(mails()[0][2]))
    rina.refresh_from_db()
    assert rina.email == "baru@contoh.example"
    assert [one.email for one in EmailAddress.objects.filter(user=rina)] == ["baru@contoh.example"]
    assert mails()[-1][0] == "rina@contoh.example"  # the old address hears of it


def test_a_forgotten_device_does_not_change_the_address(client, rina):
    client.force_login(rina)  # signed in, but not just now
    answer = client.post(
        reverse("account_email"), {"email": "baru@contoh.example", "action_add": "1"}
    )
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(answer["Location"]).status_code == 200


def test_an_address_that_another_account_holds_is_not_taken_over(client, rina):
    taken = User(email="ambil@contoh.example", full_name="Lain")
    taken.set_password(PASSWORD)
    taken.save()  # signed up, never confirmed
    sign_in(client)
    ask_for_address(client, taken.email)
    answer = client.post(link_in(mails()[0][2]))
    assert answer.status_code == 302
    rina.refresh_from_db()
    assert rina.email == "rina@contoh.example"
    assert not EmailAddress.objects.filter(email=taken.email, verified=True).exists()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_email_verification_sent", "account_inactive"],
)  # fmt: skip
def test_pages_for_strangers_are_ours(client, name):
    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
    assert page.find("html")["lang"] == "id"
    assert page.find("main").find("h1")
    assert not page.find(attrs={"placeholder": True})


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_pages_for_members_are_ours(client, rina, name):
    sign_in(client)
    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
    assert page.find("main").find("h1")


def test_a_link_that_is_used_up_says_what_to_do(client):
    for name, args in (
        ("account_confirm_email", ["x"]),
        ("account_reset_password_from_key", ["1", "x"]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200
        assert BeautifulSoup(answer.content, "html.parser").find("main").find("a", class_="button")


def test_the_hint_for_a_password_tells_the_rule_that_counts():
    (rule,) = [one["OPTIONS"] for one in site.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in one]
    assert str(rule["min_length"]) in str(entrance.PASSWORD_HINT)
