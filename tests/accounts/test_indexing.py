"""Identities of before an index existed become findable: the worker writes what is missing, once."""

import pytest
from cryptography.fernet import Fernet

from kentongan.accounts import blind, indexing, vault
from kentongan.accounts.models import Identity, IndexRun
from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from tests.complaints.reaching import submitted

pytestmark = pytest.mark.django_db
NIK = "3210010101010001"
NAMES = ("phone_index", "email_index", "nik_index")


@pytest.fixture
def older(monkeypatch):
    """Ten identities as an earlier release left them: no index of the NIK, the first ones of nothing."""
    monkeypatch.setattr(indexing, "BATCH", 4)
    for number in range(10):
        vault.seal(
            PersonalData(
                name=f"Ibu {number}", phone=f"08123456789{number}", nik=f"{NIK[:-1]}{number}"
            )
        ).save()
    Identity.objects.update(nik_index="")
    Identity.objects.filter(phone_index=blind.index("081234567893")).update(phone_index="")


def work_off():
    rounds = 0
    while indexing.sweep(clock.now()):
        rounds += 1
        assert rounds < 20
    return rounds


def test_all_older_ones_are_found_by_their_nik_and_number_afterwards(older):
    work_off()

    assert IndexRun.objects.get().finished_at is not None
    for number in range(10):
        assert Identity.objects.filter(nik_index=blind.of_nik(f"{NIK[:-1]}{number}")).count() == 1
        assert Identity.objects.filter(phone_index=blind.index(f"08123456789{number}")).count() == 1
    assert not Identity.objects.exclude(email_index="").exists()  # who has none gets none


def test_whoever_came_before_the_upgrade_is_recognised_at_the_counter(cast):
    complaint = submitted(personal=PersonalData(name="Siti", nik=NIK))
    Identity.objects.update(nik_index="")
    by = cast.national_admin.actor
    assert services.earlier_of(phone="", nik=NIK, by=by) == []

    work_off()

    assert services.earlier_of(phone="", nik=NIK, by=by) == [complaint]


def test_a_worker_that_died_goes_on_where_it_ended_and_two_at_once_do_no_harm(older):
    indexing.sweep(clock.now())
    kept = IndexRun.objects.get().after
    assert kept is not None
    before = IndexRun.objects.get()
    indexing.sweep(clock.now())
    IndexRun.objects.filter(version=indexing.VERSION).update(after=before.after)  # the slower one
    work_off()

    assert not Identity.objects.filter(nik_index="").exists()


def test_what_an_older_server_still_writes_meanwhile_is_found_in_the_next_round(older):
    for _round in range(2):
        indexing.sweep(clock.now())
    vault.seal(PersonalData(name="Terlambat", nik=NIK)).save()
    Identity.objects.filter(nik_index=blind.of_nik(NIK)).update(nik_index="", phone_index="")
    work_off()

    assert not Identity.objects.filter(nik_index="").exists()


def test_a_row_that_no_key_opens_stops_nobody(older, settings, caplog):
    keys = settings.VAULT_KEYS
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    vault.seal(PersonalData(name="Hilang", nik=NIK)).save()
    Identity.objects.filter(phone_index="", email_index="").update(nik_index="")
    settings.VAULT_KEYS = keys

    work_off()

    assert Identity.objects.filter(nik_index="").count() == 1
    assert "keeps its indexes" in caplog.text
    assert NIK not in caplog.text


def test_once_done_it_costs_one_statement_a_round(older, query_count):
    work_off()

    with query_count() as statements:
        assert indexing.sweep(clock.now()) == 0
    assert len(statements) == 1
