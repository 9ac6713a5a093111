"""The only place that judges the settings together: each finding has an id and says what to do.

A value that cannot even be read (a port that is no number, an unknown time zone) ends the program
in `env.py`; here are values that are wrong for this machine or wrong beside each other.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

LEAST_FREE_BYTES = 100 * 1024 * 1024
LEAST_SQLITE = (3, 35, 0)  # INSERT ... RETURNING
NEW_SECRET_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'  # noqa: S105 - a hint how to make one
NEW_VAULT_KEY = (
    'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


@register(Tags.security)
def keys(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    if settings.SECRET_KEY == "unset" or not settings.SECRET_KEY:  # noqa: S105 - the word of settings.py
        yield Error(
            "KENTONGAN_SECRET_KEY is not set.",
            hint=f"Make one with: {NEW_SECRET_KEY} (or set KENTONGAN_DEMO=true to try things out).",
            id="kentongan.E001",
        )
    if not settings.VAULT_KEYS:
        yield Error(
            "KENTONGAN_VAULT_KEYS is not set: no reporter's identity can be kept.",
            hint=f"Make one with: {NEW_VAULT_KEY} and keep a copy apart from the backups.",
            id="kentongan.E002",
        )
    for place, key in enumerate(settings.VAULT_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield Error(
                f"Key {place} of KENTONGAN_VAULT_KEYS is not 32 bytes in base64.",
                hint=f"Make one with: {NEW_VAULT_KEY}",
                id="kentongan.E003",
            )


@register(Tags.security)
def vapid(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    from kentongan.notifications import push

    if settings.VAPID_KEY:
        try:
            push.private_key(settings.VAPID_KEY)
        except push.Malformed:
            yield Error(
                "KENTONGAN_VAPID_KEY is no key for web push.",
                hint="Make one with: kentongan vapid",
                id="kentongan.E022",
            )


@register()
def data_folder(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    folder = settings.DATA_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield _bad_folder(error.strerror or str(error))
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield _bad_folder("it may not be written by this user")
    if free < LEAST_FREE_BYTES:
        yield Warning(
            f"Only {free // 1024 // 1024} MB are free for {folder}.",
            hint="Make room: with a full disk no complaint can be received.",
            id="kentongan.W005",
        )


def _bad_folder(reason: str) -> CheckMessage:
    return Error(
        f"The data folder {settings.DATA_FOLDER} cannot be used: {reason}.",
        hint="Set KENTONGAN_DATA_FOLDER to a folder that the user who runs Kentongan may write.",
        id="kentongan.E004",
    )


@register()
def sqlite_version(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < LEAST_SQLITE:
        yield Error(
            f"SQLite {sqlite3.sqlite_version} is too old; 3.35 is the least.",
            hint="Use a newer Python, or PostgreSQL through KENTONGAN_DATABASE_URL.",
            id="kentongan.E006",
        )


@register(Tags.database)
def home_institution(
    app_configs: object, databases: Sequence[str] | None = None, **_: Any
) -> Iterator[CheckMessage]:
    from kentongan.organizations.models import Organization

    code = settings.HOME_INSTITUTION
    if not code or not databases:
        return
    try:
        known = Organization.objects.filter(code=code, level=Organization.Level.INSTITUTION)
        if known.exists() or not Organization.objects.exists():
            return  # before the first loading nothing is known yet
    except DatabaseError:  # before the first migration there is no table
        return
    yield Warning(
        f"KENTONGAN_HOME_INSTITUTION names no institution: {code!r}.",
        hint="Give the code of an institution as the console shows it, or leave it empty.",
        id="kentongan.W007",
    )


@register()
def addresses(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    public = urlsplit(settings.PUBLIC_URL)
    if public.scheme not in {"http", "https"} or not public.hostname:
        yield Error(
            f"KENTONGAN_PUBLIC_URL is not an address: {settings.PUBLIC_URL!r}.",
            hint="For example https://lapor.majalengkakab.go.id",
            id="kentongan.E008",
        )
    if settings.LAPOR_URL and urlsplit(settings.LAPOR_URL).scheme not in {"http", "https"}:
        yield Error(
            f"KENTONGAN_LAPOR_URL is not an address: {settings.LAPOR_URL!r}.",
            hint="Give the address of the intake of national LAPOR!, or leave it empty.",
            id="kentongan.E021",
        )
    if settings.DEBUG and set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        yield Error(
            "KENTONGAN_DEBUG is on while other machines may reach this one: its pages show secrets.",
            hint="Set KENTONGAN_DEBUG=false, or KENTONGAN_ALLOWED_HOSTS=localhost",
            id="kentongan.E009",
        )
    if public.scheme == "https" and not settings.ENV.https:
        yield Warning(
            "KENTONGAN_PUBLIC_URL is https, but KENTONGAN_HTTPS is off: cookies travel unprotected.",
            hint="Set KENTONGAN_HTTPS=true",
            id="kentongan.W015",
        )


@register()
def carriers(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    if not settings.DEMO and not settings.SMTP["host"]:
        yield Warning(
            "KENTONGAN_SMTP_URL is not set: no e-mail leaves this machine.",
            hint="For example smtp+tls://USER:PASSWORD@mail.majalengkakab.go.id:587",
            id="kentongan.W010",
        )
    for name, path in settings.TRANSPORTS.items():
        if reason := _not_importable(path):
            yield Error(
                f"The transport for {name} cannot be loaded: {reason}.",
                hint="Give the dotted path of a class, for example in KENTONGAN_SMS_TRANSPORT.",
                id="kentongan.E011",
            )
    for path in settings.SWEEPS:
        if reason := _not_importable(path):
            yield Error(
                f"A task of the worker cannot be loaded: {reason}.",
                hint="SWEEPS in settings.py must name functions `sweep(now) -> int`.",
                id="kentongan.E012",
            )


@register()
def counts(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    if "://" in settings.CACHES["default"].get("LOCATION", "") and find_spec("redis") is None:
        yield Error(
            "Limits are to be counted in Redis, but its library is not installed.",
            hint="pip install -r requirements/redis.txt (or leave KENTONGAN_CACHE_URL empty).",
            id="kentongan.E026",
        )


@register()
def queue(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    if not settings.REDIS_URL:
        return
    parts = urlsplit(settings.REDIS_URL)
    has_place = parts.path if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in {"redis", "rediss", "unix"} or not has_place:
        yield Error(
            "KENTONGAN_REDIS_URL is not an address of Redis.",  # it may hold a password
            hint="For example redis://127.0.0.1:6379/0 or unix:///run/redis/redis.sock?db=0",
            id="kentongan.E022",
        )
    if missing := [name for name in ("dramatiq", "redis") if find_spec(name) is None]:
        yield Error(
            f"KENTONGAN_REDIS_URL is set, but {' and '.join(missing)} is not installed.",
            hint="pip install -r requirements/redis.txt (or leave KENTONGAN_REDIS_URL empty).",
            id="kentongan.E023",
        )
    if connection.vendor == "sqlite":
        yield Warning(
            "KENTONGAN_REDIS_URL spreads work over machines, but the database is a file on this one.",
            hint="Set KENTONGAN_DATABASE_URL to PostgreSQL, or leave KENTONGAN_REDIS_URL empty.",
            id="kentongan.W024",
        )


@register()
def amounts(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    limits = [one.name for one in fields(settings.ENV) if one.name.startswith("limit_")]
    others = ("web_processes", "web_threads", "upload_max_mb", "inbound_max_kb", "mail_max_mb")
    for name in (*others, *limits, "sms_per_number_hour", "sms_per_channel_minute"):
        if getattr(settings.ENV, name) < 1:
            yield Error(
                f"KENTONGAN_{name.upper()} must be 1 or more.",
                hint="Leave it unset to use the default.",
                id="kentongan.E014",
            )


def _not_importable(path: str) -> str:
    """Why `path` cannot be imported; empty when it can."""
    try:
        import_string(path)
    except ImportError as error:
        return str(error)
    return ""
