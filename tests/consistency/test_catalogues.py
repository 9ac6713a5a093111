"""The Indonesian catalogue of every app is complete: nothing missing, nothing guessed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "kentongan"
MARKED = re.compile(r"""\bgettext|\{% (?:block)?translate """)
CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")


def speaks(app):
    """The app has words for people in its code or its templates."""
    paths = [one for kind in ("*.py", "*.html", "*.txt") for one in app.rglob(kind)]
    return any(MARKED.search(one.read_text(encoding="utf-8")) for one in paths)


APPS = sorted(app for app in PACKAGE.iterdir() if app.is_dir() and speaks(app))


def entries(path):
    with path.open("rb") as file:
        return [one for one in read_po(file, locale="id") if one.id]


def missing(path):
    whole = [
        one.string if isinstance(one.string, tuple) else (one.string,) for one in entries(path)
    ]
    return [one.id for one, forms in zip(entries(path), whole, strict=True) if not all(forms)]


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_sentence_is_translated_and_none_is_a_guess(app):
    path = app / CATALOGUE
    assert path.exists(), "run makemessages -l id in this app"
    assert missing(path) == []
    assert [one.id for one in entries(path) if one.fuzzy] == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_sentence_of_code_and_templates_is_in_the_catalogue(app, tmp_path, environ):
    if shutil.which("xgettext") is None:
        pytest.skip("needs gettext")
    copy = tmp_path / app.name
    shutil.copytree(app, copy, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "static"))
    command = Path(sys.executable).with_name("django-admin")
    subprocess.run(
        [command, "makemessages", "-l", "id", "--no-location", "--no-obsolete"],
        cwd=copy,
        env=environ,
        check=True,
        capture_output=True,
    )
    assert missing(copy / CATALOGUE) == []
    assert [one.id for one in entries(copy / CATALOGUE) if one.fuzzy] == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_places_for_facts_are_the_same_in_both_languages(app):
    for one in entries(app / CATALOGUE):
        source = one.id if isinstance(one.id, str) else one.id[-1]
        forms = one.string if isinstance(one.string, tuple) else (one.string,)
        places = set(re.findall(r"%\((\w+)\)", source))
        for form in filter(None, forms):
            assert set(re.findall(r"%\((\w+)\)", form)) <= places, source
