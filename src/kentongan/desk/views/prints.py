"""What an office files on paper: receipt, disposition sheet, answer letter, agenda register."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kentongan.common import clock, ids
from kentongan.complaints.models import AgendaEntry, Complaint
from kentongan.officers.access import OfficerRequest, frame, officer_required

FORMS = {
    "terima": "desk/prints/receipt.html",
    "disposisi": "desk/prints/disposition.html",
    "jawaban": "desk/prints/answer.html",
}
LONGEST = 2000


@require_safe
@officer_required
def paper(request: OfficerRequest, number: str, form: str) -> HttpResponse:
    """One of the three papers of a complaint. The reporter's name is never on it."""
    if form not in FORMS:
        raise Http404
    rows = Complaint.objects.visible_to(request.actor).select_related(
        "institution", "unit", "area__parent", "category"
    )
    one = get_object_or_404(rows, number=ids.read_number(number) or "")
    context = frame(request) | {
        "complaint": one,
        "dispositions": one.dispositions.select_related("unit").filter(ended_at=None),
        "answer": one.answers.filter(state="published").order_by("-published_at").first(),
        "entry": one.agenda.filter(institution=one.institution_id).first(),
        "printed_on": clock.today(),
    }
    return render(request, FORMS[form], context)


@require_safe
@officer_required
def agenda(request: OfficerRequest) -> HttpResponse:
    """The agenda register of the institution: by day or month, all units or one."""
    begin, end = _period(request.GET.get("dari", ""), request.GET.get("sampai", ""))
    entries = AgendaEntry.objects.filter(
        institution=request.actor.institution_id,
        entered_on__range=(begin, end),
        complaint__in=Complaint.objects.visible_to(request.actor),
    ).select_related("complaint__unit", "complaint__institution")
    if unit := request.GET.get("unit", ""):
        entries = entries.filter(complaint__unit__code=unit)
    context = frame(request) | {
        "entries": entries.order_by("year", "number")[:LONGEST],
        "begin": begin,
        "end": end,
        "printed_on": clock.today(),
    }
    return render(request, "desk/prints/agenda.html", context)


def _period(begin: str, end: str) -> tuple[date, date]:
    """The days asked for; without any, the present month."""
    today = clock.today()
    first = _day(begin) or today.replace(day=1)
    last = _day(end) or (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(1)
    return first, max(first, last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
