"""Record what did not come through the web: one form, one receipt (SOP: electronically and manually)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk import intake, kept
from kentongan.desk.forms import scans
from kentongan.desk.forms.record import RECORDERS, STACK, RecordForm
from kentongan.officers.access import OfficerRequest, frame, officer_required
from kentongan.officers.pages import page, part
from kentongan.organizations import places
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """The form; when the sign-in has run out, what was typed waits until it is renewed."""
    if request.method == "POST" and not request.user.is_authenticated:
        kept.keep(request, RecordForm.base_fields | {"files_kept": None, "next": None})
    return _record(request)


@officer_required
def _record(request: OfficerRequest) -> HttpResponse:
    """Take in a complaint for its reporter; the answer of the POST is the receipt with the PIN."""
    _check(request.actor)
    if request.method != "POST":
        return _form_page(request, _fresh(request))
    form = RecordForm(request.POST, request.FILES)
    if "check" in request.POST:
        hints = intake.hints(request.POST.dict(), actor=request.actor)
        scans.hold(form)
        form.errors.clear()
        return _form_page(request, form, hints=hints)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    submission = form.submission(institution=institution_of(request.actor))
    try:
        receipt = services.submit(submission, by=request.actor)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, status=422)
    # Not a redirect: the PIN stands on this answer only. Sending the form again gives
    # the same receipt, for its key is the same.
    context: dict[str, Any] = {"receipt": receipt, "told_by": _told_by(form)}
    if "next" in request.POST and "finish" not in request.POST:
        return _form_page(request, _next(request.POST), **context)
    return page(request, "desk/recorded.html", context)


@require_POST
@officer_required
def check(request: OfficerRequest) -> HttpResponse:
    """While it is being typed: what may be the same, and who came before."""
    _check(request.actor)
    hints = intake.hints(request.POST.dict(), actor=request.actor)
    return part(request, "desk/_intake_hints.html", {"hints": hints})


@require_safe
@officer_required
def entered(request: OfficerRequest) -> HttpResponse:
    """The list of what this officer entered on a day, for the file that the letters go into."""
    _check(request.actor)
    try:
        day = date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        day = clock.today()
    channel = request.GET.get("lewat", "")
    found = intake.entered(request.actor, day=day, channel=channel, most=intake.LONGEST)
    context = {"entered": found, "channel": channel, "channels": Channel.choices}
    return render(request, "desk/prints/entered.html", frame(request) | context)


def _check(actor: Actor) -> None:
    if actor.role not in RECORDERS:
        raise PermissionDenied


def _form_page(
    request: OfficerRequest, form: RecordForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    if form.is_bound:
        scans.hold(form)
    context = {
        "form": form,
        "place_names": sorted(str(one) for one in places.all_places().values()),
        "entered": intake.entered(request.actor, day=clock.today()),
        "is_stack": "next" in request.POST,
    }
    return page(request, "desk/record.html", context | more, status=status)


def _fresh(request: OfficerRequest) -> RecordForm:
    """An empty form, or what waited while the sign-in had run out."""
    typed = kept.take(request.session)
    if typed is None:
        return RecordForm()
    form = RecordForm(initial={name: typed.get(name, "") for name in RecordForm.base_fields})
    scans.show(form, typed.getlist("files_kept"))
    return form


def _next(typed: QueryDict) -> RecordForm:
    """The next of a stack: same source, place and days."""
    return RecordForm(initial={name: typed[name] for name in STACK if typed.get(name)})


def _told_by(form: RecordForm) -> list[str]:
    """Where the receipt goes by itself."""
    given = form.cleaned_data
    if not given["may_contact"] or given["preferred_way"] in ("visit", "post"):
        return []
    ways = {"sms": given["phone"], "email": given["email"]}
    return [way for way, there in ways.items() if there and given["preferred_way"] in ("", way)]


def institution_of(actor: Actor) -> Organization | None:
    """The clerk's own government; the national desk finds out first who is responsible."""
    if actor.role == Role.NATIONAL_ADMIN or actor.institution_id is None:
        return None
    return Organization.objects.get(pk=actor.institution_id)
