"""Texts that an office has changed. What is not changed comes from the package.

A text knows variables in braces, `{number}`, and nothing else: no code of whoever edits it is run.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock
from kentongan.notifications.models import Wording

VARIABLE = re.compile(r"\{(\w*)\}")
_INCLUDE = re.compile(r'\{% include "([\w./-]+)" %\}')
FOR_ONE = "@"  # between a template and the event with its audience for which alone a text is meant
FRESH_FOR = 5.0  # seconds in which another process may still use the text before
Form = Wording.Form


@dataclass(frozen=True, slots=True)
class Variable:
    """One word in braces: which param it needs, an example, and how it is written."""

    name: str
    param: str
    sample: str
    write: Callable[[str, bool], str]  # the value, and whether it is for an SMS
    filters: tuple[str, ...] = ()  # in a shipped text it stands behind one of these, if any


class WordingRefused(ValueError):
    """The text cannot be used; the sentence says why."""


@cache
def variables() -> Mapping[str, Variable]:
    """All variables, from the app that writes the params (settings.MESSAGE_VARIABLES)."""
    return cast(Mapping[str, Variable], import_string(settings.MESSAGE_VARIABLES))


_kept: tuple[float, dict[tuple[str, str, str], Wording]] = (-1e9, {})


def forget() -> None:
    """Read the texts again at the next use."""
    global _kept  # noqa: PLW0603 - one copy for each process; replaced whole, never changed
    _kept = (-1e9, {})


def current() -> dict[tuple[str, str, str], Wording]:
    """The changed texts in force, by template, form and language; one query in five seconds."""
    global _kept  # noqa: PLW0603
    if time.monotonic() - _kept[0] > FRESH_FOR:
        found: dict[tuple[str, str, str], Wording] = {}
        for row in Wording.objects.order_by("version"):
            found[row.template, row.form, row.language] = row
        _kept = (time.monotonic(), {key: row for key, row in found.items() if row.body})
    return _kept[1]


def changed(
    template: str, params: Mapping[str, str], *, transport: str, is_sms: bool, language: str
) -> tuple[str, str] | None:
    """Subject and body of a changed text; None when the shipped one is in force.

    The narrowest text wins: event with audience before all, one channel before the others.
    """
    kept = current()
    names = [template]
    if variant := params.get("variant"):
        names.insert(0, f"{template}{FOR_ONE}{variant}")
    forms = (transport, Form.SMS if is_sms else Form.TEXT)
    keys = [(name, str(form), language) for name in names for form in forms]
    row = next((kept[key] for key in keys if key in kept), None)
    if row is None:
        return None
    with translation.override(language):
        return filled(row.subject, row.body, params, is_sms=is_sms)


def filled(subject: str, body: str, params: Mapping[str, str], *, is_sms: bool) -> tuple[str, str]:
    """The text with its variables written; one that the message lacks becomes nothing."""
    return written(subject, body, params, known=variables(), is_sms=is_sms)


def written(
    subject: str,
    body: str,
    params: Mapping[str, str],
    *,
    known: Mapping[str, Variable],
    is_sms: bool,
) -> tuple[str, str]:
    """The same with variables of one's own."""

    def write(match: re.Match[str]) -> str:
        variable = known.get(match[1])
        if own := params.get(f"own_{match[1]}"):
            return own  # written beforehand for this one recipient
        value = params.get(variable.param, "") if variable else ""
        return variable.write(value, is_sms) if variable and value else ""

    return VARIABLE.sub(write, subject), VARIABLE.sub(write, body)


def usable(template: str) -> list[Variable]:
    """The variables that messages of this template carry: those of its shipped texts."""
    name = general(template)
    sources = [_source(f"{name}.txt"), _source(f"{name}.sms.txt")]
    text = "\n".join(source for source in sources if source)
    found = []
    for variable in variables().values():
        is_named = re.search(rf"(?:\{{\{{\s*|=){variable.param}\b", text)
        behind = not variable.filters or any(f"|{name}" in text for name in variable.filters)
        if is_named and behind:
            found.append(variable)
    return found


def shipped(template: str, *, is_sms: bool, language: str) -> tuple[str, str]:
    """Subject and body of the package's text, with its variables in braces."""
    params = {one.param: f"{{{one.name}}}" for one in reversed(usable(template))}
    with translation.override(language):
        text = render_to_string(
            f"{general(template)}{'.sms' if is_sms else ''}.txt", _safe(params)
        ).strip()
    if is_sms:
        return "", " ".join(text.split())
    subject, _rest, body = text.partition("\n")
    return subject.strip(), body.strip()


def has_sms(template: str) -> bool:
    return bool(_source(f"{general(template)}.sms.txt"))


def general(template: str) -> str:
    """The template itself, without the event for which alone a text is meant."""
    return template.partition(FOR_ONE)[0]


def check(template: str, subject: str, body: str, *, is_sms: bool) -> None:
    """Refuse a text that names what its messages do not carry, or that cannot be followed."""
    if not is_sms and not subject.strip():
        raise WordingRefused(_("Write a subject."))
    if not body.strip():
        raise WordingRefused(_("Write the text."))
    allowed = {one.name for one in usable(template)}
    named = check_variables(subject + body, allowed)
    needed = {"number", "link", "desk_link", "tasks_link"} & allowed
    if missing := sorted(needed - named):
        words = ", ".join(f"{{{one}}}" for one in missing)
        raise WordingRefused(_("Without %(words)s nobody finds the report.") % {"words": words})


def check_variables(text: str, allowed: set[str]) -> set[str]:
    """The variables that the text names; refused: another one, and a brace that is open."""
    named = set(VARIABLE.findall(text))
    if unknown := sorted(named - allowed):
        words = ", ".join(f"{{{one}}}" for one in unknown)
        raise WordingRefused(_("These messages do not carry %(words)s.") % {"words": words})
    rest = VARIABLE.sub("", text)
    if "{" in rest or "}" in rest:
        raise WordingRefused(_("A brace is open. Write variables like {number}."))
    return named


@transaction.atomic
def save(
    template: str,
    *,
    form: str,
    language: str,
    subject: str,
    body: str,
    by_id: int | None,
    by_label: str,
) -> Wording:
    """Keep a new version; it is used from now on. An empty text brings the shipped one back."""
    if subject or body:
        check(template, subject, body, is_sms=Form(form).is_short)
    same = Wording.objects.filter(template=template, form=form, language=language)
    latest = same.order_by("-version").values_list("version", flat=True).first() or 0
    row = Wording.objects.create(
        template=template,
        form=form,
        language=language,
        version=latest + 1,
        subject="" if Form(form).is_short else subject.strip(),
        body=body.strip(),
        saved_at=clock.now(),
        saved_by=by_label,
    )
    log.record(
        "notifications.wording_saved",
        actor_id=by_id,
        actor_label=by_label,
        subject=f"wording:{template}.{form}.{language}",
        detail={"version": str(row.version), "subject": row.subject, "body": row.body},
    )
    forget()
    return row


def _source(name: str) -> str:
    from django.template import TemplateDoesNotExist

    try:
        found: Any = get_template(name)
    except TemplateDoesNotExist:
        return ""
    # What is included belongs to it: its variables are carried, too.
    return _INCLUDE.sub(lambda part: _source(part[1]), str(found.template.source))


def _safe(params: Mapping[str, str]) -> dict[str, str]:
    from django.utils.safestring import mark_safe

    return {name: mark_safe(text) for name, text in params.items()}  # noqa: S308 - our own names
