"""Offices: the tree, one office, and every change of it."""

from collections import defaultdict

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.audit.models import Entry
from kentongan.common import clock, words
from kentongan.complaints import services as complaints
from kentongan.complaints.services.offices import open_work
from kentongan.console import changing, paging, scope
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.changing import Asked, Task
from kentongan.console.entries import action_words
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.offices import (
    ContactForm,
    EndForm,
    FoundForm,
    MoveForm,
    RenameForm,
)
from kentongan.organizations import services
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.permissions import may_change, roles_for

Level = Organization.Level
FORM = require_http_methods(["GET", "HEAD", "POST"])
SUBUNITS = 500


@require_safe
@administers("offices")
def offices(request: AdminRequest) -> HttpResponse:
    """Offices of the actor's scope: the tree, a search, or one of the views."""
    actor, today = request.actor, clock.today()
    query, view = request.GET.get("q", "").strip()[:80], request.GET.get("lihat", "")
    rows, top = Organization.objects.visible_to(actor), scope.root(actor)
    if query:
        words_in = Q(name__icontains=query) | Q(short_name__icontains=query) | Q(code=query)
        rows = rows.filter(words_in)
    elif view == "berakhir":
        rows = rows.filter(valid_to__lt=today)
    elif view == "luar":
        rows = rows.valid_on(today).filter(is_external=True)
    elif view == "tanpa-penghubung":
        rows = scope.without_liaison(actor, today)
    else:
        view, rows = "", rows.valid_on(today).filter(parent=top, is_external=False)
    found = paging.by(rows.select_related("parent", "successor"), column="name", request=request)
    below: dict[int | None, list[Organization]] = defaultdict(list)
    if not query and not view:
        parents = [one.pk for one in found.rows]
        for one in Organization.objects.valid_on(today).filter(parent__in=parents)[:SUBUNITS]:
            below[one.parent_id].append(one)
    context = {
        "query": query,
        "view": view,
        "top": top,
        "rows": [(one, below[one.pk]) for one in found.rows],
        "more_url": found.more_url,
        "tabs": _tabs(view if not query else None, is_national=top.level == Level.NATIONAL),
        "may_found": _may_found(request, top),
        "today": today,
    }
    return page(request, "console/offices.html", context, section="offices")


@require_safe
@administers("offices")
def office(request: AdminRequest, code: str) -> HttpResponse:
    """One office: facts, what lies below, who holds roles, what was changed."""
    actor, today = request.actor, clock.today()
    found = scope.office(code, actor)
    people = Membership.objects.visible_to(actor).filter(organization=found)
    history = Entry.objects.filter(subject=f"organization:{found.code}").order_by("-sequence")
    is_ended = found.valid_to is not None and found.valid_to < today
    below = Organization.objects.filter(parent=found, is_external=False).order_by("name")
    context = {
        "place": found,
        "chain": scope.chain(found),
        "below": paging.by(below.valid_on(today), column="name", request=request),
        "people": people.valid_on(today).select_related("user").order_by("user__full_name")[:100],
        "open_count": open_work(found)[:10_000].count(),
        "history": [(one, action_words(one.action)) for one in history[:20]],
        "is_ended": is_ended,
        "may_change": not is_ended
        and may_change(actor, level=found.level, institution_id=found.institution_id),
        "may_found": not is_ended and _may_found(request, found),
        "may_appoint": not is_ended and bool(roles_for(actor, organization=found)),
        "is_movable": found.level in (Level.UNIT, Level.SUBUNIT),
        "is_national": found.level == Level.NATIONAL,
    }
    return page(request, "console/office.html", context, section="offices")


@FORM
@administers("offices")
def found(request: AdminRequest) -> HttpResponse:
    """Found an office under another one."""
    code = request.GET.get("induk", "")
    parent = scope.office(code, request.actor) if code else scope.root(request.actor)
    form = FoundForm(request.POST or None, parent=parent)

    def act(valid: FoundForm) -> None:
        given = {name: valid.cleaned_data[name] for name in FoundForm.field_order}
        services.create(parent=parent, by=request.actor, **given)

    task = Task(
        section="offices",
        heading=_("Add an office"),
        lead=_("It comes under %(office)s.") % {"office": parent.name},
        action=_("Add the office"),
        back_url=_url(parent),
        act=act,  # type: ignore[arg-type]
        done=_("The office was added."),
        allowed=_may_found(request, parent),
    )
    return changing.run(request, form, task)


