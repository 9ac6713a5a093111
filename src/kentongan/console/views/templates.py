"""Texts kept ready for answers and other steps: each office keeps its own."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import clock
from kentongan.complaints.models import AnswerTemplate, Category
from kentongan.complaints.services import answer_templates as services
from kentongan.console import changing
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Task
from kentongan.console.forms.categories import SureForm
from kentongan.console.forms.templates import TemplateForm
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@administers("templates")
def templates(request: AdminRequest) -> HttpResponse:
    """The texts of the own office by step: one statement."""
    rows = services.of(request.actor)
    groups = [
        (label, [one for one in rows if one.step == step])
        for step, label in AnswerTemplate.Step.choices
    ]
    context = {"groups": [one for one in groups if one[1]]}
    return page(request, "console/templates.html", context, section="templates")


@FORM
@administers("templates")
def add(request: AdminRequest) -> HttpResponse:
    """Keep a new text ready."""
    form = _form(request, initial={"step": request.GET.get("langkah", "answer")})
    task = Task(
        section="templates",
        heading=_("Keep a text ready"),
        action=_("Save"),
        back_url=reverse("console:templates"),
        act=lambda valid: services.add(valid.content, by=request.actor),  # type: ignore[attr-defined]
        lead=_("It is offered in the form of the step; what an officer typed is never replaced."),
    )
    return changing.run(request, form, task)


@FORM
@administers("templates")
def change(request: AdminRequest, pk: int) -> HttpResponse:
    """Another version of a text."""
    found = _find(request, pk)
    facts = {name: getattr(found, name) for name in ("step", "title", "text")}
    facts |= {"category": str(found.category_id or ""), "unit": str(found.unit_id or "")}
    form = _form(request, initial=facts)
    task = Task(
        section="templates",
        heading=_("Change the text"),
        action=_("Save as version %(n)s") % {"n": found.version + 1},
        back_url=reverse("console:templates"),
        act=lambda valid: services.change(found, valid.content, by=request.actor),  # type: ignore[attr-defined]
        lead=_("Answers that were written with it stay as they are."),
        subject=f"answer_template:{found.pk}",
        context={"of": found.title},
    )
    return changing.run(request, form, task)


@FORM
@administers("templates")
def use(request: AdminRequest, pk: int) -> HttpResponse:
    """Offer a text no longer, or again."""
    found = _find(request, pk)
    heading = _("Offer it no longer") if found.is_active else _("Offer it again")
    task = Task(
        section="templates",
        heading=heading,
        action=heading,
        back_url=reverse("console:templates"),
        act=lambda form: services.set_active(found, not found.is_active, by=request.actor),
        subject=f"answer_template:{found.pk}",
        context={"of": found.title},
        danger=found.is_active,
    )
    return changing.run(request, SureForm(request.POST or None), task)


def _find(request: AdminRequest, pk: int) -> AnswerTemplate:
    found = services.of(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form(request: AdminRequest, *, initial: dict[str, str]) -> TemplateForm:
    subjects = list(Category.objects.filter(is_active=True).order_by("position"))
    units = _units(request.actor)
    return TemplateForm(request.POST or None, subjects=subjects, units=units, initial=initial)


def _units(by: Actor) -> list[Organization]:
    rows = Organization.objects.valid_on(clock.today())
    if by.is_of_unit:
        return list(rows.filter(pk=by.organization_id or 0))
    if by.role != Role.INSTITUTION_ADMIN:
        return []
    own = rows.filter(institution=by.institution_id, level=Organization.Level.UNIT)
    return list(own.filter(is_external=False).order_by("name"))
