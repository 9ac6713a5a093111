"""Take back what one has done a moment ago."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kentongan.common import clock, words
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk import casefile, paging, undo
from kentongan.desk.answers import done, refused
from kentongan.officers.access import OfficerRequest, officer_required


@require_POST
@officer_required
def take_back(request: OfficerRequest, number: str) -> HttpResponse:
    """The step that undoes the last one, if it was the officer's own and nothing followed it."""
    found = casefile.find(number, request.actor)
    given = request.POST.get("langkah_ke", "")
    if not given.isdecimal():
        raise Http404
    key = paging.key_of(found)
    try:
        event = undo.take_back(found, by=request.actor, sequence=int(given))
    except MoveRefused as refusal:
        return refused(request, found, str(refusal))
    text = _("%(number)s: %(step)s. Done at %(time)s.")
    facts = {"number": found.shown_number, "step": ACTION_LABELS[event.action]}
    return done(request, found, text % (facts | {"time": words.at(clock.now())}), key=key)
