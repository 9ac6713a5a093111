"""The first page: what this administrator keeps, and what should be looked at."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentongan.common import clock, words
from kentongan.complaints.models import Category
from kentongan.console import scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.warnings import warnings_for
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import ADMIN_ROLES, Role

MOST = 10_000


@require_safe
@administers("start")
def start(request: AdminRequest) -> HttpResponse:
    """Counts and warnings."""
    actor = request.actor
    context = {
        "tiles": _tiles(actor) if actor.role in ADMIN_ROLES else [],
        "warnings": warnings_for(actor),
        "may_read_audit": actor.role in (Role.OPERATOR, Role.AUDITOR),
        "is_admin": actor.role in ADMIN_ROLES,
    }
    return page(request, "console/start.html", context, section="start")


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    today = clock.today()
    offices = Organization.objects.visible_to(actor).valid_on(today)
    roles = Membership.objects.visible_to(actor).valid_on(today)
    days = scope.holidays(actor).filter(day__year=today.year)
    counted = (
        (_("Offices"), offices, "offices"),
        (_("Roles held today"), roles, "people"),
        (_("Subjects in use"), Category.objects.filter(is_active=True), "categories"),
        (_("Holidays this year"), days, "holidays"),
        (_("Limits in force"), scope.rules(actor).filter(valid_from__lte=today).exclude(
            valid_to__lt=today), "rules"),
    )  # fmt: skip
    return [
        {
            "label": label,
            "value": words.whole(rows.order_by()[:MOST].count()),
            "note": _("Open the list"),
            "url": reverse(f"console:{name}"),
        }
        for label, rows, name in counted
    ]
