"""Subjects: the tree of LAPOR!, kept by the national desk, read by the others."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.complaints.models import Category
from kentongan.complaints.services import categories as services
from kentongan.console import changing
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.categories import (
    AddCategoryForm,
    CategoryForm,
    ParentForm,
    SureForm,
)

FORM = require_http_methods(["GET", "HEAD", "POST"])
FACTS = ("name_id", "name_en", "classification", "is_sensitive")


@require_safe
@administers("categories")
def categories(request: AdminRequest) -> HttpResponse:
    """The whole tree: two levels, some hundred rows, one statement."""
    rows = list(Category.objects.order_by("position", "pk"))
    below = [one for one in rows if one.parent_id]
    context = {
        "tree": [
            (top, [one for one in below if one.parent_id == top.pk])
            for top in rows
            if not top.parent_id
        ],
        "may_edit": services.may_edit(request.actor),
    }
    return page(request, "console/categories.html", context, section="categories")


@FORM
@administers("categories")
def add(request: AdminRequest) -> HttpResponse:
    """Add a subject."""
    form = AddCategoryForm(
        request.POST or None,
        parents=_tops(),
        initial={"parent": request.GET.get("induk", ""), "classification": "ordinary"},
    )

    def act(valid: AddCategoryForm) -> None:
        facts = {name: valid.cleaned_data[name] for name in (*FACTS, "code")}
        services.add(parent=valid.above, by=request.actor, **facts)

    task = Task(
        section="categories",
        heading=_("Add a subject"),
        action=_("Add the subject"),
        back_url=reverse("console:categories"),
        act=act,  # type: ignore[arg-type]
        done=_("The subject was added."),
        allowed=services.may_edit(request.actor),
    )
    return changing.run(request, form, task)


@FORM
@administers("categories")
def change(request: AdminRequest, code: str) -> HttpResponse:
    """Other names, another class or flag. The code stays."""
    found = _find(code)
    form = CategoryForm(
        request.POST or None, initial={name: getattr(found, name) for name in FACTS}
    )

    def act(valid: ConsoleForm) -> None:
        facts = {name: valid.cleaned_data[name] for name in FACTS}
        services.change(found, by=request.actor, **facts)

    lead = _("Reports that already have this subject keep their class and their secrecy.")
    task = _task(request, found, _("Change the subject"), _("Save"), act=act, lead=lead)
    return changing.run(request, form, task)


@FORM
@administers("categories")
def move(request: AdminRequest, code: str) -> HttpResponse:
    """Put a subject under another one."""
    found = _find(code)
    above = found.parent.code if found.parent else ""
    tops = [one for one in _tops() if one.pk != found.pk]
    form = ParentForm(request.POST or None, parents=tops, initial={"parent": above})

    def act(valid: ParentForm) -> None:
        services.move(found, under=valid.above, by=request.actor)

    task = _task(request, found, _("Move the subject"), _("Move"), act=act)
    return changing.run(request, form, task)


@FORM
@administers("categories")
def retire(request: AdminRequest, code: str) -> HttpResponse:
    """Offer a subject no longer, or again."""
    found = _find(code)
    verb = services.retire if found.is_active else services.restore
    heading = _("Retire the subject") if found.is_active else _("Use the subject again")
    lead = _("Nobody can choose it any more. Reports that have it keep it; it can be used again.")
    task = _task(
        request,
        found,
        heading,
        heading,
        act=lambda form: verb(found, by=request.actor),
        lead=lead if found.is_active else "",
        danger=found.is_active,
    )
    return changing.run(request, SureForm(request.POST or None), task)


def _task(
    request: AdminRequest, found: Category, heading: str, action: str, **facts: object
) -> Task:
    return Task(
        section="categories",
        heading=heading,
        action=action,
        back_url=reverse("console:categories"),
        subject=f"category:{found.code}",
        context={"of": f"{found} ({found.code})"},
        allowed=services.may_edit(request.actor),
        **facts,  # type: ignore[arg-type]
    )


def _find(code: str) -> Category:
    found = Category.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _tops() -> list[Category]:
    return list(Category.objects.filter(parent=None, is_active=True).order_by("position"))
