"""People and roles: who holds what until when; appoint, extend, end."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.accounts import invitations
from kentongan.audit.models import Entry
from kentongan.common import clock, words
from kentongan.complaints.services import handing_over
from kentongan.console import changing, paging, scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Asked, Task
from kentongan.console.entries import action_words
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.people import AppointForm, EndRoleForm, ExtendForm
from kentongan.organizations import appointments, standing_in
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.permissions import may_give, roles_for
from kentongan.organizations.roles import Role

FORM = require_http_methods(["GET", "HEAD", "POST"])
SOON = timedelta(days=30)
Level = Organization.Level


@require_safe
@administers("people")
def people(request: AdminRequest) -> HttpResponse:
    """Roles of the actor's scope, by the name of who holds them."""
    actor, today = request.actor, clock.today()
    query, view = request.GET.get("q", "").strip()[:80], request.GET.get("lihat", "")
    rows = Membership.objects.visible_to(actor)
    match view:
        case "segera":
            rows = rows.valid_on(today).filter(valid_to__lte=today + SOON)
        case "nanti":
            rows = rows.filter(valid_from__gt=today)
        case "berakhir":
            rows = rows.filter(valid_to__lt=today)
        case _anything:
            view, rows = "", rows.valid_on(today)
    if query:
        person = Q(user__full_name__icontains=query) | Q(user__email__icontains=query)
        rows = rows.filter(
            person | Q(organization__name__icontains=query) | Q(decree_number__icontains=query)
        )
    rows = rows.select_related("user", "organization")
    found = paging.by(rows, column="user__full_name", request=request)
    context = {
        "query": query,
        "view": view,
        "rows": found.rows,
        "more_url": found.more_url,
        "tabs": _tabs(view),
        "soon": today + SOON,
        "today": today,
    }
    return page(request, "console/people.html", context, section="people")


@require_safe
@administers("people")
def member(request: AdminRequest, pk: int) -> HttpResponse:
    """One role of one person."""
    held = scope.membership(pk, request.actor)
    today = clock.today()
    is_over = held.valid_to is not None and held.valid_to < today
    others = Membership.objects.visible_to(request.actor).filter(user=held.user).exclude(pk=pk)
    history = Entry.objects.filter(subject=f"membership:{pk}").order_by("-sequence")
    may = may_give(request.actor, role=Role(held.role), organization=held.organization)
    context = {
        "held": held,
        "others": others.select_related("organization").order_by("-valid_from")[:20],
        "history": [(one, action_words(one.action)) for one in history[:20]],
        "is_over": is_over,
        "may_stand_in": standing_in.may_appoint(request.actor, held) and not is_over,
        "stand_ins": held.stand_ins.filter(ended_at=None, valid_to__gte=today).select_related(
            "deputy"
        ),
        "open_work": handing_over.open_work_of(held).count,
        "may_end": may and not is_over,
        "may_extend": may and not is_over and held.valid_to is not None,
    }
    return page(request, "console/member.html", context, section="people")


@FORM
@administers("people")
def appoint(request: AdminRequest) -> HttpResponse:
    """Give a role to somebody, with or without an account."""
    code = request.GET.get("kantor", "")
    offered = [scope.office(code, request.actor)] if code else _offices(request.actor)
    roles = _roles(request.actor, offered)
    form = AppointForm(request.POST or None, offices=offered, roles=roles)
    back = reverse("console:office", args=[code]) if code else reverse("console:people")
    task = Task(
        section="people",
        heading=_("Appoint somebody"),
        action=_("Appoint"),
        back_url=back,
        act=lambda valid: _appoint(valid, request.actor),  # type: ignore[arg-type]
        done=_("The role was given."),
        allowed=bool(roles),
    )
    return changing.run(request, form, task)


@FORM
@administers("people")
def extend(request: AdminRequest, pk: int) -> HttpResponse:
    """Let a role go on."""
    held = scope.membership(pk, request.actor)

    def act(form: ConsoleForm) -> None:
        given = form.cleaned_data
        appointments.extend(
            held,
            last_day=given["last_day"],
            decree_number=given["decree_number"],
            by=request.actor,
        )

    form = ExtendForm(request.POST or None)
    task = _task(
        request, held, _("Extend the role"), _("Extend"), act=act, done=_("The role goes on.")
    )
    return changing.run(request, form, task)


@FORM
@administers("people")
def end(request: AdminRequest, pk: int) -> HttpResponse:
    """Let a role end."""
    held = scope.membership(pk, request.actor)
    form = EndRoleForm(request.POST or None, initial={"last_day": clock.today()})

    def act(valid: ConsoleForm) -> None:
        appointments.end(held, last_day=valid.cleaned_data["last_day"], by=request.actor)

    def ask(valid: ConsoleForm) -> Asked:
        text = _("%(name)s is %(role)s of %(office)s until %(day)s, and no longer.")
        facts = {
            "name": held.user.full_name,
            "role": held.get_role_display(),
            "office": held.organization.name,
            "day": words.long_day(valid.cleaned_data["last_day"]),
        }
        return Asked(text % facts)

    task = _task(
        request, held, _("End the role"), _("End the role"), act=act, ask=ask, danger=True,
        done=_("The role ends."),
    )  # fmt: skip
    return changing.run(request, form, task)


def _appoint(form: AppointForm, by: Actor) -> None:
    """In one transaction: a refused role leaves no account and sends no message."""
    given, office = form.cleaned_data, form.organization
    role = Role(given["role"])
    user = invitations.invite(
        given["email"],
        full_name=given["full_name"],
        office=office.name,
        role=str(role.label),
        by_label=by.label,
    )
    appointments.grant(
        user,
        role=role,
        organization=office,
        decree_number=given["decree_number"],
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
        by=by,
    )


def _offices(actor: Actor) -> list[Organization]:
    """Offices to choose from; other ones begin on their own page."""
    rows = Organization.objects.visible_to(actor).valid_on(clock.today()).filter(is_external=False)
    if actor.role != Role.INSTITUTION_ADMIN:
        rows = rows.filter(level__in=(Level.NATIONAL, Level.INSTITUTION))
    return list(rows.order_by("name"))


def _roles(actor: Actor, offered: list[Organization]) -> list[Role]:
    known = {role for one in offered for role in roles_for(actor, organization=one)}
    return [role for role in Role if role in known]


def _task(
    request: AdminRequest, held: Membership, heading: str, action: str, **facts: object
) -> Task:
    of = f"{held.user.full_name}, {held.get_role_display()}, {held.organization.name}"
    return Task(
        section="people",
        heading=heading,
        action=action,
        back_url=reverse("console:member", args=[held.pk]),
        subject=f"membership:{held.pk}",
        context={"of": of},
        allowed=may_give(request.actor, role=Role(held.role), organization=held.organization),
        **facts,  # type: ignore[arg-type]
    )


def _tabs(current: str) -> list[dict[str, object]]:
    named = (
        ("", _("Today")),
        ("segera", _("Ending within 30 days")),
        ("nanti", _("Later")),
        ("berakhir", _("Ended")),
    )
    address = reverse("console:people")
    return [
        {
            "url": f"{address}?lihat={code}" if code else address,
            "label": label,
            "count": None,
            "current": code == current,
        }
        for code, label in named
    ]
