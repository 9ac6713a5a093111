"""Leave and departure: who stands in for whom, and the open work that somebody leaves behind."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints.services import handing_over
from kentongan.console import changing, scope
from kentongan.console.access import AdminRequest, administers
from kentongan.console.changing import Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.leaving import EndStandInForm, HandOverForm, StandInForm
from kentongan.organizations import standing_in
from kentongan.organizations.models import Membership, StandIn
from kentongan.organizations.permissions import may_give
from kentongan.organizations.roles import Role

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@administers("people")
def stand_in(request: AdminRequest, pk: int) -> HttpResponse:
    """Let a colleague wear this hat for some days."""
    held = scope.membership(pk, request.actor)
    people = User.objects.filter(
        pk__in=Membership.objects.valid_on(clock.today())
        .filter(organization__institution=held.organization.institution_id)
        .values("user")
    ).exclude(pk=held.user_id)
    form = StandInForm(request.POST or None, people=list(people.order_by("full_name")))

    def act(valid: ConsoleForm) -> None:
        given = valid.cleaned_data
        standing_in.stand_in(
            held,
            deputy=form.known[given["deputy"]],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            decree_number=given["decree_number"],
            by=request.actor,
        )

    task = Task(
        section="people",
        heading=_("Let somebody stand in"),
        action=_("Let this person stand in"),
        lead=_("The deputy acts in this role on those days. Each step says on whose behalf."),
        back_url=reverse("console:member", args=[pk]),
        subject=f"membership:{pk}",
        context={"of": _of(held)},
        act=act,
        done=_("The deputy is appointed."),
        allowed=standing_in.may_appoint(request.actor, held),
    )
    return changing.run(request, form, task)


@FORM
@administers("people")
def end_stand_in(request: AdminRequest, pk: int, stand_in: int) -> HttpResponse:
    """The holder is back."""
    held = scope.membership(pk, request.actor)
    found = StandIn.objects.select_related("deputy").filter(pk=stand_in, membership=held).first()
    if found is None:
        raise Http404
    task = Task(
        section="people",
        heading=_("End the standing in of %(name)s") % {"name": found.deputy.full_name},
        action=_("End it"),
        back_url=reverse("console:member", args=[pk]),
        subject=f"membership:{pk}",
        context={"of": _of(held)},
        act=lambda form: standing_in.end_stand_in(found, by=request.actor),
        done=_("The standing in has ended."),
        allowed=standing_in.may_appoint(request.actor, held),
    )
    return changing.run(request, EndStandInForm(request.POST or None), task)


@FORM
@administers("people")
def work(request: AdminRequest, pk: int) -> HttpResponse:
    """What this person has in hand, and the form that moves all of it."""
    held = scope.membership(pk, request.actor)
    colleagues = (
        Membership.objects.valid_on(clock.today())
        .filter(organization=held.organization)
        .exclude(user=held.user)
        .select_related("user", "organization")
    )
    form = HandOverForm(request.POST or None, people=list(colleagues))
    found = handing_over.open_work_of(held)

    def act(valid: ConsoleForm) -> None:
        given = valid.cleaned_data
        handing_over.hand_over_work(
            held, to=form.known[given["to"]], reason=given["reason"], by=request.actor
        )

    task = Task(
        section="people",
        heading=_("Open work"),
        action=_("Hand over all of it"),
        lead=_(
            "All of it goes to one colleague. The history of each report says so, with the reason."
        ),
        back_url=reverse("console:member", args=[pk]),
        context={"of": _of(held), "work": found},
        act=act,
        done=_("The open work was handed over."),
        template="console/work.html",
        allowed=may_give(request.actor, role=Role(held.role), organization=held.organization),
    )
    return changing.run(request, form, task)


def _of(held: Membership) -> str:
    return f"{held.user.full_name}, {held.get_role_display()}, {held.organization.name}"
