from collections.abc import Callable

import pytest

from kentongan.organizations.models import Membership, Organization


@pytest.fixture
def offices(db) -> Callable[[str], Organization]:
    """`offices("putr")`: an office by its code, as it stands in the database now."""
    return lambda code: Organization.objects.get(code=code)


@pytest.fixture
def empty_tables(db) -> None:
    """No office and no area; undone with the test's transaction."""
    from django.apps import apps

    labels = ("complaints", "deadlines", "organizations")
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)
    assert not Membership.objects.exists()
