"""WCAG 2.2: text 4.5:1 and the bounds of controls 3:1, in the light and in the dark theme."""

import re

import pytest

from kentongan.common import assets

TEXT = [
    ("content-primary", "background-primary"),
    ("content-primary", "background-secondary"),
    ("content-primary", "background-tertiary"),
    ("content-primary", "brand-soft"),
    ("content-primary", "note"),
    ("content-secondary", "background-primary"),
    ("content-secondary", "background-secondary"),
    ("content-secondary", "background-tertiary"),
    ("content-secondary", "brand-soft"),
    ("content-secondary", "note"),
    ("brand-hi", "background-primary"),
    ("brand-hi", "background-secondary"),
    ("brand-hi", "brand-soft"),
    ("brand-hi", "positive-soft"),
    ("brand-hi", "note"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hi"),
    ("warning", "note"),
    *(
        (tone, ground)
        for tone in ("guide", "positive", "warning", "negative", "special", "neutral")
        for ground in (f"{tone}-soft", "background-primary", "background-secondary")
    ),
    *(("content-primary", f"{tone}-soft") for tone in ("guide", "positive", "warning", "negative")),
]
BOUNDS = [
    ("stroke-secondary", "background-primary"),
    ("stroke-secondary", "background-secondary"),
    ("brand", "background-primary"),
    ("brand", "brand-soft"),
    ("note-line", "note"),
    ("negative", "background-primary"),
]


def tokens(*layers):
    found = {}
    for layer in layers:
        text = (assets.HERE / "css" / f"{layer}.css").read_text()
        found |= dict(re.findall(r"--([\w-]+): (#\w+);", text))
    return found


THEMES = {"light": tokens("tokens"), "dark": tokens("tokens", "dark")}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_is_readable(theme, ink, paper):
    assert contrast(THEMES[theme][ink], THEMES[theme][paper]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "paper"), BOUNDS)
def test_bounds_of_controls_are_visible(theme, line, paper):
    assert contrast(THEMES[theme][line], THEMES[theme][paper]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_white_words_on_the_bar_and_the_ring_of_focus_are_visible(theme):
    colours = THEMES[theme]

    assert contrast("#fff", colours["bar"]) >= 7
    assert contrast(colours["focus"], colours["focus-ring"]) >= 3
    # Either the yellow or the black of the ring stands out from whatever lies beneath it.
    for ground in ("background-primary", "background-secondary", "brand", "bar", "brand-soft"):
        ring = (colours["focus"], colours["focus-ring"])
        assert max(contrast(colours[ground], one) for one in ring) >= 3


def test_the_dark_theme_changes_known_tokens_only():
    assert set(tokens("dark")) <= set(tokens("tokens"))
