"""The line of a list as a tag: fifty of them as an included template took half of the inbox."""

from functools import cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kentongan.common.templatetags.ui import badge, chip, icon
from kentongan.desk.rows import Row

register = template.Library()


@cache
def _phrases(language: str | None) -> tuple[str, str, str]:
    """What each line of a list says: looked up once for a language, not fifty times a page."""
    return _("Target: %(day)s"), _("By law: %(day)s"), _("Tick %(number)s")


@register.simple_tag
def report_line(
    row: Row, view_code: str, *, picks: bool = False, swapped: bool = False
) -> SafeString:
    """One report of a list; `swapped` replaces the line that is there already (htmx).

    `picks`: it can be ticked, for a step on many at once.

    `escape` of the standard library is a tenth of Django's, and every text in here is a plain one.
    """
    url, title, left = escape(row.url), escape(row.title), row.chip
    flags = "".join(f"{badge('', one.words, one.tone)} " for one in row.flags)
    due = chip(left.state, left.words, row.chip_title) if left else ""
    target, legal, tick = _phrases(get_language())
    for words, day in ((target, row.target), (legal, row.legal)):
        if day:
            due += f"<br><small>{escape(words % {'day': day})}</small>"
    kind = icon(row.kind_icon, row.kind)
    pick = f'<span class="pick" title="{escape(row.kind)}">{kind}</span>'
    if picks:
        words = escape(tick % {"number": row.shown_number})
        pick = (
            f'<input class="pick" type="checkbox" name="number" value="{escape(row.number)}" '
            f'form="bulk" data-pick aria-label="{words}">'
        )
    line = f"""\
<li class="row" data-row id="row-{escape(row.number)}"{_SWAPPED if swapped else ""}>
{pick}
<div class="row-main"><a class="row-title" href="{url}" data-open data-wide \
hx-get="{url}?lihat={escape(view_code)}" hx-target="#detail" hx-push-url="{url}">{title}</a>
<p class="row-meta">{f"{kind} " if picks else ""}{flags}{escape(row.meta)}</p></div>
<span class="row-state">{badge(row.status, row.status_words)}</span>
<span class="row-due">{due}</span>
<span class="row-age" title="{escape(row.age_title)}">{escape(row.age)}</span>
</li>
"""
    return mark_safe(line)  # noqa: S308 - each value is escaped where it stands


_SWAPPED = ' hx-swap-oob="true"'
