"""Who used up the time: a report over many complaints, for the screen and for paper."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kentongan.common import clock
from kentongan.complaints.choices import Kind
from kentongan.complaints.spending import figures
from kentongan.complaints.spending.figures import Wanted
from kentongan.officers.access import OfficerRequest, frame, officer_required
from kentongan.organizations import directory
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role


@require_safe
@officer_required
def spent(request: OfficerRequest) -> HttpResponse:
    """By months, kind and, for the national desk, institution."""
    actor = request.actor
    if not actor.reads_forecast:
        raise PermissionDenied
    today = clock.today()
    bodies = list(directory.institutions(today)) if actor.role == Role.NATIONAL_ADMIN else []
    chosen = {one.code: one for one in bodies}.get(request.GET.get("instansi", ""))
    kind = request.GET.get("jenis", "")
    first = today.replace(day=1)
    begin, end = (
        month(request.GET.get("dari", ""), first),
        month(request.GET.get("sampai", ""), first),
    )
    wanted = Wanted(
        begin=min(begin, end),
        end=max(begin, end),
        institution_id=chosen.pk if chosen else None,
        kind=kind if kind in Kind.values else "",
    )
    context: dict[str, Any] = frame(request) | {
        "spent": figures.spent(actor, wanted),
        "wanted": wanted,
        "institutions": bodies,
        "chosen": chosen,
        "body": chosen or _own(actor.institution_id),
        "kinds": Kind.choices,
        "kind_label": Kind(wanted.kind).label if wanted.kind else "",
        "counted_until": figures.counted_until(),
        "today": today,
    }
    return render(request, "desk/prints/spent.html", context)


def month(text: str, otherwise: date) -> date:
    """The first day of `2026-11`, as the browser sends a month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise


def _own(institution_id: int | None) -> Organization | None:
    return Organization.objects.filter(pk=institution_id or 0).first()
