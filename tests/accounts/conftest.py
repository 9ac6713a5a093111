import pytest


@pytest.fixture(autouse=True)
def _begin_with_empty_tables(nothing_seeded):
    """These tests enter what they need themselves."""
