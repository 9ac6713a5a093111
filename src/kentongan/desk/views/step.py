"""Take a step: one view for all of them. A refusal keeps what was typed and says why."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.common import clock, ids, words
from kentongan.complaints.models import Complaint, Disposition
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk import casefile, paging, panels
from kentongan.desk.answers import done, moved_on, show
from kentongan.desk.choices import Choices
from kentongan.desk.drafts import draft_answer
from kentongan.desk.forms.base import StepForm
from kentongan.desk.steps import STEPS
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def step(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """GET: the form of one step. POST: take it."""
    if action not in STEPS:
        raise Http404
    if request.method != "POST":
        return _form_page(request, casefile.find(number, request.actor), action)
    try:
        found = casefile.find(number, request.actor)
    except Http404:
        if _was_here(request, number):
            return moved_on(request)
        raise
    return _take(request, found, action)


def _form_page(request: OfficerRequest, found: Complaint, action: str) -> HttpResponse:
    panel = panels.panel_for(found, request.actor, action)
    if panel is None:
        return show(request, casefile.casefile(found, request.actor))
    if panel.form is not None:
        panel.form.fill_from(request.GET)
    context = {"panel": panel, "complaint": found, "view_code": request.GET.get("lihat", "")}
    if request.htmx:
        return part(request, "desk/_step_form.html", context | {"in_pane": "panel" in request.GET})
    return page(request, "desk/step.html", context)


def _take(request: OfficerRequest, found: Complaint, action: str) -> HttpResponse:
    made, key = STEPS[action], paging.key_of(found)
    form = made.form(
        request.POST,
        request.FILES,
        action=action,
        complaint=found,
        choices=Choices(found, request.actor),
    )
    seen, status = _seen(request), 422
    if form.is_valid():
        try:
            made.take(form, seen=seen)
        except Missing as missing:
            form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        except MoveRefused as refusal:
            status = 409
            form.add_error(None, str(refusal))
            if isinstance(refusal, Changed) and not _sees(request, found):
                return moved_on(request)
        else:
            text = _("%(number)s: %(step)s. Done at %(time)s.")
            facts = {"number": found.shown_number, "step": ACTION_LABELS[action]}
            facts["time"] = words.at(clock.now())
            return done(request, found, text % facts, key=key)
    elif form.has_error("__all__", "changed"):
        status = 409
    return _again(request, found, form, seen=seen, status=status)


def _again(
    request: OfficerRequest, found: Complaint, form: StepForm, *, seen: int | None, status: int
) -> HttpResponse:
    """The page as it is by now, with what was typed."""
    current = casefile.find(found.number, request.actor)
    if current.version != form.complaint.version:
        form.complaint = current
    if status == 409:
        # The officer sees now what others did: the next press is decided on that.
        form.show_anew("seen", current.version)
    case = casefile.casefile(current, request.actor, given=form, seen=seen)
    return show(request, case, status=status)


def _seen(request: OfficerRequest) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() else None


def _sees(request: OfficerRequest, found: Complaint) -> bool:
    return Complaint.objects.visible_to(request.actor).filter(pk=found.pk).exists()


def _was_here(request: OfficerRequest, number: str) -> bool:
    """The actor's office had it until a moment ago: that much may be said, and no more."""
    if not request.actor.is_of_unit:
        return False
    return Disposition.objects.filter(
        complaint__number=ids.read_number(number) or "",
        unit__path__startswith=request.actor.path,
        ended_at__isnull=False,
    ).exists()


@require_POST
@officer_required
def draft(request: OfficerRequest, number: str) -> HttpResponse:
    """Keep a draft for the colleagues of the unit; from the script (JSON) or from the button."""
    found = casefile.find(number, request.actor)
    return draft_answer(request, found)
