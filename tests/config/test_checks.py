import shutil
import sqlite3
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.db import connection

from kentongan.config import checks


def found(check, **given):
    """The ids, and a hint for each: a finding without advice is of no use."""
    messages = list(check(None, **given))
    assert all(message.hint for message in messages)
    return [message.id.removeprefix("kentongan.") for message in messages]


def test_the_demo_has_nothing_to_find():
    assert [one for one in run_checks() if (one.id or "").startswith("kentongan.")] == []


def test_keys_are_asked_for(settings):
    settings.SECRET_KEY, settings.VAULT_KEYS = "unset", []
    assert found(checks.keys) == ["E001", "E002"]


def test_a_vault_key_that_is_none_is_named_by_its_place(settings):
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), "too short"]
    assert [one.msg[:5] for one in checks.keys(None)] == ["Key 2"]
    assert found(checks.keys) == ["E003"]


def test_a_data_folder_that_cannot_be_made_is_found(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.DATA_FOLDER = tmp_path / "file" / "data"
    assert found(checks.data_folder) == ["E004"]


def test_a_data_folder_that_may_not_be_written_is_found(settings, tmp_path, monkeypatch):
    # Root may write everywhere, so the answer of the system is given here.
    monkeypatch.setattr(checks.os, "access", lambda folder, mode: False)
    settings.DATA_FOLDER = tmp_path
    assert found(checks.data_folder) == ["E004"]


def test_a_missing_data_folder_is_made(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "new" / "data"
    assert found(checks.data_folder) == []
    assert settings.DATA_FOLDER.is_dir()


def test_a_nearly_full_disk_is_found(settings, tmp_path, monkeypatch):
    usage = shutil._ntuple_diskusage(total=10**9, used=10**9 - 1, free=50 * 1024 * 1024)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda folder: usage)
    settings.DATA_FOLDER = tmp_path
    assert found(checks.data_folder) == ["W005"]


def test_an_old_sqlite_is_found_only_where_it_is_used(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    assert found(checks.sqlite_version) == (["E006"] if connection.vendor == "sqlite" else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "expected"), [("", []), ("majalengka", []), ("putr", ["W007"]), ("nowhere", ["W007"])]
)
def test_the_home_institution_must_be_an_institution(settings, code, expected):
    settings.HOME_INSTITUTION = code
    assert found(checks.home_institution, databases=["default"]) == expected


@pytest.mark.parametrize("address", ["", "lapor.example", "ftp://lapor.example", "https://"])
def test_a_public_address_must_be_one(settings, address):
    settings.PUBLIC_URL = address
    assert "E008" in found(checks.addresses)


def test_the_address_of_national_lapor_must_be_one(settings):
    settings.LAPOR_URL = "lapor.example/intake"
    assert found(checks.addresses) == ["E021"]
    settings.LAPOR_URL = "https://lapor.example/intake"
    assert found(checks.addresses) == []


@pytest.mark.parametrize("key", ["short", "not base64!", "A" * 43])
def test_a_key_for_web_push_must_be_one(settings, key):
    settings.VAPID_KEY = key
    assert found(checks.vapid) == ["E022"]


def test_debug_is_refused_where_others_can_reach_it(settings):
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["localhost"]
    assert found(checks.addresses) == []
    settings.ALLOWED_HOSTS = ["localhost", "lapor.example"]
    assert found(checks.addresses) == ["E009"]


def test_an_address_with_https_asks_for_safe_cookies(settings):
    settings.PUBLIC_URL = "https://lapor.example"
    assert found(checks.addresses) == ["W015"]
    settings.ENV = replace(settings.ENV, https=True)
    assert found(checks.addresses) == []


def test_a_real_installation_without_mail_is_told(settings):
    settings.DEMO = False
    assert found(checks.carriers) == ["W010"]
    settings.SMTP = {**settings.SMTP, "host": "mail.example"}
    assert found(checks.carriers) == []


def test_transports_and_sweeps_must_be_importable(settings):
    settings.TRANSPORTS = {**settings.TRANSPORTS, "sms": "kentongan.nowhere.Sms"}
    settings.SWEEPS = ["sweep"]
    assert found(checks.carriers) == ["E011", "E012"]


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", []),
        ("redis://127.0.0.1:6379/0", []),
        ("unix:///run/redis/redis.sock?db=0", []),
        ("127.0.0.1:6379", ["E022"]),
        ("redis:///0", ["E022"]),
        ("amqp://127.0.0.1", ["E022"]),
    ],
)
def test_redis_must_be_an_address(settings, url, wrong):
    settings.REDIS_URL = url
    assert [one for one in found(checks.queue) if one != "W024"] == wrong


def test_a_missing_library_is_named_with_how_to_install_it(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1"
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert "E023" in found(checks.queue)
    message = next(iter(checks.queue(None)))
    assert "dramatiq and redis" in message.msg
    assert "requirements/redis.txt" in message.hint


def test_counting_in_redis_needs_its_library(settings, monkeypatch):
    assert found(checks.counts) == []
    settings.CACHES = {"default": {"LOCATION": "redis://127.0.0.1"}}
    assert found(checks.counts) == []
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert found(checks.counts) == ["E026"]


def test_many_machines_need_a_database_that_is_no_file(settings):
    settings.REDIS_URL = "redis://127.0.0.1"
    assert found(checks.queue) == (["W024"] if connection.vendor == "sqlite" else [])


def test_there_must_be_at_least_one_of_each(settings):
    settings.ENV = replace(settings.ENV, web_processes=0, upload_max_mb=-1)
    assert found(checks.amounts) == ["E014", "E014"]
