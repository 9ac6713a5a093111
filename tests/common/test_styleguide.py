import pytest

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SHELLS = ("citizen", "desk", "paper")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_style_guide_stands_without_a_database(client, shell):
    page = client.get("/gaya/", {"shell": shell})

    assert page.status_code == 200
    assert b"<h1" in page.content


@pytest.mark.parametrize("shell", SHELLS)
def test_no_component_needs_inline_styles_or_handlers(client, shell):
    html = client.get("/gaya/", {"shell": shell}).content.decode()

    for forbidden in (' style="', " onclick=", " onsubmit=", "hx-on", "javascript:"):
        assert forbidden not in html


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"),
    [(360, "light"), (1366, "light"), (360, "dark")],  # colours know no width
)
@pytest.mark.parametrize("shell", SHELLS)
def test_axe_finds_nothing_and_nothing_spills_sideways(open_page, shell, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(f"/gaya/?shell={shell}", width=width, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]

    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_text_enlarged_to_twice_its_size_needs_no_sideways_scrolling(open_page):
    page = open_page("/gaya/", width=720)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 720


@pytest.mark.browser
def test_every_target_of_citizens_is_48_pixels_high_and_of_officers_24(open_page):
    measure = """() => [...document.querySelectorAll('main button, main select, .button, .choice,'
        + 'main input:not([type=checkbox],[type=radio],[type=hidden],[type=file])')]
        .filter(e => e.offsetParent).map(e => e.getBoundingClientRect())
        .map(r => Math.min(Math.round(r.width), Math.round(r.height)))"""

    assert min(open_page("/gaya/", width=360).evaluate(measure)) >= 48
    assert min(open_page("/gaya/?shell=desk").evaluate(measure)) >= 24


@pytest.mark.browser
def test_shapes_stay_visible_in_forced_colours(open_page):
    page = open_page("/gaya/", forced_colors="active")
    shape = page.evaluate(
        "getComputedStyle(document.querySelector('.chip.is-late'), '::before').backgroundColor"
    )

    assert shape not in ("rgba(0, 0, 0, 0)", "transparent")
