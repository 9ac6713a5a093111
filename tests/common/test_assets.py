import brotli
import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from kentongan.common import assets

# Kilobytes of 1,000 bytes, brotli: docs/howto/build-a-page.md promises them.
STYLE_BUDGET = {"citizen": 4.5, "desk": 8, "print": 2, "thermal": 0.5}
SCRIPT_BUDGET = {
    "portal": 2,
    "report": 2.9,
    "map": 2,
    "boxes": 0.8,
    "desk": 4,
    "app": 5,
    "worker": 2.5,
    "village": 5,
    "field": 1.2,
}


def weight(text):
    return len(brotli.compress(text.encode(), quality=5)) / 1000


@pytest.mark.parametrize(("name", "most"), STYLE_BUDGET.items())
def test_styles_stay_within_their_budget(name, most):
    assert weight(assets.style(name)) <= most


@pytest.mark.parametrize(("name", "most"), SCRIPT_BUDGET.items())
def test_scripts_stay_within_their_budget(name, most):
    assert weight(assets.script(name)) <= most


def test_a_desk_page_with_its_files_leaves_room_for_its_own_words():
    htmx = (assets.HERE / "static/kentongan/vendor/htmx.min.js").read_text()
    files = sum(map(weight, (assets.style("desk"), assets.script("desk"), htmx)))

    assert files <= 30


def test_every_budget_has_its_file_and_every_file_its_budget():
    assert set(STYLE_BUDGET) == set(assets.STYLES)
    assert set(SCRIPT_BUDGET) == set(assets.SCRIPTS)
    layers = {path.stem for path in (assets.HERE / "css").glob("*.css")}
    assert layers == {"dark", *(one for layers in assets.STYLES.values() for one in layers)}


@pytest.mark.parametrize("name", assets.STYLES)
def test_styles_ask_nothing_that_chrome_88_lacks(name):
    css = assets.style(name)

    for too_new in ("light-dark(", "@layer", "@container", "oklch(", "color-mix(", "&"):
        assert too_new not in css


@pytest.mark.parametrize("name", assets.SCRIPTS)
def test_scripts_lose_their_comments_and_keep_their_strings(name):
    source, built = (assets.HERE / "js" / f"{name}.js").read_text(), assets.script(name)

    assert source.startswith("/*")
    assert "/*" not in built
    assert built.startswith(("(() => {", "const "))  # the map is a module
    assert built.endswith(("})()\n", "}\n"))
    assert built.count("`") == source[source.index("*/") :].count("`")


def test_building_twice_changes_no_file():
    before = {path: path.stat().st_mtime_ns for path in assets.build()}

    assert {path: path.stat().st_mtime_ns for path in assets.build()} == before


def shown(request):
    return Template('{% load ui %}{% inline_css "citizen" %}').render(Context({"request": request}))


def test_a_first_visit_gets_the_style_in_the_page_with_the_nonce_of_the_policy(client):
    page = client.get("/gaya/")
    html = page.content.decode()
    nonce = html.split('<style nonce="')[1].split('"')[0]

    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert assets.inline("citizen") in html


def test_a_browser_that_kept_the_style_gets_a_link():
    request = RequestFactory().get("/")
    request.COOKIES["css"] = assets.fingerprint("citizen")

    assert shown(request).startswith('<link rel="stylesheet" href="/static/kentongan/built/citizen')


def test_a_browser_that_kept_an_older_style_gets_the_new_one():
    request = RequestFactory().get("/")
    request.COOKIES["css"] = "older"

    assert shown(request).startswith("<style")


def test_the_policy_allows_no_inline_code_but_by_nonce():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    for kind in ("script-src", "style-src"):
        assert "'unsafe-inline'" not in directives[kind]
        assert "'unsafe-eval'" not in directives[kind]
