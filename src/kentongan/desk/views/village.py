"""Village desks without network: devices, paper forms, and the door for what they took in."""

import logging
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.channels import village
from kentongan.channels.models import PaperForm, VillageDevice
from kentongan.common import limits
from kentongan.common.limits import Limit
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk import paperforms
from kentongan.desk.forms.record import RECORDERS
from kentongan.desk.forms.village import VillageForm
from kentongan.desk.views.record import institution_of
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page

log = logging.getLogger(__name__)

TRIED = Limit("village", most=600, seconds=600)  # of one address, with a token or a guess


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def desk(request: OfficerRequest) -> HttpResponse:
    """Forms that are lent, devices that may send. The answer of enrolling holds the token once."""
    if request.actor.role not in RECORDERS:
        raise PermissionDenied
    token = ""
    if request.method == "POST":
        if "forms" in request.POST:
            made = village.reserve(_count(request.POST["forms"]), by=request.actor)
            return redirect("desk:village_forms", made[0].batch)
        if "revoke" in request.POST:
            village.revoke(_count(request.POST["revoke"]), by=request.actor)
            return redirect("desk:village")
        token = village.enrol(by=request.actor, label=request.POST.get("label", "")).token
    forms = PaperForm.objects.visible_to(request.actor)
    context = {
        "token": token,
        "token_qr": paperforms.token_qr(token) if token else "",
        "free_count": forms.filter(complaint=None).count(),
        "used_count": forms.exclude(complaint=None).count(),
        "devices": VillageDevice.objects.visible_to(request.actor).select_related("office")[:50],
    }
    return page(request, "desk/village.html", context)


def _count(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0


@require_safe
@officer_required
def forms(request: OfficerRequest, batch: UUID) -> HttpResponse:
    """The forms of one batch, one on each sheet, as long as nothing stands on them."""
    rows = PaperForm.objects.visible_to(request.actor).filter(batch=batch, complaint=None)
    found = list(rows.select_related("office__institution").order_by("pk"))
    if not found:
        raise Http404
    sheets = [(one, paperforms.qr(one)) for one in found]
    return page(request, "desk/prints/forms.html", {"sheets": sheets, "office": found[0].office})


@never_cache
@require_safe
def numbers(request: HttpRequest) -> JsonResponse:
    """The lent numbers on which nothing stands yet, for the device to keep until it has no network."""
    opened = _opened(request)
    if isinstance(opened, JsonResponse):
        return opened
    free = village.free(opened.device.office_id)
    office = opened.device.office
    return JsonResponse(
        {
            "office": office.name,
            "institution": office.institution.name if office.institution else "",
            "label": opened.device.label,
            "forms": [
                {
                    "number": one.shown_number,
                    "key": str(one.key),
                    "pin": village.pin_of(one),
                    "qr": paperforms.qr(one),
                }
                for one in free
            ],
        }
    )


@csrf_exempt  # no cookie counts here: the token in the header is what a foreign page lacks
@never_cache
@require_POST
def take(request: HttpRequest) -> JsonResponse:
    """One report that a desk took in; sent again it gives the same receipt."""
    opened = _opened(request)
    if isinstance(opened, JsonResponse):
        return opened
    language = request.POST.get("language", "")
    with translation.override(language if language in ("id", "en") else "id"):
        form = VillageForm(request.POST, request.FILES)
        if not form.is_valid():
            faults = {
                str(form.fields[name].label if name in form.fields else ""): list(map(str, errors))
                for name, errors in form.errors.items()
            }
            return JsonResponse({"errors": faults}, status=422)
        try:
            given = form.submission(institution=institution_of(opened.actor))
            receipt = village.take(given, form.taken(), by=opened)
        except MoveRefused as refusal:
            return JsonResponse({"words": str(refusal)}, status=409)
        except (OSError, OperationalError):
            log.exception("A report of a village desk could not be stored")
            return JsonResponse({"words": _("Nothing can be stored just now.")}, status=503)
    return JsonResponse({"number": receipt.shown_number, "pin": receipt.pin, "url": ""})


def _opened(request: HttpRequest) -> village.Opened | JsonResponse:
    """The device behind the token, or the answer that shuts it out."""
    if not TRIED.spend(limits.address(request)):
        words = _("Very many tries come from your network. It is tried again by itself.")
        return JsonResponse({"words": words}, status=429)
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    opened = village.opened(token) if kind == "Bearer" else None
    if opened is None:
        words = _(
            "This device may not send any more. Nothing is lost: let an officer set it up again."
        )
        return JsonResponse({"words": words}, status=401)
    return opened
