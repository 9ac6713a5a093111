import pytest
from babel.messages.pofile import read_po

from kentongan.common import assets


def test_indonesian_is_the_language_of_those_who_ask_for_none(client):
    page = client.get("/gaya/")

    assert '<html lang="id">' in page.content.decode()


def test_a_link_changes_the_language_and_comes_back(client):
    answer = client.get("/bahasa/en/", {"next": "/gaya/?shell=desk"})

    assert (answer.status_code, answer["Location"]) == (302, "/gaya/?shell=desk")
    assert '<html lang="en">' in client.get("/gaya/").content.decode()
    client.get("/bahasa/id/")
    assert '<html lang="id">' in client.get("/gaya/").content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_link_leads_to_no_other_site(client, target):
    assert client.get("/bahasa/id/", {"next": target})["Location"] == "/"


def test_there_is_no_third_language(client):
    assert client.get("/bahasa/fr/").status_code == 404


def test_every_word_of_the_shells_is_translated():
    with (assets.HERE / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)

    assert [one.id for one in catalogue if one.id and (not one.string or one.fuzzy)] == []
    assert catalogue.num_plurals == 1
