"""The file for the Ombudsman: only with the reporter's consent, and the opening is recorded."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from kentongan.accounts.vault import VaultError
from kentongan.complaints import services
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.desk import casefile
from kentongan.desk.forms.shared import IdentityForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def dossier(request: OfficerRequest, number: str) -> HttpResponse:
    """What is in the file, and why it is taken; POST gives it."""
    found = casefile.find(number, request.actor)
    form, status = IdentityForm(), 200
    if request.method == "POST":
        form, status = IdentityForm(request.POST), 422
        if form.is_valid():
            try:
                content = services.export_file(
                    found, by=request.actor, reason=form.cleaned_data["reason"]
                )
            except (Missing, MoveRefused, VaultError) as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return _answer(content, found.shown_number)
    consent = found.events.filter(action="consent_referral").order_by("-sequence").first()
    context = {"complaint": found, "form": form, "consent": consent}
    return page(request, "desk/dossier.html", context, status=status)


def _answer(content: bytes, number: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="berkas-{number}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
