"""What an office files on paper: receipt, disposition sheet, answer letter, agenda register."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import clock, ids
from kentongan.complaints import pins, services
from kentongan.complaints.choices import AnswerKind, Clock
from kentongan.complaints.models import Answer, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk import casefile
from kentongan.desk.register import register
from kentongan.officers.access import OfficerRequest, frame, officer_required

FORMS = {
    "terima": "desk/prints/receipt.html",
    "disposisi": "desk/prints/disposition.html",
    "jawaban": "desk/prints/answer.html",
}
# A first word is no letter; an answer and a promise with its date are.
LETTERS = (AnswerKind.SUBSTANTIVE, AnswerKind.PROMISE)
NEIGHBOURS = ("institution", "unit", "external_body", "area__parent", "category", "entered_by")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def paper(request: OfficerRequest, number: str, form: str) -> HttpResponse:
    """One of the three papers of a complaint. POST: the receipt with the PIN that was just given.

    The reporter's name stands on none of them unless the reporter chose to be named.
    """
    if form not in FORMS:
        raise Http404
    rows = Complaint.objects.visible_to(request.actor).select_related(*NEIGHBOURS)
    one = get_object_or_404(rows, number=ids.read_number(number) or "")
    context = frame(request) | _facts(one) | {"pin": _pin(request, one)}
    return render(request, FORMS[form], context)


def _facts(one: Complaint) -> dict[str, Any]:
    chain = one.clocks.filter(clock=Clock.CHAIN).last()
    published = one.answers.filter(state=Answer.State.PUBLISHED, kind__in=LETTERS)
    return {
        "complaint": one,
        "dispositions": one.dispositions.select_related("unit").filter(ended_at=None),
        "answer": published.select_related("approver", "author", "unit").last(),
        "entry": one.agenda.filter(institution=one.institution_id).first(),
        "answer_target": chain.target_at if chain else None,
        "answer_legal": chain.legal_at if chain else None,
        "printed_on": clock.today(),
    }


def _pin(request: OfficerRequest, one: Complaint) -> str:
    """The PIN comes from the page after recording; a wrong one is not printed."""
    given = request.POST.get("pin", "")
    if not given:
        return ""
    try:
        found = pins.opens(one.number, given, address=request.META.get("REMOTE_ADDR", ""))
    except pins.TooManyTries:
        return ""
    return given if found == one.pk else ""


@require_POST
@officer_required
def send_receipt(request: OfficerRequest, number: str) -> HttpResponse:
    """The receipt once more, by SMS or e-mail, where the reporter agreed to it."""
    found = casefile.find(number, request.actor)
    try:
        services.send_receipt(found, by=request.actor)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The receipt is sent again. That you did it is recorded."))
    return redirect(found.get_absolute_url())


@require_safe
@officer_required
def agenda(request: OfficerRequest) -> HttpResponse:
    """The agenda register of an institution: by day or month, all units or one."""
    context = frame(request) | {
        "register": register(request.actor, request.GET.dict()),
        "today": clock.today(),
    }
    return render(request, "desk/prints/agenda.html", context)
