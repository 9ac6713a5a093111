from datetime import timedelta

import pytest

from kentongan.accounts.models import User
from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.notifications.models import Message
from kentongan.organizations.models import Membership

pytestmark = pytest.mark.django_db
FACTS = {
    "email": "Baru@majalengka.demo",
    "full_name": "Bu Wati",
    "role": "liaison",
    "decree_number": "SK/1/2026",
}


def test_a_new_person_is_invited_and_sets_the_password_alone(
    cast, offices, press, address, client, settings
):
    settings.EMAIL_BACKEND = "kentongan.notifications.email_backend.OutboxBackend"
    press(cast.district_admin, address("appoint") + "?kantor=dlh", **FACTS)

    user = User.objects.get(email="baru@majalengka.demo")
    assert not user.has_usable_password()
    held = Membership.objects.get(user=user)
    assert (held.organization, held.decree_number) == (offices("dlh"), "SK/1/2026")
    mail = Message.objects.get(purpose="account")
    assert mail.address == user.email
    assert mail.purpose == "account"  # wiped once it is sent
    link = next(word for word in mail.body.split() if "/akun/" in word)
    path = "/" + link.split("/", 3)[3]
    page = client.get(path, follow=True)
    secret = "empat kata yang lucu"
    client.post(page.request["PATH_INFO"], {"password1": secret, "password2": secret})
    user.refresh_from_db()
    assert user.check_password(secret)


def test_who_has_an_account_is_not_invited_again(cast, press, address):
    facts = FACTS | {"email": cast.reporter.user.email}
    press(cast.district_admin, address("appoint") + "?kantor=dlh", **facts)

    assert Membership.objects.filter(user=cast.reporter.user).count() == 1
    assert not Message.objects.filter(purpose="account").exists()


def test_a_refused_role_leaves_no_account_and_no_message(cast, press, address):
    facts = FACTS | {"valid_from": "2026-12-31", "valid_to": "2026-12-01"}
    page = press(cast.district_admin, address("appoint") + "?kantor=dlh", **facts)

    assert page.status_code == 409
    assert not User.objects.filter(email="baru@majalengka.demo").exists()
    assert not Message.objects.filter(purpose="account").exists()
    assert "Bu Wati" in page.content.decode()


@pytest.mark.parametrize(
    ("part", "office", "role"),
    [
        ("district_admin", "pusat", "national_admin"),
        ("district_admin", "sumedang-putr", "liaison"),
        ("outsider_admin", "dlh", "liaison"),
    ],
)
def test_nobody_gives_a_role_beyond_the_own_scope(cast, client_for, address, part, office, role):
    client = client_for(getattr(cast, part))
    count = Membership.objects.count()
    day = clock.today().isoformat()
    url = address("appoint")
    answer = client.post(
        f"{url}?kantor={office}", FACTS | {"office": office, "role": role, "valid_from": day}
    )
    assert answer.status_code == 404
    answer = client.post(url, FACTS | {"office": office, "role": role, "valid_from": day})
    assert answer.status_code == 422
    assert Membership.objects.count() == count


def test_a_national_admin_does_not_make_an_operator(cast, client_for, address):
    client = client_for(cast.national_admin)
    page = client.get(address("appoint") + "?kantor=pusat")
    roles = {value for value, _label in page.context["form"].fields["role"].choices}
    assert "operator" not in roles
    assert "national_admin" in roles


def test_nobody_appoints_themselves(cast, press, address):
    facts = FACTS | {"email": cast.district_admin.user.email, "role": "unit_head"}
    answer = press(cast.district_admin, address("appoint") + "?kantor=dlh", **facts)
    assert answer.status_code == 403


def test_a_role_is_ended_after_one_is_asked_once_more(cast, press, address):
    held = cast.liaison.membership
    url = address("member_end", held.pk)
    asked = press(cast.district_admin, url, confirm=False)
    held.refresh_from_db()
    assert "asked" in asked.context
    assert held.valid_to is None

    press(cast.district_admin, url)

    held.refresh_from_db()
    assert held.valid_to == clock.today()


def test_a_role_is_extended_under_a_new_decree(cast, press, address):
    held, today = cast.liaison.membership, clock.today()
    Membership.objects.filter(pk=held.pk).update(valid_to=today + timedelta(days=10))
    later = today + timedelta(days=400)
    press(
        cast.district_admin,
        address("member_extend", held.pk),
        last_day=later.isoformat(),
        decree_number="SK/2/2026",
    )

    held.refresh_from_db()
    assert (held.valid_to, held.decree_number) == (later, "SK/2/2026")
    assert Entry.objects.filter(subject=f"membership:{held.pk}").last().detail["before"]


def test_a_role_cannot_be_extended_into_the_past(cast, press, address):
    held, today = cast.liaison.membership, clock.today()
    Membership.objects.filter(pk=held.pk).update(valid_to=today + timedelta(days=10))
    answer = press(
        cast.district_admin,
        address("member_extend", held.pk),
        last_day=today.isoformat(),
        decree_number="SK/2/2026",
    )
    assert answer.status_code == 409


def test_roles_that_end_soon_are_found_in_their_own_view(cast, client_for, address):
    Membership.objects.filter(pk=cast.liaison.membership.pk).update(
        valid_to=clock.today() + timedelta(days=10)
    )
    page = client_for(cast.district_admin).get(address("people") + "?lihat=segera")
    assert [one.pk for one in page.context["rows"]] == [cast.liaison.membership.pk]


def test_the_list_holds_only_the_own_institution(cast, client_for, address):
    page = client_for(cast.outsider_admin).get(address("people"))
    assert {one.organization.institution_id for one in page.context["rows"]} == {
        cast.outsider_admin.actor.institution_id
    }
