"""The draft of an answer on the server: kept while writing, shown to the colleagues of the unit."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kentongan.complaints import moves, services
from kentongan.complaints.models import Answer, Complaint
from kentongan.complaints.refusals import Changed, MoveRefused
from kentongan.desk import casefile
from kentongan.desk.answers import show
from kentongan.desk.choices import Choices
from kentongan.desk.forms.answer import AnswerForm, draft_of
from kentongan.officers.access import OfficerRequest


def draft_answer(request: OfficerRequest, found: Complaint) -> HttpResponse:
    """Save the draft. When a colleague saved meanwhile nothing is lost: 409, and both are shown."""
    is_script = "application/json" in request.headers.get("Accept", "")
    given = request.POST.get("version", "")
    # 0: written before there was any draft; a colleague's first one is a change, too.
    version = int(given) if given.isdecimal() else 0
    try:
        kept = services.save_draft(
            found,
            by=request.actor,
            text=request.POST.get("text", "")[:20_000],
            version=version,
            outcomes=_form(request, found).said,
        )
    except IntegrityError:  # two first drafts in the same moment
        changed = Changed(_("A colleague has saved this draft meanwhile. Compare before you save."))
        return _refuse(request, found, changed, is_script=is_script)
    except MoveRefused as refusal:
        return _refuse(request, found, refusal, is_script=is_script)
    words = _("Draft saved at %(time)s") % {"time": _time(kept)}
    if is_script:
        return JsonResponse({"words": words, "version": kept.version})
    messages.success(request, words)
    return redirect(found)


def _refuse(
    request: OfficerRequest, found: Complaint, refusal: MoveRefused, *, is_script: bool
) -> HttpResponse:
    status = 409 if isinstance(refusal, Changed) else 422
    if is_script:
        return JsonResponse({"words": _refused_words(found, refusal)}, status=status)
    return _both(request, found, refusal, status=status)


def _refused_words(found: Complaint, refusal: MoveRefused) -> str:
    theirs = draft_of(found)
    if not isinstance(refusal, Changed) or theirs is None:
        return str(refusal)
    who = theirs.author.full_name if theirs.author else ""
    return _(
        "%(who)s saved another draft at %(time)s. Press “Save draft” to see both; "
        "your text stays here."
    ) % {"who": who, "time": _time(theirs)}


def _both(
    request: OfficerRequest, found: Complaint, refusal: MoveRefused, *, status: int
) -> HttpResponse:
    action = "answer" if "answer" in _possible(found, request) else "draft"
    form = _form(request, found, action)
    if form.is_valid():
        form.add_error(None, str(refusal))
    case = casefile.casefile(found, request.actor, given=form)
    return show(request, case, status=status)


def _form(request: OfficerRequest, found: Complaint, action: str = "draft") -> AnswerForm:
    choices = Choices(found, request.actor)
    return AnswerForm(request.POST, action=action, complaint=found, choices=choices)


def _possible(found: Complaint, request: OfficerRequest) -> set[str]:
    return {one.action for one in moves.options(found, request.actor) if one.is_possible}


def _time(answer: Answer) -> str:
    return date_format(timezone.localtime(answer.changed_at), "TIME_FORMAT")