@FORM
@administers("offices")
def rename(request: AdminRequest, code: str) -> HttpResponse:
    """Another name for the same office."""
    office = scope.office(code, request.actor)
    initial = {"name": office.name, "short_name": office.short_name}

    def act(form: ConsoleForm) -> None:
        names = {name: form.cleaned_data[name] for name in initial}
        services.rename(office, by=request.actor, **names)

    task = _task(request, office, _("Rename the office"), _("Save the name"), act=act)
    return changing.run(request, RenameForm(request.POST or None, initial=initial), task)


@FORM
@administers("offices")
def describe(request: AdminRequest, code: str) -> HttpResponse:
    """Who is responsible, and how to reach the office."""
    office = scope.office(code, request.actor)
    initial = {name: getattr(office, name) for name in ("responsible", "address", "phone", "email")}

    def act(form: ConsoleForm) -> None:
        facts = {name: form.cleaned_data[name] for name in initial}
        services.describe(office, by=request.actor, **facts)

    lead = _("What stands here is published.")
    task = _task(
        request, office, _("Contact of the office"), _("Save the contact"), act=act, lead=lead
    )
    return changing.run(request, ContactForm(request.POST or None, initial=initial), task)


@FORM
@administers("offices")
def move(request: AdminRequest, code: str) -> HttpResponse:
    """Put an office under another one of the same institution."""
    office = scope.office(code, request.actor)
    others = [one for one in _siblings(office) if one.valid_to is None]
    form = MoveForm(request.POST or None, offices=others)

    def act(valid: MoveForm) -> None:
        services.move(office, under=valid.parent, by=request.actor)

    lead = _("All that lies below it goes along. Reports stay with the office.")
    task = _task(request, office, _("Move the office"), _("Move"), act=act, lead=lead)
    return changing.run(request, form, task)


@FORM
@administers("offices")
def end(request: AdminRequest, code: str) -> HttpResponse:
    """End an office; a successor inherits its open reports and what lies below."""
    office = scope.office(code, request.actor)
    form = EndForm(request.POST or None, offices=_siblings(office))
    count = open_work(office)[:10_000].count()

    def act(valid: EndForm) -> None:
        day = valid.cleaned_data["last_day"]
        complaints.end_office(office, last_day=day, successor=valid.heir, by=request.actor)

    def ask(valid: EndForm) -> Asked:
        heir, day = valid.heir, words.long_day(valid.cleaned_data["last_day"])
        text = _("The office ends after %(day)s, and so do all roles in it. This cannot be undone.")
        taken = heir.name if heir else _("Nobody: it is refused while reports are open.")
        facts = ((_("Open reports"), words.whole(count)), (_("Taken over by"), taken))
        return Asked(text % {"day": day}, facts)

    lead = ngettext("%(count)s report is open here.", "%(count)s reports are open here.", count)
    task = _task(
        request,
        office,
        _("End the office"),
        _("End the office"),
        act=act,
        lead=lead % {"count": words.whole(count)},
        ask=ask,
        danger=True,
    )
    return changing.run(request, form, task)


def _task(
    request: AdminRequest, office: Organization, heading: str, action: str, **facts: object
) -> Task:
    return Task(
        section="offices",
        heading=heading,
        action=action,
        back_url=_url(office),
        subject=f"organization:{office.code}",
        context={"of": office.name},
        allowed=may_change(request.actor, level=office.level, institution_id=office.institution_id),
        **facts,  # type: ignore[arg-type]
    )


def _siblings(office: Organization) -> list[Organization]:
    """Other offices of the same institution that exist today, by name."""
    if office.institution_id is None or office.level == Level.INSTITUTION:
        return []
    rows = Organization.objects.valid_on(clock.today()).filter(institution=office.institution_id)
    return list(rows.exclude(path__startswith=office.path).order_by("name"))


def _may_found(request: AdminRequest, parent: Organization) -> bool:
    if parent.is_external:
        return False
    level = {Level.NATIONAL: Level.INSTITUTION, Level.INSTITUTION: Level.UNIT}
    return may_change(
        request.actor,
        level=level.get(Level(parent.level), Level.SUBUNIT),
        institution_id=parent.institution_id,
    )


def _url(office: Organization) -> str:
    return reverse("console:office", args=[office.code])


def _tabs(current: str | None, *, is_national: bool) -> list[dict[str, object]]:
    named = [("", _("Offices")), ("tanpa-penghubung", _("Without liaison officer"))]
    if is_national:
        named.append(("luar", _("Outside bodies")))
    named.append(("berakhir", _("Ended")))
    address = reverse("console:offices")
    return [
        {
            "url": f"{address}?lihat={code}" if code else address,
            "label": label,
            "count": None,
            "current": code == current,
        }
        for code, label in named
    ]
