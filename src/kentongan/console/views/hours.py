"""Office hours by version, and the time zone of an institution."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import clock, words
from kentongan.complaints.services import limits
from kentongan.console import changing, scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Asked, Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.hours import ZONES, HoursForm, ZoneForm
from kentongan.console.sections import NATION
from kentongan.deadlines.models import OfficeHours
from kentongan.deadlines.permissions import may_edit
from kentongan.organizations.models import Organization

FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Shown:
    """One version in words."""

    row: OfficeHours
    days: str
    is_planned: bool
    is_over: bool


@require_safe
@administers("hours")
def hours(request: AdminRequest) -> HttpResponse:
    """All versions of one institution and of the nation, the newest first."""
    whose = scope.institution(request, request.actor)
    owner = whose.pk if whose else None
    context = {
        "whose": whose,
        "zone": dict(ZONES).get(whose.time_zone, whose.time_zone) if whose else "",
        "own": _shown(scope.hours(request.actor, whose)) if whose else (),
        "general": _shown(scope.hours(request.actor, None)),
        "may_edit": may_edit(request.actor, institution_id=owner),
        "may_set_zone": whose is not None and request.actor.role in NATION,
        "query": _query(whose),
    }
    return page(request, "console/hours.html", context, section="hours")


@FORM
@administers("hours")
def add(request: AdminRequest) -> HttpResponse:
    """Plan hours from a day on, for good or for a time."""
    whose = scope.institution(request, request.actor)
    owner = whose.pk if whose else None
    tomorrow = clock.today() + timedelta(days=1)
    first = {
        "weekdays": list("12345"),
        "opens": "08:00",
        "closes": "16:00",
        "valid_from": tomorrow,
    }
    form = HoursForm(request.POST or None, initial=first)

    def act(valid: HoursForm) -> None:
        limits.save_hours(institution_id=owner, by=request.actor, **valid.facts())

    task = Task(
        section="hours",
        heading=_("Plan office hours"),
        lead=_(
            "They hold for: %(whose)s. Reports that are filed before keep the hours of their day."
        )
        % {"whose": whose.name if whose else _("the whole nation")},
        action=_("Save the hours"),
        back_url=f"{reverse('console:hours')}?{_query(whose)}",
        act=act,  # type: ignore[arg-type]
        done=_("The hours are planned."),
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


@FORM
@administers("hours")
def cancel(request: AdminRequest, pk: int) -> HttpResponse:
    """Take planned hours back."""
    found = OfficeHours.objects.select_related("institution").filter(pk=pk).first()
    if found is None or not may_edit(request.actor, institution_id=found.institution_id):
        raise Http404
    row: OfficeHours = found

    def act(valid: ConsoleForm) -> None:
        limits.cancel_hours(row, by=request.actor)

    task = Task(
        section="hours",
        heading=_("Take planned hours back"),
        lead=f"{_days(row)}, {_clock(row)}",
        action=_("Take them back"),
        back_url=f"{reverse('console:hours')}?{_query(row.institution)}",
        act=act,
        ask=lambda valid: Asked(_("They never held: no date changes.")),
        subject=f"officehours:{row.pk}",
        done=_("The planned hours are taken back."),
    )
    return changing.run(request, ConsoleForm(request.POST or None), task)


@FORM
@administers("hours")
def zone(request: AdminRequest) -> HttpResponse:
    """The time in which days begin and offices open."""
    whose = scope.institution(request, request.actor)
    if whose is None:
        raise Http404
    body: Organization = whose
    form = ZoneForm(request.POST or None, initial={"time_zone": body.time_zone})

    def act(valid: ConsoleForm) -> None:
        limits.set_time_zone(body, time_zone=valid.cleaned_data["time_zone"], by=request.actor)

    def ask(valid: ConsoleForm) -> Asked:
        text = _(
            "Limits of all open reports of this institution are counted anew. Old and new date "
            "stay in the history of each report."
        )
        label = dict(ZONES)[valid.cleaned_data["time_zone"]]
        return Asked(text, ((_("Institution"), body.name), (_("Time zone"), label)))

    task = Task(
        section="hours",
        heading=_("Change the time zone"),
        lead=body.name,
        action=_("Change the time zone"),
        back_url=f"{reverse('console:hours')}?{_query(body)}",
        act=act,
        ask=ask,
        done=_("The time zone is changed. Limits of open reports are being counted anew."),
        allowed=request.actor.role in NATION,  # an institution is founded and set up by the nation
    )
    return changing.run(request, form, task)


def _shown(rows: QuerySet[OfficeHours]) -> list[Shown]:
    today = clock.today()
    return [
        Shown(
            row=one,
            days=_days(one),
            is_planned=one.valid_from > today,
            is_over=one.valid_to is not None and one.valid_to < today,
        )
        for one in rows.order_by("-valid_from", "-pk")
    ]


def _days(row: OfficeHours) -> str:
    return ", ".join(str(WEEKDAYS[int(number) - 1]) for number in row.weekdays)


def _clock(row: OfficeHours) -> str:
    since = words.day(row.valid_from)
    return f"{row.opens:%H.%M}–{row.closes:%H.%M}, {since}"


def _query(whose: Organization | None) -> str:
    return urlencode({"instansi": whose.code if whose else "nasional"})
