"""What the service worker keeps: built files, pages that are the same for everybody, its version."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse

from kentongan.common import assets

PACKAGE = Path(__file__).resolve().parent.parent
# In this order: worker.js calls them by their place.
PAGES = ("portal:report", "portal:outbox", "portal:offline")
SCRIPTS = ("portal", "report", "app", "field")
DESK = ("village.js", "thermal.css")
# Takes back all that earlier versions kept, but no draft: those are not in a cache.
FAREWELL = """\
self.addEventListener('install', () => skipWaiting())
self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name)
  await registration.unregister()
})()))
"""


def worker() -> str:
    """The whole script. It changes with every file that it keeps, so that browsers take the new one."""
    files = [static(f"kentongan/built/{name}.js") for name in SCRIPTS]
    files += [static("kentongan/built/citizen.css"), static("kentongan/icon.svg")]
    facts = {
        "PAGES": [reverse(name) for name in PAGES],
        "ASSETS": [*files, reverse("portal:villages")],
        "VILLAGE": [reverse("portal:village"), *(static(f"kentongan/built/{one}") for one in DESK)],
        "TASKS": reverse("desk:tasks"),
        "LOGOUT": reverse("account_logout"),
        "ICON": static("kentongan/icons/192.png"),
    }
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in facts.items()]
    lines.append(f'const VERSION = "{_version()}";\n')
    return "".join(lines) + _script()


@cache
def _script() -> str:
    return assets.script("worker")


@cache
def _version() -> str:
    """Sixteen letters that change with scripts, styles, templates and words."""
    digest = hashlib.sha256()
    for name in (*assets.SCRIPTS, *assets.STYLES):
        text = assets.script(name) if name in assets.SCRIPTS else assets.inline(name)
        digest.update(text.encode())
    for pattern in ("common/templates/**/*.html", "portal/**/*.html", "*/locale/**/*.mo"):
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
