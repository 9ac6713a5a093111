"""What all tests share: the seeded database, the cast, clients, and how the suite skips."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import blocking_manager_key

pytest_plugins = ["tests.browsing"]

# A slow machine is no failed property.
hypothesis.settings.register_profile("kentongan", deadline=None, max_examples=60, print_blob=True)
hypothesis.settings.load_profile("kentongan")

SEEDS = (  # in this order: offices before people, rules before complaints
    "kentongan.organizations.seeds.load_areas",
    "kentongan.organizations.seeds.load_organizations",
    "kentongan.deadlines.seeds.load",
    "kentongan.complaints.seeds.load_categories",
    "kentongan.demo.cast.load",
)
_emptied = pytest.StashKey[bool]()


def reseed() -> None:
    """Load areas, offices, rules, holidays, categories and the cast; what is there stays."""
    for path in SEEDS:
        module, _, name = path.rpartition(".")
        if find_spec(module):
            getattr(import_module(module), name)()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test begins with the seeds: they are committed once for each test database."""
    with django_db_blocker.unblock():
        reseed()
    from kentongan.integrations import webhooks

    # No test but those of webhooks has any: steps need not look for them again and again.
    webhooks._kept.until = float("inf")
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()


def _end_other_sessions() -> None:
    """A server thread or a killed program may still hold the database that is to be dropped."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return (
        "transactional_db" in names
        or "live_server" in names
        or bool(marker and marker.kwargs.get("transaction"))
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test with transactions of its own leaves empty tables: seed again for the next."""
    result = yield
    if _empties_tables(item):
        item.config.stash[_emptied] = True
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    if item.config.stash.get(_emptied, False):
        item.config.stash[_emptied] = False
        with item.config.stash[blocking_manager_key].unblock():
            reseed()
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="needs PostgreSQL: set KENTONGAN_DATABASE_URL, or `make test`")
    for item in items:
        if "postgres" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(skip)
        if "browser" in item.keywords or _empties_tables(item):
            # Threads, browsers and other programs share the machine with strangers: what fails
            # three times is a fault, what fails once is in the report as a rerun.
            item.add_marker(pytest.mark.flaky(reruns=2))
    if connection.vendor == "postgresql":
        # A page is drawn alike over both databases; whole journeys are taken over both. What asks
        # no database needs no second one.
        alike = {
            one
            for one in items
            if not _asks_a_database(one) or ("browser" in one.keywords and not _is_journey(one))
        }
        config.hook.pytest_deselected(items=list(alike))
        items[:] = [one for one in items if one not in alike]


def _asks_a_database(item: pytest.Item) -> bool:
    """Also by a program that it starts: those stand in folders of their own."""
    names = {"db", "transactional_db", "live_server", "environ"}
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or bool(names & set(getattr(item, "fixturenames", ())))


def _is_journey(item: pytest.Item) -> bool:
    return "journeys" in item.path.parts


@pytest.fixture(autouse=True)
def forget_the_rules():
    """The rules are kept for each process by revision; a rolled back revision must not stay."""
    from kentongan.deadlines import rulebook

    rulebook._kept = rulebook.RuleBook(revision=None)


@pytest.fixture(autouse=True)
def forget_the_cache(settings):
    """Limits, kept pages and a stop of the worker must not reach the next test."""
    from django.core.cache import cache

    from kentongan.notifications import stopping

    cache.clear()
    stopping.requested.clear()  # a worker in this process that was told to end


@pytest.fixture
def cast(db):
    """The small government of tests/cast.py, with actors and users: `cast.liaison.actor`."""
    from kentongan.demo import cast

    return cast.load()


@pytest.fixture
def offices(db) -> Callable[[str], object]:
    """`offices("putr")`: an organization by its code."""
    from kentongan.organizations.models import Organization

    return lambda code: Organization.objects.get(code=code)


@pytest.fixture
def nothing_seeded(request) -> None:
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
def client_for() -> Callable[..., Client]:
    """A client signed in as one of the cast, in the hat that this member wears."""

    from kentongan.officers.hats import SESSION_KEY

    def make(member, **defaults) -> Client:
        client = Client(**defaults)
        client.force_login(member.user)
        if member.membership:
            session = client.session
            session[SESSION_KEY] = member.membership.pk
            session.save()
        return client

    return make


@pytest.fixture
def query_count() -> Callable[[], CaptureQueriesContext]:
    """`with query_count() as statements: ...` and then `assert len(statements) <= 12`."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def environ() -> dict[str, str]:
    """The environment for a program started by a test: nothing of the developer's own settings."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("KENTONGAN_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return own
