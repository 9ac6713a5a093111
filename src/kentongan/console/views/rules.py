"""Limits: versions by clock, what they mean in plain words, a new version, an end."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import clock, words
from kentongan.complaints import recounts
from kentongan.complaints.choices import Classification, Clock
from kentongan.complaints.services import limits
from kentongan.complaints.words import ACTION_LABELS
from kentongan.complaints.workflow import MOVES
from kentongan.console import changing, scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Asked, Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.rules import EndRuleForm, NewRuleForm, VersionForm
from kentongan.deadlines import due, rulebook
from kentongan.deadlines.choices import FILING, Beyond, Profile, RuleUnit
from kentongan.deadlines.due import Limit
from kentongan.deadlines.models import Rule
from kentongan.deadlines.permissions import may_edit
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

FORM = require_http_methods(["GET", "HEAD", "POST"])
NINE = time(9)


@dataclass(frozen=True, slots=True)
class Line:
    """One version in the list."""

    rule: Rule
    state: str
    tone: str
    state_words: Any
    class_words: Any


@require_safe
@administers("rules")
def rules(request: AdminRequest) -> HttpResponse:
    """Limits in force and planned ones, by clock; `lihat=semua` shows ended ones, too."""
    actor, today = request.actor, clock.today()
    whose, view = scope.institution(request, actor), request.GET.get("lihat", "")
    rows = scope.rules(actor).filter(institution=None)
    if whose:
        rows = rows | scope.rules(actor).filter(institution=whose)
    if view != "semua":
        rows = rows.exclude(valid_to__lt=today)
    found = rows.select_related("institution").order_by("clock", "purpose", "code", "valid_from")
    order = [*Clock.values, *Beyond.values]
    sorted_rows = sorted(
        found, key=lambda one: order.index(one.clock) if one.clock in order else 99
    )
    groups = [
        (_clock(name), [line_of(one, today) for one in group])
        for name, group in groupby(sorted_rows, key=lambda one: one.clock)
    ]
    context = {
        "groups": groups,
        "whose": whose,
        "tabs": _tabs(whose, view),
        "may_edit": may_edit(actor, institution_id=whose.pk if whose else None),
        "query": _query(whose),
        "profile": _profile(whose, today),
    }
    return page(request, "console/rules.html", context, section="rules")


@require_safe
@administers("rules")
def rule(request: AdminRequest, pk: int) -> HttpResponse:
    """One version: what it means, an example of today, its other versions."""
    found, today = _find(request, pk), clock.today()
    versions = scope.rules(request.actor).filter(code=found.code, institution=found.institution_id)
    is_over = found.valid_to is not None and found.valid_to < today
    may = may_edit(request.actor, institution_id=found.institution_id)
    context = {
        "line": line_of(found, today),
        "rule": found,
        "clock_words": _clock(found.clock),
        "example": "" if found.unit == RuleUnit.TIMES else _example(found),
        "versions": [line_of(one, today) for one in versions.order_by("-valid_from")[:50]],
        "open_count": recounts.open_under(
            found.code, institution_id=found.institution_id or request.actor.institution_id
        ),
        "is_timed": found.clock in Clock.values,
        "starts": _starts(found.clock),
        "only_warns": found.clock == FILING,
        "may_version": may,
        "may_end": may and not is_over,
        "may_own": found.institution_id is None and request.actor.role == Role.INSTITUTION_ADMIN,
    }
    return page(request, "console/rule.html", context, section="rules")


@FORM
@administers("rules")
def version(request: AdminRequest, pk: int) -> HttpResponse:
    """Let a new version hold from a day on; with `instansi=sendiri` one of the own institution."""
    found = _find(request, pk)
    owner = found.institution_id
    if request.GET.get("instansi") == "sendiri" and request.actor.institution_id:
        owner = request.actor.institution_id
    names = ("name", "value", "unit", "source", "pauses", "is_confirmed")
    form = VersionForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    form.count(is_times=found.unit == RuleUnit.TIMES)

    def act(valid: VersionForm) -> None:
        facts = valid.facts(found, institution_id=owner)
        limits.save_rule(facts, valid_from=valid.cleaned_data["valid_from"], by=request.actor)

    lead = _("The version that holds now ends the day before. It is kept, never rewritten.")
    own = _("From then on it replaces, for your institution, every general limit of this clock.")
    task = Task(
        section="rules",
        heading=_("New version of a limit") if owner == found.institution_id else _("Own limit"),
        lead=lead if owner == found.institution_id else own,
        action=_("Save the version"),
        back_url=f"{reverse('console:rules')}?{_query_id(owner)}",
        act=act,  # type: ignore[arg-type]
        ask=lambda valid: _ask(valid, found.code, owner),
        subject=f"rule:{found.pk}",
        context={"of": f"{_clock(found.clock)}: {found}"},
        done=_("The limit is saved."),
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


@FORM
@administers("rules")
def add(request: AdminRequest) -> HttpResponse:
    """A limit that did not exist."""
    whose = scope.institution(request, request.actor)
    owner = whose.pk if whose else None
    form = NewRuleForm(
        request.POST or None,
        initial={"unit": "working_day", "purpose": "target", "pauses": True},
    )

    def act(valid: NewRuleForm) -> None:
        facts = valid.facts(valid.rule(), institution_id=owner)
        limits.save_rule(facts, valid_from=valid.cleaned_data["valid_from"], by=request.actor)

    task = Task(
        section="rules",
        heading=_("Add a limit"),
        lead=_("It holds for: %(whose)s.")
        % {"whose": whose.name if whose else _("the whole nation")},
        action=_("Save the limit"),
        back_url=f"{reverse('console:rules')}?{_query(whose)}",
        act=act,  # type: ignore[arg-type]
        ask=lambda valid: _ask(valid, "", owner),
        done=_("The limit is saved."),
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


@FORM
@administers("rules")
def end(request: AdminRequest, pk: int) -> HttpResponse:
    """Let a version end; a planned one never begins."""
    found, today = _find(request, pk), clock.today()
    is_planned = found.valid_from > today
    form = EndRuleForm(request.POST or None, initial={"last_day": found.valid_to or today})

    def act(valid: ConsoleForm) -> None:
        limits.end_rule(found, last_day=valid.cleaned_data["last_day"], by=request.actor)

    def ask(valid: ConsoleForm) -> Asked:
        if is_planned:
            return Asked(_("This version has not begun. It is withdrawn and never begins."))
        text = _(
            "After %(day)s no new clock is timed by it. If nothing follows, that step has no "
            "limit. Clocks that run already keep it."
        )
        return Asked(text % {"day": words.long_day(valid.cleaned_data["last_day"])})

    task = Task(
        section="rules",
        heading=_("End a limit"),
        action=_("End the limit"),
        back_url=reverse("console:rule", args=[pk]) if not is_planned else reverse("console:rules"),
        act=act,
        ask=ask,
        danger=True,
        subject=f"rule:{found.pk}",
        context={"of": f"{_clock(found.clock)}: {found}"},
        done=_("The limit ends."),
        allowed=may_edit(request.actor, institution_id=found.institution_id),
    )
    return changing.run(request, form, task)


def line_of(one: Rule, today: date) -> Line:
    """A version with its state in words."""
    if one.valid_from > today:
        state, tone, said = "planned", "guide", _("Planned")
    elif one.valid_to is not None and one.valid_to < today:
        state, tone, said = "ended", "neutral", _("Ended")
    else:
        state, tone, said = "held", "positive", _("In force")
    known = one.classification in Classification.values
    named = Classification(one.classification).label if known else _("Every class")
    return Line(one, state, tone, said, named)


def _ask(form: ConsoleForm, code: str, owner: int | None) -> Asked:
    given = form.cleaned_data
    day = words.long_day(given["valid_from"])
    if not given["applies_to_open"]:
        text = _("It holds for what begins on %(day)s or later. Open reports keep their limit.")
        return Asked(text % {"day": day})
    if given["unit"] == RuleUnit.TIMES:
        text = _("From %(day)s on it holds for promises that were made before, too.")
        return Asked(text % {"day": day})
    count = recounts.open_under(code, institution_id=owner) if code else 0
    said = ngettext(
        "On %(day)s the limit of %(count)s open report is counted anew, and may become earlier.",
        "On %(day)s the limits of %(count)s open reports are counted anew, and may become earlier.",
        count,
    )
    kept = _("Old and new date stay in the history of each report.")
    return Asked(f"{said % {'day': day, 'count': words.whole(count)}} {kept}")


def _example(found: Rule) -> str:
    """What the limit makes of a report that arrives this morning at nine."""
    zone = found.institution.time_zone if found.institution else "Asia/Jakarta"
    calendar = rulebook.current().calendar(found.institution_id, zone)
    began = datetime.combine(clock.today(), NINE, calendar.zone)
    limit = Limit(rule_id=found.pk, value=found.value, unit=found.unit, pauses=found.pauses)
    at = due.date_of(limit, started_at=began, calendar=calendar)
    text = _("What begins today at 09.00 must be done by %(day)s.")
    return text % {"day": words.at(at)}


def _find(request: AdminRequest, pk: int) -> Rule:
    found = scope.rules(request.actor).select_related("institution").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _clock(name: str) -> str:
    for known in (Clock, Beyond):
        if name in known.values:
            return str(known(name).label)
    return name


def _starts(name: str) -> str:
    """The event with which the time begins, as the table of steps says it."""
    beyond = {
        Beyond.FILING: _("the day on which it happened"),
        Beyond.BREACH_NOTICE: _("the moment at which the leak is known"),
        Beyond.POSTPONEMENTS: _("the promise"),
    }
    if name in Beyond.values:
        return str(beyond[Beyond(name)])
    actions = [one.action for one in MOVES if name in one.starts]
    return ", ".join(str(ACTION_LABELS[one]) for one in dict.fromkeys(actions))


def _profile(whose: Organization | None, today: date) -> str:
    held = rulebook.current().profile(whose.pk if whose else None, on=today)
    return str(Profile(held).label)


def _query(whose: Organization | None) -> str:
    return urlencode({"instansi": whose.code if whose else "nasional"})


def _query_id(owner: int | None) -> str:
    return _query(Organization.objects.get(pk=owner) if owner else None)


def _tabs(whose: Organization | None, view: str) -> list[dict[str, Any]]:
    address = f"{reverse('console:rules')}?{_query(whose)}"
    return [
        {
            "url": f"{address}&lihat={code}" if code else address,
            "label": label,
            "count": None,
            "current": (view == "semua") == (code == "semua"),
        }
        for code, label in (("", _("In force and planned")), ("semua", _("All versions")))
    ]
