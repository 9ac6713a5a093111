"""Holidays by year: list, add, withdraw, import a list; what follows is left to the worker."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import clock, words
from kentongan.complaints import recounts
from kentongan.complaints.models import Recount
from kentongan.complaints.services import limits
from kentongan.console import changing, scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Asked, Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.holidays import HolidayForm, ImportForm, WithdrawForm
from kentongan.deadlines import holidays_csv
from kentongan.deadlines.models import Holiday
from kentongan.deadlines.permissions import may_edit
from kentongan.organizations.models import Organization

FORM = require_http_methods(["GET", "HEAD", "POST"])
FIRST_YEAR = 1945


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list."""

    holiday: Holiday
    may_withdraw: bool


@require_safe
@administers("holidays")
def holidays(request: AdminRequest) -> HttpResponse:
    """One year: national days, and those of one institution."""
    actor, today = request.actor, clock.today()
    year = _year(request, today)
    whose = scope.institution(request, actor)
    rows = scope.holidays(actor).filter(day__year=year, institution=None)
    if whose:
        rows = rows | scope.holidays(actor).filter(day__year=year, institution=whose)
    shown = [
        Shown(one, may_edit(actor, institution_id=one.institution_id))
        for one in rows.select_related("institution").order_by("day", "pk")
    ]
    may = may_edit(actor, institution_id=whose.pk if whose else None)
    concerned = Q(institution=None) | Q(institution=whose.pk if whose else None)
    waiting = Recount.objects.filter(concerned, finished_at=None).order_by("pk")
    context = {
        "year": year,
        "whose": whose,
        "rows": shown,
        "may_edit": may,
        "query": _query(whose, year),
        "tabs": _tabs(whose, year),
        "waiting": list(waiting[:5]),
        "today": today,
    }
    return page(request, "console/holidays.html", context, section="holidays")


@FORM
@administers("holidays")
def add(request: AdminRequest) -> HttpResponse:
    """Enter one day."""
    whose = scope.institution(request, request.actor)
    owner = whose.pk if whose else None
    form = HolidayForm(request.POST or None, is_national=whose is None)

    def act(valid: ConsoleForm) -> None:
        facts = {name: valid.cleaned_data[name] for name in ("day", "name", "kind")}
        limits.add_holiday(institution_id=owner, by=request.actor, **facts)

    def ask(valid: ConsoleForm) -> Asked:
        day = valid.cleaned_data["day"]
        facts = ((_("Holiday"), f"{valid.cleaned_data['name']}, {words.long_day(day)}"),)
        return Asked(_touched([day], owner, adds=True), (*facts, (_("For"), _name(whose))))

    task = Task(
        section="holidays",
        heading=_("Add a holiday"),
        lead=_("It holds for: %(whose)s.") % {"whose": _name(whose)},
        action=_("Add the holiday"),
        back_url=_back(whose, request),
        act=act,
        ask=ask,
        done=_("The holiday stands. Limits of open reports are being counted anew."),
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


@FORM
@administers("holidays")
def withdraw(request: AdminRequest, pk: int) -> HttpResponse:
    """Take a day back."""
    found = scope.holidays(request.actor).select_related("institution").filter(pk=pk).first()
    if found is None:
        raise Http404
    holiday: Holiday = found

    def act(valid: ConsoleForm) -> None:
        limits.withdraw_holiday(holiday, reason=valid.cleaned_data["reason"], by=request.actor)

    def ask(valid: ConsoleForm) -> Asked:
        return Asked(_touched([holiday.day], holiday.institution_id, adds=False))

    task = Task(
        section="holidays",
        heading=_("Withdraw a holiday"),
        lead=_("Offices work on that day then; the row stays in the record."),
        action=_("Withdraw the holiday"),
        back_url=_back(holiday.institution, request, year=holiday.day.year),
        act=act,
        ask=ask,
        danger=True,
        subject=f"holiday:{holiday.pk}",
        context={"of": f"{holiday.name}, {words.long_day(holiday.day)}"},
        done=_("The holiday is withdrawn. Limits of open reports are being counted anew."),
        allowed=may_edit(request.actor, institution_id=holiday.institution_id),
    )
    return changing.run(request, WithdrawForm(request.POST or None), task)


@FORM
@administers("holidays")
def load(request: AdminRequest) -> HttpResponse:
    """Import a list: rehearsed first, with every fault by its line; then all of it or nothing."""
    whose = scope.institution(request, request.actor)
    owner = whose.pk if whose else None
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: tuple[holidays_csv.Fault, ...] = ()
    if form.is_bound and form.is_valid():
        report, _days = holidays_csv.rehearse(form.data_given, institution_id=owner)
        faults = report.faults
        if faults:
            form.add_error(None, _faulty(len(faults)))

    def act(valid: ImportForm) -> None:
        limits.import_holidays(valid.data_given, institution_id=owner, by=request.actor)

    def ask(valid: ImportForm) -> Asked:
        report, days = holidays_csv.rehearse(valid.data_given, institution_id=owner)
        facts = (
            (_("New"), words.whole(report.added)),
            (_("With another name or kind"), words.whole(report.changed)),
            (_("As they stand already"), words.whole(report.unchanged)),
            (_("For"), _name(whose)),
        )
        return Asked(_touched(days, owner, adds=True), facts)

    task = Task(
        section="holidays",
        heading=_("Import a list of holidays"),
        lead=_("It holds for: %(whose)s.") % {"whose": _name(whose)},
        action=_("Enter the list"),
        back_url=_back(whose, request),
        act=act,  # type: ignore[arg-type]
        ask=ask,  # type: ignore[arg-type]
        done=_("The list stands. Limits of open reports are being counted anew."),
        context={"faults": faults, "is_upload": True},
        template="console/import.html",
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


def _touched(days: list[date], owner: int | None, *, adds: bool) -> str:
    """How many open reports feel it, and what becomes of them."""
    count = recounts.touched(days, institution_id=owner)
    text = ngettext(
        "At most %(count)s open report is counted anew.",
        "At most %(count)s open reports are counted anew.",
        count,
    ) % {"count": words.whole(count) + ("+" if count >= recounts.MOST else "")}
    later = _("No date becomes earlier. Old and new date stay in the history of each report.")
    sooner = _("Dates may become earlier. Old and new date stay in the history of each report.")
    closed = _("Closed reports stay as they are.")
    return f"{text} {later if adds else sooner} {closed}"


def _faulty(count: int) -> str:
    text = ngettext(
        "%(count)d line is wrong; nothing was entered. Mend it and check again.",
        "%(count)d lines are wrong; nothing was entered. Mend them and check again.",
        count,
    )
    return text % {"count": count}


def _name(whose: Organization | None) -> str:
    return whose.name if whose else _("the whole nation")


def _year(request: AdminRequest, today: date) -> int:
    given = request.GET.get("tahun", "")
    if given.isdecimal() and len(given) == 4 and FIRST_YEAR <= int(given) <= 2200:
        return int(given)
    return today.year


def _query(whose: Organization | None, year: int) -> str:
    return urlencode({"instansi": whose.code if whose else "nasional", "tahun": year})


def _back(whose: Organization | None, request: AdminRequest, *, year: int | None = None) -> str:
    shown = year or _year(request, clock.today())
    return f"{reverse('console:holidays')}?{_query(whose, shown)}"


def _tabs(whose: Organization | None, year: int) -> list[dict[str, Any]]:
    address = reverse("console:holidays")
    return [
        {
            "url": f"{address}?{_query(whose, one)}",
            "label": str(one),
            "count": None,
            "current": one == year,
        }
        for one in range(year - 1, year + 3)
    ]
