import re

import pytest

from kentongan.config import static_files


@pytest.fixture
def start_page(client, db):
    return client.get("/").content.decode()


def test_static_files_carry_their_hash_and_may_be_kept_for_ever(client, start_page):
    address = re.search(r'src="(/static/[^"]+\.[0-9a-f]{12}\.js)"', start_page)[1]

    response = client.get(address, headers={"accept-encoding": "br"})

    assert response.status_code == 200
    assert response["content-encoding"] == "br"
    assert "immutable" in response["cache-control"]
    response.close()


def test_static_files_are_collected_again_only_when_one_changed(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    collected = []

    def collect(*words, **options):
        collected.append(words)
        settings.STATIC_ROOT.mkdir(exist_ok=True)

    monkeypatch.setattr(static_files, "call_command", collect)

    assert [static_files.refresh(), static_files.refresh()] == [True, False]
    monkeypatch.setattr(static_files, "_fingerprint", lambda: "another")
    assert static_files.refresh()
    assert len(collected) == 2


@pytest.mark.browser
def test_two_people_use_the_site_in_sessions_of_their_own(cast, new_page):
    officer, stranger = new_page(cast.liaison), new_page()
    errors = []
    officer.on("pageerror", lambda error: errors.append(str(error)))
    stranger.on("pageerror", lambda error: errors.append(str(error)))

    assert officer.goto("/meja/").status == 200
    assert stranger.goto("/").status == 200

    assert "/meja/" in officer.url
    assert stranger.evaluate("getComputedStyle(document.body).fontFamily") != ""
    assert errors == []


@pytest.mark.browser
def test_axe_finds_what_is_serious(page, axe):
    page.set_content('<html lang="id"><title>a</title><img src="x.png"></html>')

    assert [finding.split(":")[0] for finding in axe(page)] == ["image-alt"]
