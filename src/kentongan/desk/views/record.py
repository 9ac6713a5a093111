"""Record what did not come through the web: one form, one receipt (SOP: electronically and manually)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from kentongan.complaints import services
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk.forms.record import RECORDERS, RecordForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page
from kentongan.organizations import places
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def record(request: OfficerRequest) -> HttpResponse:
    """Take in a complaint for its reporter; the answer of the POST is the receipt with the PIN."""
    if request.actor.role not in RECORDERS:
        raise PermissionDenied
    form = RecordForm(request.POST, request.FILES) if request.method == "POST" else RecordForm()
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                submission = form.submission(institution=institution_of(request.actor))
                receipt = services.submit(submission, by=request.actor)
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                # Not a redirect: the PIN stands on this answer only. Sending the form again gives
                # the same receipt, for its key is the same.
                context = {"receipt": receipt, "contact": bool(submission.personal.phone)}
                return page(request, "desk/recorded.html", context)
    names = sorted(str(one) for one in places.all_places().values())
    return page(request, "desk/record.html", {"form": form, "place_names": names}, status=status)


def institution_of(actor: Actor) -> Organization | None:
    """The clerk's own government; the national desk finds out first who is responsible."""
    if actor.role == Role.NATIONAL_ADMIN or actor.institution_id is None:
        return None
    return Organization.objects.get(pk=actor.institution_id)
