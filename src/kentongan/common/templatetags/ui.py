"""Small pieces of a page that are shorter as a tag than as an include."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kentongan.common import assets, clock, ids, words
from kentongan.common.icons import PATHS

register = template.Library()

# A status of a complaint chooses its colour here; words always stand beside the colour.
TONES = {
    "received": "guide",
    "forwarded": "guide",
    "reopened": "guide",
    "incomplete": "warning",
    "in_progress": "warning",
    "awaiting_approval": "warning",
    "scheduled": "warning",
    "dispatched": "special",
    "answered": "special",
    "replied": "special",
    "returned": "negative",
    "declined": "negative",
    "disputed": "negative",
    "closed": "positive",
}


@register.simple_tag(takes_context=True)
def inline_css(context: dict[str, Any], name: str) -> SafeString:
    """The stylesheet inside the page, or a link once the browser says that it has kept it.

    The first paint on a slow network comes two seconds earlier without a second round trip. Who
    sends a form has seen a page before. A page with this tag differs by the cookie `css`: whoever
    caches pages must vary on it.
    """
    request = context.get("request")
    key, url = assets.fingerprint(name), static(f"kentongan/built/{name}.css")
    if request is not None and (request.method == "POST" or request.COOKIES.get("css") == key):
        return format_html('<link rel="stylesheet" href="{}">', url)
    nonce = getattr(request, "csp_nonce", "")
    css = mark_safe(assets.inline(name))  # noqa: S308 - our own built file
    return format_html(
        '<style nonce="{}" data-css="{}" data-key="{}">{}</style>', str(nonce), url, key, css
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing. Without a label it is ornament and hidden from screen readers."""
    return _drawn(name, str(label))


@lru_cache(maxsize=512, typed=True)  # a list shows the same drawing fifty times
def _drawn(name: str, label: str) -> SafeString:
    drawing = mark_safe(PATHS[name])  # noqa: S308 - our own drawings
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            drawing,
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.simple_tag
def badge(status: Any, label: str = "", tone: str = "") -> SafeString:
    """A state in a coloured word: `{% badge complaint.status %}` or `{% badge "" "Rahasia" "negative" %}`."""
    shown = label or getattr(status, "label", status)
    return _badge(tone or TONES.get(str(status), "neutral"), str(shown))


@lru_cache(maxsize=512, typed=True)  # statuses and flags are few; safe texts are another type
def _badge(tone: str, shown: str) -> SafeString:
    return format_html('<span class="badge is-{}">{}</span>', tone, shown)


@register.simple_tag
def chip(state: str, text: str, title: str = "") -> SafeString:
    """Time left: a shape for the state (late, soon, ok, paused, done) and its words."""
    return _chip(state, text, title)


@lru_cache(maxsize=4096, typed=True)
def _chip(state: str, text: str, title: str) -> SafeString:
    if title:
        return format_html('<span class="chip is-{}" title="{}">{}</span>', state, title, text)
    return format_html('<span class="chip is-{}">{}</span>', state, text)


@register.simple_tag
def time_left(due_at: datetime | None, **facts: Any) -> SafeString | str:
    """The chip for a limit: `{% time_left run.due_at started_at=run.started_at paused=run.paused %}`."""
    if due_at is None:
        return ""
    left = words.time_left(due_at, clock.now(), **facts)
    return chip(left.state, left.words, words.at(due_at))


@register.simple_tag
def shown_number(number: str) -> SafeString:
    """A tracking number in its readable form, never broken over two lines."""
    return format_html('<span class="number">{}</span>', ids.shown(number))


@register.simple_tag
def due_words(due_at: datetime, working_days: int | None = None) -> str:
    """`Paling lambat Jumat, 4 Desember 2026 (3 hari kerja lagi)`."""
    return words.due(due_at, clock.now(), working_days=working_days)


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """When something happened, in words; the exact time is in the title."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="minutes"),
        words.at(at),
        words.ago(at, clock.now()),
    )


@register.simple_tag
def stamp(at: datetime) -> SafeString:
    """The exact time: `4 Desember 2026, 14.30 WIB`."""
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), words.at(at)
    )


@register.simple_tag
def long_day(on: date) -> str:
    """`Jumat, 4 Desember 2026`."""
    return words.long_day(on)


@register.simple_tag
def grouped(number: int) -> str:
    """`1.042`."""
    return words.whole(number)
