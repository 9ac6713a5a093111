"""Who complained: unreadable at rest, opened only with a reason that is written down."""

from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from kentongan.accounts import vault
from kentongan.accounts.models import Identity
from kentongan.accounts.vault import PersonalData, VaultError
from kentongan.audit import log
from kentongan.audit.models import Entry

pytestmark = pytest.mark.django_db

PERSON = PersonalData(
    name="Suharti Contohwati",
    phone="+6281234567890",
    email="suharti@contoh.example",
    nik="3210124107800001",
    address="Gang Contohsari 7",
)
WHO = {"by_id": 7, "by_label": "Admin Kabupaten", "subject": "complaint:1"}


@pytest.fixture(autouse=True)
def keys(settings):
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    return settings


def kept(data: PersonalData = PERSON) -> Identity:
    identity = vault.seal(data)
    identity.save()
    return identity


def opened(identity: Identity) -> PersonalData:
    return vault.open_identity(identity.pk, **WHO, reason="Ombudsman meminta, pasal 18")


def test_sealing_writes_nothing_by_itself():
    identity = vault.seal(PERSON)
    assert not Identity.objects.filter(pk=identity.pk).exists()


def test_what_was_sealed_is_what_is_opened():
    assert opened(kept()) == PERSON


def test_nothing_of_a_person_is_readable_in_the_rows():
    kept()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_identity")
        row = repr(cursor.fetchall())
    for secret in ("Suharti", "8123456", "contoh.example", "3210124", "Contohsari"):
        assert secret not in row


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_person_is_readable_in_the_file(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("one file only on SQLite")
    kept()
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    content = copy.read_bytes()
    assert b"accounts_identity" in content
    for secret in (b"Suharti", b"8123456", b"contoh.example", b"3210124", b"Contohsari"):
        assert secret not in content


def test_the_length_does_not_tell_who_left_an_address():
    lengths = {len(vault.seal(PersonalData(name=name)).ciphertext) for name in ("", "A" * 60)}
    assert len(lengths) == 1


def test_a_person_does_not_slip_into_a_log_line():
    assert "Suharti" not in f"{PERSON} {PERSON!r}"


def test_opening_stands_in_the_audit_log_with_its_reason():
    identity = kept()
    opened(identity)
    entry = Entry.objects.get(action="identity.open")
    assert (entry.actor_id, entry.subject) == (7, "complaint:1")
    assert entry.detail["reason"] == "Ombudsman meminta, pasal 18"
    assert "Suharti" not in str(entry.detail)
    assert log.verify() == []


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_without_a_reason_it_stays_shut(reason):
    identity = kept()
    with pytest.raises(VaultError):
        vault.open_identity(identity.pk, **WHO, reason=reason)
    assert not Entry.objects.filter(action="identity.open").exists()


def test_when_the_log_cannot_be_written_nothing_is_shown():
    identity = kept()
    with connection.cursor() as cursor:  # a log whose next place is taken
        cursor.execute("DELETE FROM audit_head")
        cursor.execute("ALTER TABLE audit_entry RENAME TO audit_elsewhere")
    shown = None
    try:
        with pytest.raises(Exception, match="audit_entry"):
            shown = opened(identity)
    finally:
        transaction.set_rollback(True)
    assert shown is None


@pytest.mark.django_db(transaction=True)
def test_it_cannot_be_opened_where_the_entry_could_be_undone():
    identity = kept()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        opened(identity)


def test_an_unknown_identity_is_refused_and_leaves_no_entry():
    with pytest.raises(VaultError):
        vault.open_identity(uuid4(), **WHO, reason="x")
    assert not Entry.objects.filter(action="identity.open").exists()


def test_the_worker_gets_the_address_of_its_transport():
    identity = kept()
    assert vault.address_of(identity.pk, transport="email") == PERSON.email
    assert vault.address_of(identity.pk, transport="sms") == PERSON.phone
    assert vault.address_of(kept(PersonalData(name="X")).pk, transport="sms") == ""
    assert vault.address_of(uuid4(), transport="sms") == ""


@pytest.mark.parametrize(
    ("data", "ways"),
    [
        (PERSON, ("email", "sms")),
        (PersonalData(name="X"), ()),
        (PersonalData(phone="+62812"), ("sms",)),
        (PersonalData(email="a@b.id"), ("email",)),
    ],
)
def test_a_person_can_be_reached_by_what_was_given(data, ways):
    assert vault.transports_of(data) == ways


def test_two_exchanged_rows_are_noticed():
    one, other = kept(), kept(PersonalData(name="Somebody else"))
    Identity.objects.filter(pk=one.pk).update(ciphertext=other.ciphertext)
    with pytest.raises(VaultError, match=r"tabel|table"):
        opened(one)


def test_without_a_key_the_error_names_the_setting(settings):
    settings.VAULT_KEYS = []
    with pytest.raises(VaultError, match="KENTONGAN_VAULT_KEYS"):
        vault.seal(PERSON)


def test_a_key_that_is_none_is_named(settings):
    settings.VAULT_KEYS = ["not a key"]
    with pytest.raises(VaultError, match="Fernet"):
        vault.seal(PERSON)


def test_with_another_key_it_stays_shut_and_says_what_to_do(keys):
    identity = kept()
    keys.VAULT_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(VaultError, match="KENTONGAN_VAULT_KEYS"):
        opened(identity)
    assert not Entry.objects.filter(action="identity.open").exists()


def test_a_new_key_in_front_still_opens_what_is_old(keys):
    identity = kept()
    keys.VAULT_KEYS = [Fernet.generate_key().decode(), *keys.VAULT_KEYS]
    assert opened(identity) == PERSON


def test_after_rotation_the_old_key_can_go(keys, capsys):
    identities = [kept(PersonalData(name=f"Person {number}")) for number in range(7)]
    keys.VAULT_KEYS = [Fernet.generate_key().decode(), *keys.VAULT_KEYS]
    call_command("rotate_keys", batch=3)
    assert capsys.readouterr().out.startswith("7 ")
    keys.VAULT_KEYS = keys.VAULT_KEYS[:1]
    assert [opened(one).name for one in identities] == [f"Person {n}" for n in range(7)]
    assert Entry.objects.filter(action="vault.rotate").count() == 1


def test_rotation_goes_on_where_it_was_stopped(keys):
    for _ in range(7):
        kept()
    keys.VAULT_KEYS = [Fernet.generate_key().decode(), *keys.VAULT_KEYS]

    def stop(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.rotate(batch=3, progress=stop)
    assert vault.rotate(batch=3) == 4
    assert vault.rotate(batch=3) == 0


def test_rotation_leaves_a_row_alone_that_changed_meanwhile(keys, monkeypatch):
    identity = kept()
    keys.VAULT_KEYS = [Fernet.generate_key().decode(), *keys.VAULT_KEYS]
    read = vault._batches

    def meanwhile(size):
        for batch in read(size):
            newer = vault.seal(PersonalData(name="Newer"))
            Identity.objects.filter(pk=identity.pk).update(ciphertext=newer.ciphertext)
            yield batch
            assert Identity.objects.get(pk=identity.pk).ciphertext == newer.ciphertext

    monkeypatch.setattr(vault, "_batches", meanwhile)
    assert vault.rotate() == 0


def test_rotation_names_what_no_key_opens_and_does_the_rest(keys):
    lost, good = kept(), None
    keys.VAULT_KEYS = [Fernet.generate_key().decode()]
    good = kept()
    keys.VAULT_KEYS = [Fernet.generate_key().decode(), *keys.VAULT_KEYS]
    with pytest.raises(CommandError, match="KENTONGAN_VAULT_KEYS"):
        call_command("rotate_keys")
    keys.VAULT_KEYS = keys.VAULT_KEYS[:1]
    assert opened(good) == PERSON
    with pytest.raises(VaultError):
        opened(lost)


def test_a_number_is_found_by_its_index_and_still_after_the_keys_were_rotated(settings):
    from kentongan.accounts import blind

    identity = kept()
    assert identity.phone_index in blind.all_of("0812 3456 7890")
    assert PERSON.phone not in identity.phone_index
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
    assert Identity.objects.get().phone_index in blind.all_of(PERSON.phone)
    vault.rotate()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert Identity.objects.get().phone_index == blind.index("+6281234567890")


def test_a_contact_keeps_its_proofs_when_the_keys_are_rotated(settings):
    from kentongan.accounts import contacts
    from kentongan.common import clock

    contact = contacts.arrived(PERSON.phone, at=clock.now())
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
    vault.rotate()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert contacts.find(PERSON.phone) == contact
    assert contacts.arrived("0812-3456-7890", at=clock.now()) == contact
