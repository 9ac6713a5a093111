import pytest

from kentongan.deadlines import rulebook


@pytest.fixture(autouse=True)
def nobody_has_read_the_rules_yet(monkeypatch):
    monkeypatch.setattr(rulebook, "_kept", rulebook.RuleBook(revision=None))


@pytest.fixture(autouse=True)
def _begin_with_empty_tables(nothing_seeded):
    """These tests enter what they need themselves."""
