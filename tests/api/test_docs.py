"""The reference: complete, current, and readable without anything from elsewhere."""

from pathlib import Path

import pytest

from kentongan.api.management.commands.openapi_reference import page
from kentongan.api.views.docs import document

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def operations():
    return [
        (f"{method.upper()} {path}", one)
        for path, methods in document()["paths"].items()
        for method, one in methods.items()
    ]


def test_the_committed_document_is_current():
    assert COMMITTED.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_operation_is_described_and_names_its_faults():
    assert document()["openapi"].startswith("3.1")
    for name, one in operations():
        assert one["summary"], name
        assert one["description"], name
        assert {"429", "500"} <= set(one["responses"]), name
        if one.get("security"):
            assert {"401", "403"} <= set(one["responses"]), name


@pytest.mark.django_db
def test_the_page_shows_every_operation_and_loads_nothing_from_elsewhere(client):
    answer = client.get("/api/v1/docs")
    text = answer.content.decode()

    assert answer.status_code == 200
    for name, one in operations():
        assert f'id="{one["operationId"]}"' in text, name
    assert 'src="http' not in text
    assert " style=" not in text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.django_db
def test_the_document_is_served(client):
    assert client.get("/api/v1/openapi.json").json() == document()
