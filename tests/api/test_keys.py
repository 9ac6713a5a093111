"""Keys of programs: made once, kept as digests, ended at once, and never more than their holder."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.integrations import keys
from kentongan.integrations.models import ApiKey
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership

pytestmark = pytest.mark.django_db


def test_a_key_acts_as_its_membership_and_its_use_is_noted(program, cast):
    answer = program(cast.liaison).get("/office/me")

    assert answer.status_code == 200
    assert answer.json()["office"] == "putr"
    assert answer.json()["role"] == "liaison"
    assert ApiKey.objects.get().last_used_from == "127.0.0.1"


def test_only_the_digest_is_kept_and_making_is_recorded(token_for, cast):
    token = token_for(cast.liaison)

    stored = " ".join(str(value) for value in ApiKey.objects.values().get().values())
    assert token.partition(".")[2] not in stored
    assert Entry.objects.filter(action="api_key_created").exists()


def test_wrong_revoked_and_expired_keys_open_nothing(program, machine, cast):
    app = program(cast.liaison)
    key = ApiKey.objects.get()

    assert machine().get("/office/me").status_code == 401
    wrong = machine(Authorization=f"Bearer {key.prefix}.wrong").get("/office/me")
    with clock.at(clock.now() + timedelta(days=31)):
        expired = app.get("/office/me")
    keys.revoke(key, by=cast.district_admin.actor)
    revoked = app.get("/office/me")

    assert [wrong.status_code, expired.status_code, revoked.status_code] == [401] * 3
    assert revoked["WWW-Authenticate"] == "Bearer"
    assert revoked["Content-Type"] == "application/problem+json"


def test_a_key_ends_with_the_membership_of_its_holder(program, cast):
    app = program(cast.liaison)

    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(pk=cast.liaison.membership.pk).update(valid_to=yesterday)

    assert app.get("/office/me").status_code == 401


def test_a_scope_that_was_not_given_is_refused(program, cast):
    answer = program(cast.liaison, scopes=("step",)).get("/office/complaints")

    assert answer.status_code == 403
    assert "read" in answer.json()["detail"]


def test_a_district_desk_gives_keys_in_its_own_district_only(cast):
    by = cast.district_admin.actor
    given = {"by": by, "name": "Uji", "scopes": ["read"], "days": 30}

    assert keys.create(cast.liaison.membership, **given).token.startswith("ktg_")
    with pytest.raises(PermissionRefused):
        keys.create(cast.outsider_liaison.membership, **given)
    with pytest.raises(PermissionRefused):
        keys.create(cast.liaison.membership, **(given | {"by": cast.liaison.actor}))
    assert not ApiKey.objects.visible_to(cast.outsider_admin.actor).exists()
    assert not ApiKey.objects.visible_to(cast.liaison.actor).exists()


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"days": 999}, {"name": " "}]
)
def test_a_key_without_sense_is_refused(cast, wrong):
    given = {"by": cast.district_admin.actor, "name": "Uji", "scopes": ["read"], "days": 30}

    with pytest.raises(ChangeRefused):
        keys.create(cast.liaison.membership, **(given | wrong))


def test_many_wrong_keys_must_wait(machine):
    app = machine(Authorization="Bearer ktg_00000000.x")

    statuses = {app.get("/office/me").status_code for _ in range(61)}

    assert statuses == {401, 429}


def test_the_command_makes_lists_and_revokes(cast, machine):
    out = StringIO()
    email = cast.liaison.user.email
    call_command("apikey", "create", email, "putr", "liaison", name="SIMPEG", stdout=out)
    token = out.getvalue().strip()

    assert machine(Authorization=f"Bearer {token}").get("/office/me").status_code == 200
    call_command("apikey", "list", stdout=out)
    call_command("apikey", "revoke", token.partition(".")[0], stdout=out)

    assert "SIMPEG" in out.getvalue()
    assert machine(Authorization=f"Bearer {token}").get("/office/me").status_code == 401
    with pytest.raises(CommandError):
        call_command("apikey", "create", email, "dlh", "liaison", name="SIMPEG")
