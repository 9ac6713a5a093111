"""What helps to write an answer: a text that was kept ready, the check, the preview. None is sent."""

from datetime import date
from typing import cast

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.complaints import answer_templates, preview
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.answer_templates import EDITORS as KEEPERS
from kentongan.desk import casefile, panels
from kentongan.desk.answers import show
from kentongan.desk.choices import Choices
from kentongan.desk.forms.answer import PointsForm
from kentongan.desk.forms.base import StepForm
from kentongan.desk.steps import STEPS
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def fill(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """GET: the texts kept ready for a step. POST: its form again, with one behind what was typed."""
    found = casefile.find(number, request.actor)
    if action not in STEPS or action not in answer_templates.STEP_OF:
        raise Http404
    choices = Choices(found, request.actor)
    around = {
        "ready": choices.templates(action),
        "action": action,
        "complaint": found,
        "keeps_texts": request.actor.role in KEEPERS,
        "in_pane": "panel" in request.GET,
    }
    if request.method != "POST" and request.htmx:
        return part(request, "desk/_ready.html", around)
    form = _filled(request, action, found, choices)
    panel = panels.panel_for(found, request.actor, action, form=form)
    if panel is None:
        return show(request, casefile.casefile(found, request.actor))
    context = around | {"panel": panel, "view_code": request.POST.get("lihat", "")}
    if request.htmx:
        return part(request, "desk/_step_form.html", context)
    return page(request, "desk/step.html", context)


def _filled(request: OfficerRequest, action: str, found: Complaint, choices: Choices) -> StepForm:
    typed = {name: str(value) for name, value in request.POST.items() if name != "seen"}
    form = STEPS[action].form(action=action, complaint=found, choices=choices, initial=typed)
    if request.method == "POST":
        ready = choices.templates(action)
        chosen = next((one for one in ready if str(one.pk) == request.POST.get("template")), None)
        if chosen is None:
            raise Http404
        form.insert(answer_templates.filled(chosen, found, promised_on=_day(typed)))
    return form


def _day(typed: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.get("promised_on", ""))
    except ValueError:
        return None


@require_POST
@officer_required
def check(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """What the gate says to what is typed; as a whole page also what the reporter will get."""
    found = casefile.find(number, request.actor)
    if action not in STEPS or not issubclass(STEPS[action].form, PointsForm):
        raise Http404
    choices = Choices(found, request.actor)
    typed = STEPS[action].form(request.POST, request.FILES, action=action, complaint=found,
                               choices=choices)  # fmt: skip
    form = cast(PointsForm, typed)
    if request.htmx:
        return part(request, "desk/_gate.html", {"form": form})
    panel = panels.panel_for(found, request.actor, action, form=form)
    if panel is None:
        return show(request, casefile.casefile(found, request.actor))
    shown = preview.of_answer(found, text=request.POST.get("text", ""), said=form.said or ())
    context = {"panel": panel, "complaint": found, "preview": shown, "view_code": ""}
    return page(request, "desk/step.html", context)
