"""What all tests share: the settings of a test, the seeded government and its people."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(tempfile.mkdtemp(prefix="kentongan-test-"))
os.environ["KENTONGAN_DEMO"] = "true"
os.environ["KENTONGAN_DATA_FOLDER"] = str(_FOLDER)
os.environ.setdefault("KENTONGAN_LOG_LEVEL", "ERROR")


def pytest_unconfigure() -> None:
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Offices, rules, categories and people are there before the first test."""
    from kentongan.demo.loading import load_base

    with django_db_blocker.unblock():
        load_base()


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def cast(db: None) -> Any:
    """The people of tests/cast.py; seeded anew where a transactional test has emptied the tables."""
    from kentongan.demo.loading import load_base

    return load_base()


@pytest.fixture
def nothing_seeded(request: pytest.FixtureRequest) -> None:
    """Empty tables, for tests of the lower apps; undone with the test's transaction."""
    from django.apps import apps
    from django.db import transaction

    asked = {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames)
    if not asked and not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    labels = ("organizations", "accounts", "account", "deadlines", "audit", "complaints")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    with transaction.atomic():
        for model in models:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)


@pytest.fixture
def client_for() -> Callable[[Any], Any]:
    """`client_for(cast.liaison)`: a browser in which that person is signed in."""
    from django.test import Client

    def signed_in(member: Any) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return signed_in


@pytest.fixture
def statements() -> Callable[[], Any]:
    """`with statements() as seen: ...; len(seen)`: the SQL that was sent."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def offices(db: None) -> Callable[[str], Any]:
    """`offices("putr")`: an organization by its code."""
    from kentongan.organizations.models import Organization

    return lambda code: Organization.objects.get(code=code)
