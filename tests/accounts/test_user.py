import pytest
from django.db import IntegrityError, connection, transaction

from kentongan.accounts.models import User

pytestmark = pytest.mark.django_db


def make(email="Rina@Majalengka.Example", **facts):
    return User.objects.create_user(email, "kata sandi yang panjang", full_name="Rina", **facts)


def test_an_address_is_kept_and_found_without_regard_to_case():
    user = make()
    assert user.email == "rina@majalengka.example"
    assert User.objects.get(email="RINA@majalengka.EXAMPLE") == user
    assert User.objects.get_by_natural_key("Rina@Majalengka.Example") == user


def test_one_address_has_one_account():
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make("rina@MAJALENGKA.example")


def test_the_database_itself_refuses_capitals():
    user = make()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'Rina@x.id' WHERE id = %s", [user.pk])


def test_a_person_whom_an_office_enters_can_sign_in_at_once(client):
    make()
    answer = client.post(
        "/akun/login/",
        {"login": "rina@majalengka.example", "password": "kata sandi yang panjang"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/lanjut/")


def test_without_a_password_nobody_signs_in():
    user = User.objects.create_user("rina@majalengka.example", full_name="Rina")
    assert not user.has_usable_password()


def test_a_person_is_shown_by_name():
    assert str(make()) == "Rina"
