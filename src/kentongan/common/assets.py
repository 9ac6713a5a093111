"""The only place that builds what browsers load: joins the layers, makes them small, reads them back."""

import hashlib
import re
from functools import cache
from pathlib import Path

import lightningcss

HERE = Path(__file__).resolve().parent
BUILT = HERE / "static" / "kentongan" / "built"
BROWSERS = ["chrome >= 88", "firefox >= 85", "safari >= 14", "samsung >= 14"]
_SHARED = ("tokens", "base", "layout", "forms", "state")
STYLES = {
    "citizen": (*_SHARED, "portal", "paper"),
    "desk": (*_SHARED, "desk", "paper"),
    "print": ("print",),
    "thermal": ("thermal",),
}
SCRIPTS = {
    "portal": ("portal",),
    "report": ("report",),
    "map": ("map",),
    "desk": ("desk",),
    "app": ("outbox", "app"),
    "worker": ("outbox", "worker"),
    "village": ("outbox", "village"),
    "boxes": ("boxes",),
    "field": ("field",),
}
# lightningcss prepares for light-dark(), which our oldest browsers do not know and we do not use.
_LIGHT_DARK_MARKS = re.compile(r"--lightningcss-(light|dark):[^;}]*;?")
_COMMENT = re.compile(r"^[ \t]*(//[^\n]*|/\*.*?\*/[ \t]*)$", re.MULTILINE | re.DOTALL)


def style(name: str) -> str:
    """One stylesheet, made small and fit for the oldest browsers we serve."""
    css = "\n".join(_layer(layer) for layer in STYLES[name])
    small = lightningcss.process_stylesheet(css, filename=f"{name}.css", browsers_list=BROWSERS)
    return _LIGHT_DARK_MARKS.sub("", small)


def _layer(name: str) -> str:
    text = (HERE / "css" / f"{name}.css").read_text("utf-8")
    if name != "tokens":
        return text
    dark = (HERE / "css" / "dark.css").read_text("utf-8")
    by_device = dark.replace(":root", ':root:not([data-theme="light"])')
    by_choice = dark.replace(":root", ':root[data-theme="dark"]')
    return f"{text}@media (prefers-color-scheme: dark) {{{by_device}}}{by_choice}"


def script(name: str) -> str:
    """One script without the comments and the indentation that only people need.

    Comments stand on lines of their own in `js/`, so that no string is ever mistaken for one.
    """
    parts = [(HERE / "js" / f"{part}.js").read_text("utf-8") for part in SCRIPTS[name]]
    text = _COMMENT.sub("", ";\n".join(parts))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def build() -> dict[Path, int]:
    """Write every built file that would change; returns the files and their sizes in bytes."""
    texts = {BUILT / f"{name}.css": style(name) for name in STYLES}
    texts |= {BUILT / f"{name}.js": script(name) for name in SCRIPTS}
    BUILT.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    return {path: len(text.encode()) for path, text in texts.items()}


@cache
def inline(name: str) -> str:
    """The stylesheet as it stands in a page; built on the spot where nobody has built it yet."""
    path = BUILT / f"{name}.css"
    return path.read_text("utf-8") if path.exists() else style(name)


@cache
def fingerprint(name: str) -> str:
    """Eight letters that change with the stylesheet: a browser names by them what it has kept."""
    return hashlib.sha256(inline(name).encode()).hexdigest()[:8]
