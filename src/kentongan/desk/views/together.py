"""Working together on one complaint: the page, its forms, and whom a note can call."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import mentions
from kentongan.complaints.services.outside import Asked
from kentongan.desk import casefile
from kentongan.desk import together as working
from kentongan.desk.forms.base import StepForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part

FOUND = 8


@require_safe
@officer_required
def together(request: OfficerRequest, number: str) -> HttpResponse:
    """Units and their parts, errands, questions to outside bodies, the case of many reports."""
    found = casefile.find(number, request.actor)
    return _show(request, found)


@require_POST
@officer_required
def act(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """Take one of the steps of this page."""
    if action not in working.ACTIONS:
        raise Http404
    found = casefile.find(number, request.actor)
    form = working.form_for(action, found, request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, given=form, status=422)
    try:
        done = working.ACTIONS[action][1](found, by=request.actor, **form.facts())
    except Missing as missing:
        form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        return _show(request, found, given=form, status=422)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, casefile.find(number, request.actor), given=form, status=409)
    if isinstance(done, Asked):
        # Shown in this one answer: nobody can read it again, not even we.
        link = request.build_absolute_uri(reverse("portal:outside", args=[done.token]))
        return _show(request, found, link=link)
    messages.success(request, _("Done."))
    return redirect("desk:together", number=found.shown_number)


def _show(
    request: OfficerRequest,
    found: Complaint,
    *,
    given: StepForm | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = working.read(found, request.actor, given=given)
    context = {"complaint": found, "shown": shown, "link": link}
    if given is not None:
        context["form"] = given
    return page(request, "desk/together.html", context, status=status)


@require_safe
@officer_required
def people(request: OfficerRequest, number: str) -> HttpResponse:
    """The list beside a note, narrowed by what stands after the last @."""
    found = casefile.find(number, request.actor)
    known = mentions.readers(found, by=request.actor)
    text = request.GET.get("text", "")[-200:]
    sought = text.rpartition("@")[2].strip().lower() if "@" in text else ""
    ticked = {one for one in request.GET.getlist("mentions") if one.isdecimal()}
    chosen = [one for one in known if str(one.pk) in ticked]
    rest = [one for one in known if str(one.pk) not in ticked]
    fitting = [one for one in rest if sought and sought in one.name.lower()]
    context = {
        "id": "note_mentions",
        "chosen": chosen,
        "found": fitting[:FOUND] if fitting else rest,
        "is_sure": len(fitting) == 1 and len(sought) > 2,
    }
    return part(request, "desk/_mention_select.html", context)
