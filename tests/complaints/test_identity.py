"""Anonymous and secret are two promises: all four rows of the table, and opening with a reason."""

import pytest
from django.core.management import call_command

from kentongan.accounts import vault
from kentongan.accounts.models import Identity
from kentongan.audit.models import Entry
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.identity import may_reveal
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import SITI

# anonymous, secret → public list: "Siti" / "Anonim" / nothing; the unit opens the name: yes / no
TABLE = [
    (False, False, "Siti Rohaeti", True),
    (True, False, "Anonim", False),
    (False, True, None, True),
    (True, True, None, False),
]


@pytest.mark.parametrize(("anonymous", "secret", "public_name", "unit_opens"), TABLE)
def test_the_four_rows_of_the_table(cast, make, anonymous, secret, public_name, unit_opens):
    complaint = make("dispatched", personal=SITI, is_anonymous=anonymous, is_secret=secret)
    public = Complaint.objects.visible_to(Actor.public()).filter(pk=complaint.pk).first()
    assert (public.public_name if public else None) == public_name
    assert Complaint.objects.visible_to(cast.liaison.actor).filter(pk=complaint.pk).exists()
    assert may_reveal(complaint, cast.liaison.actor) is unit_opens
    if unit_opens:
        person = services.reveal_identity(complaint, by=cast.liaison.actor, reason="Survei")
        assert person == SITI
    else:
        with pytest.raises(MoveRefused, match="anonim"):
            services.reveal_identity(complaint, by=cast.liaison.actor, reason="Survei")


@pytest.mark.parametrize(
    ("who", "named", "anonymous"),
    [
        ("national_admin", True, True), ("district_admin", True, True), ("inspector", True, True),
        ("liaison", True, False), ("unit_head", True, False), ("drafter", False, False),
        ("field_officer", False, False), ("leader", False, False), ("ppid", False, False),
        ("auditor", False, False), ("operator", False, False), ("clerk", False, False),
        ("outsider_admin", False, False), ("outsider_liaison", False, False),
        ("other_liaison", False, False), ("reporter", False, False),
    ],
)  # fmt: skip
def test_which_roles_open_it(cast, make, who, named, anonymous):
    for is_anonymous, allowed in ((False, named), (True, anonymous)):
        complaint = make("dispatched", personal=SITI, is_anonymous=is_anonymous)
        try:
            services.reveal_identity(complaint, by=getattr(cast, who).actor, reason="Perlu")
        except MoveRefused:
            opened = False
        else:
            opened = True
        assert opened is allowed, is_anonymous


def test_the_ombudsman_opens_what_was_referred_with_consent(cast, make):
    complaint = make("referred", personal=SITI)
    assert services.reveal_identity(complaint, by=cast.auditor.actor, reason="Mediasi") == SITI
    services.close(complaint, by=cast.district_admin.actor, reason="Selesai dimediasi")
    with pytest.raises(MoveRefused):
        services.reveal_identity(complaint, by=cast.auditor.actor, reason="Lagi")


def test_each_opening_is_logged_with_its_reason_before_anything_is_shown(cast, make):
    complaint = make("dispatched", personal=SITI)
    before = Entry.objects.count()
    for reason in ("", "   "):
        with pytest.raises(Missing):
            services.reveal_identity(complaint, by=cast.district_admin.actor, reason=reason)
    assert Entry.objects.count() == before
    services.reveal_identity(complaint, by=cast.district_admin.actor, reason=" Saksi ")
    entry = Entry.objects.order_by("sequence").last()
    assert (entry.action, entry.actor_id) == ("identity.open", cast.district_admin.user.pk)
    assert entry.subject == f"complaint:{complaint.number}"
    assert entry.detail["reason"] == "Saksi"
    assert "Rohaeti" not in str(entry.detail)


def test_who_left_nothing_cannot_be_opened(cast, make):
    complaint = make("dispatched", personal=vault.PersonalData())
    assert not may_reveal(complaint, cast.district_admin.actor)
    with pytest.raises(MoveRefused, match="tidak meninggalkan"):
        services.reveal_identity(complaint, by=cast.district_admin.actor, reason="Perlu")


def test_the_key_is_changed_end_to_end(cast, make, settings, capsys):
    """New key in front, rotate, old key taken away: every reporter can still be reached."""
    from cryptography.fernet import Fernet

    old = make("dispatched", personal=SITI)
    new_key = Fernet.generate_key().decode()
    settings.VAULT_KEYS = [new_key, *settings.VAULT_KEYS]
    younger = make("dispatched", personal=SITI)
    call_command("rotate_keys", "--batch", "1")
    assert "1 identities" in capsys.readouterr().out
    settings.VAULT_KEYS = [new_key]
    for complaint in (old, younger):
        fresh = Complaint.objects.get(pk=complaint.pk)
        assert services.reveal_identity(fresh, by=cast.district_admin.actor, reason="Uji") == SITI
        assert vault.address_of(fresh.identity_id, transport="email") == SITI.email
    assert Entry.objects.filter(action="vault.rotate").count() == 1


def test_a_lost_key_is_told_and_nothing_is_overwritten(cast, make, settings):
    from cryptography.fernet import Fernet
    from django.core.management.base import CommandError

    complaint = make("dispatched", personal=SITI)
    sealed = Identity.objects.get(pk=complaint.identity_id).ciphertext
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="KENTONGAN_VAULT_KEYS"):
        call_command("rotate_keys")
    with pytest.raises(vault.VaultError, match="KENTONGAN_VAULT_KEYS"):
        services.reveal_identity(complaint, by=cast.district_admin.actor, reason="Uji")
    assert Identity.objects.get(pk=complaint.identity_id).ciphertext == sealed
