"""Open who complained: with a reason, on record, shown once and kept nowhere."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from kentongan.accounts.vault import VaultError
from kentongan.complaints import services
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.desk import casefile
from kentongan.desk.answers import show
from kentongan.desk.forms.shared import IdentityForm
from kentongan.officers.access import OfficerRequest, officer_required


@require_POST
@officer_required
def identity(request: OfficerRequest, number: str) -> HttpResponse:
    """The reporter's identity, on this one answer."""
    found = casefile.find(number, request.actor)
    form = IdentityForm(request.POST)
    person, status = None, 422
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            person = services.reveal_identity(found, by=request.actor, reason=reason)
        except Missing as missing:
            form.add_error("reason", str(missing))
        except (MoveRefused, VaultError) as refusal:
            form.add_error(None, str(refusal))
            status = 409
    case = casefile.casefile(found, request.actor)
    if person is not None:
        return show(request, case, person=person)
    return show(request, case, status=status, identity_form=form)
