"""The escalation ladder: its rungs, a change of one with what it would have done, and forecasts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import clock, ids
from kentongan.complaints import promises as figures
from kentongan.complaints.choices import Clock
from kentongan.complaints.escalation import forecast
from kentongan.complaints.escalation.telling import DIGEST
from kentongan.complaints.models import Complaint
from kentongan.console.access import AdminRequest, administers, page
from kentongan.deadlines import ladder as ladders
from kentongan.deadlines import ladder_editing
from kentongan.deadlines.choices import RUNG_UNITS, Anchor, Unit
from kentongan.deadlines.editing import EditRefused
from kentongan.deadlines.ladder_editing import RungChange
from kentongan.deadlines.ladder_models import Rung
from kentongan.deadlines.rungs import REPORTER
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

OFFICERS = (
    Role.LIAISON, Role.UNIT_HEAD, Role.INSTITUTION_ADMIN, Role.LEADER, Role.INSPECTORATE,
    Role.NATIONAL_ADMIN,
)  # fmt: skip


def _audiences() -> list[tuple[str, Any]]:
    roles = [(role.value, role.label) for role in OFFICERS]
    return [*roles, ("arbiter", _("Arbiter")), (REPORTER, Role.REPORTER.label)]


def _transports() -> list[tuple[str, Any]]:
    labels = dict(Message.Transport.choices)
    of_people = ("webhook", "push")  # each chooses these for oneself
    named = [
        (name, labels.get(name, name)) for name in settings.TRANSPORTS if name not in of_people
    ]
    return [*named, (DIGEST, _("Weekly letter to the leaders"))]


class RungForm(forms.Form):
    anchor = forms.ChoiceField(label=gettext_lazy("Counted from"), choices=Anchor.choices)
    value = forms.IntegerField(label=gettext_lazy("Length or per cent"), min_value=0, max_value=999)
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=RUNG_UNITS, required=False)
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told"), choices=_audiences, widget=forms.CheckboxSelectMultiple
    )
    transports = forms.MultipleChoiceField(
        label=gettext_lazy("By which way"), choices=_transports, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        told = data.get("audiences", [])
        if REPORTER in told and len(told) > 1:
            self.add_error(
                "audiences", _("The reporter and officers get different texts: choose one side.")
            )
        if data.get("anchor") == Anchor.PERCENT and not 1 <= data.get("value", 0) <= 99:
            self.add_error("value", _("Write a number from 1 to 99."))
        return data

    def change(self) -> RungChange:
        data = self.cleaned_data
        return RungChange(
            anchor=data["anchor"],
            value=data["value"],
            unit=data["unit"],
            audiences=tuple(data["audiences"]),
            transports=tuple(data["transports"]),
        )


@administers("ladder")
@require_safe
def ladder(request: AdminRequest) -> HttpResponse:
    """Every rung in force or planned, by clock."""
    today = clock.today()
    rows = Rung.objects.exclude(valid_to__lt=today).select_related("institution")
    if request.actor.role == Role.INSTITUTION_ADMIN:
        rows = rows.filter(institution=None) | rows.filter(institution=request.actor.institution_id)
    labels = dict(Clock.choices)
    grouped: dict[str, list[Rung]] = {}
    for rung in rows.order_by("clock", "level", "code", "valid_from"):
        grouped.setdefault(rung.clock, []).append(rung)
    order = [code for code in Clock.values if code in grouped]
    clocks = [(labels[code], [(one, _told(one)) for one in grouped[code]]) for code in order]
    return page(
        request, "console/ladder.html", {"clocks": clocks, "today": today}, section="ladder"
    )


@administers("ladder")
@require_http_methods(["GET", "HEAD", "POST"])
def rung(request: AdminRequest, key: int) -> HttpResponse:
    """Change a rung; before saving, see what it would have done in the last ninety days."""
    found = get_object_or_404(Rung.objects.select_related("institution"), pk=key)
    form = RungForm(request.POST or None, initial=_initial(found))
    context: dict[str, Any] = {"rung": found, "clock": Clock(found.clock).label, "form": form}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "save":
            context["replay"] = _replay(request.actor, found, form.change())
        elif _save(request, found, form):
            return redirect("console:ladder")
    return page(
        request, "console/rung.html", context, section="ladder", status=422 if form.errors else 200
    )


@administers("simulation")
@require_safe
def simulation(request: AdminRequest) -> HttpResponse:
    """For one complaint: what will happen when, if nobody acts."""
    typed = request.GET.get("kode", "").strip()
    rows = Complaint.objects.visible_to(request.actor).select_related("institution", "category")
    found = rows.filter(number=ids.read_number(typed) or "").first() if typed else None
    ahead = forecast.ahead(found, now=clock.now()) if found else []
    context = {
        "typed": typed,
        "complaint": found,
        "ahead": [(one, _facts_told(one.rung)) for one in ahead],
    }
    status = 404 if typed and found is None else 200
    return page(request, "console/simulation.html", context, section="simulation", status=status)


@administers("promises")
@require_safe
def promises(request: AdminRequest) -> HttpResponse:
    """Kept, late and broken promises of each unit."""
    until = clock.now()
    days = request.GET.get("hari", "90")
    span = int(days) if days in ("30", "90", "365") else 90
    mine = request.actor.role == Role.INSTITUTION_ADMIN
    rows = figures.figures(
        institution_id=request.actor.institution_id if mine else None,
        since=until - timedelta(days=span),
        until=until,
    )
    return page(request, "console/promises.html", {"rows": rows, "span": span}, section="promises")


def _initial(rung: Rung) -> dict[str, Any]:
    return {
        "anchor": rung.anchor,
        "value": rung.value,
        "unit": rung.unit or Unit.WORKING_DAY,
        "audiences": rung.audiences.split(","),
        "transports": rung.transports.split(","),
        "valid_from": clock.today() + timedelta(1),
    }


def _replay(actor: Actor, rung: Rung, change: RungChange) -> forecast.Replay:
    book = ladders.current()
    proposed = ladder_editing.proposed(ladders.facts_of(rung), change)
    return forecast.replay(
        ladders.changed(book, [proposed]),
        clocks=[rung.clock],
        institution_id=actor.institution_id if actor.role == Role.INSTITUTION_ADMIN else None,
        now=clock.now(),
    )


def _save(request: AdminRequest, rung: Rung, form: RungForm) -> bool:
    actor = request.actor
    own = actor.institution_id if actor.role == Role.INSTITUTION_ADMIN else rung.institution_id
    valid_from: date = form.cleaned_data["valid_from"]
    try:
        ladder_editing.save_rung(
            rung, form.change(), valid_from=valid_from, institution_id=own,
            by_id=actor.user_id, by_label=actor.label,
        )  # fmt: skip
    except EditRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    notes.success(request, _("The rung is saved. Open reports are planned anew."))
    return True


def _told(rung: Rung) -> dict[str, str]:
    return _facts_told(ladders.facts_of(rung))


def _facts_told(facts: Any) -> dict[str, str]:
    """When, to whom and by which way, in words."""
    if facts is None:
        return {}
    people, ways = dict(_audiences()), dict(_transports())
    return {
        "when": _when(facts),
        "whom": ", ".join(str(people.get(one, one)) for one in facts.audiences),
        "how": ", ".join(str(ways.get(one, one)) for one in facts.transports),
    }


def _when(facts: Any) -> str:
    if facts.anchor == Anchor.PERCENT:
        return _("%(n)s %% of the time") % {"n": facts.value}
    if facts.value == 0:
        at = {
            Anchor.AFTER_DUE: _("at the limit"),
            Anchor.BEFORE_DUE: _("on the day of the limit"),
            Anchor.AFTER_START: _("at once"),
            Anchor.AFTER_STOP: _("at the end"),
        }
        return at[Anchor(facts.anchor)]
    words = {"n": facts.value, "unit": Unit(facts.unit).label}
    return {
        Anchor.BEFORE_DUE: _("%(n)s %(unit)s before the limit"),
        Anchor.AFTER_DUE: _("%(n)s %(unit)s after the limit"),
        Anchor.AFTER_START: _("%(n)s %(unit)s after the start"),
        Anchor.AFTER_STOP: _("%(n)s %(unit)s after the end"),
    }[Anchor(facts.anchor)] % words
