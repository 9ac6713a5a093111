"""At the counter: open a report for the reporter who shows code and PIN, or count one more."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kentongan.accounts import contacts
from kentongan.accounts.vault import PersonalData
from kentongan.common import ids, limits
from kentongan.complaints import pins
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import joining
from kentongan.complaints.services.joining import Wish
from kentongan.desk.forms.counter import FollowForm, ServeForm
from kentongan.officers import counter as door
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def counter(request: OfficerRequest) -> HttpResponse:
    """Two forms: the reporter's own report, and another's published one."""
    if request.actor.role != Role.COUNTER_CLERK:
        raise PermissionDenied
    serve, follow = ServeForm(auto_id="serve_%s"), FollowForm(auto_id="follow_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if request.POST.get("do") == "follow":
            follow = FollowForm(request.POST, auto_id="follow_%s")
            answer = _follow(request, follow)
        else:
            serve = ServeForm(request.POST, auto_id="serve_%s")
            answer = _serve(request, serve)
        if answer is not None:
            return answer
    shown = follow if follow.is_bound else serve
    context = {"serve": serve, "follow": follow, "form": shown, "consent": joining.CONSENT}
    return page(request, "desk/counter.html", context, status=status)


def _serve(request: OfficerRequest, form: ServeForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    number, pin = form.cleaned_data["number"], form.cleaned_data["pin"]
    try:
        found = pins.opens(number, pin, address=limits.address(request))
    except pins.TooManyTries:
        form.add_error(None, _("Too many tries. Wait fifteen minutes and try again."))
        return None
    stored = ids.read_number(number)
    if found is None or stored is None:
        form.add_error(None, _("Code and PIN do not match. Look at the receipt again."))
        return None
    door.serve(request, number=stored, complaint_id=found, by=request.actor)
    return redirect("desk:complaint", ids.shown(stored))


def _follow(request: HttpRequest, form: FollowForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    rows = Complaint.objects.visible_to(Actor.public())
    complaint = rows.filter(number=ids.read_number(given["report"]) or "").first()
    if complaint is None:
        form.add_error("report", _("There is no published report with this code."))
        return None
    wish = Wish(
        door=Channel.COUNTER,
        personal=contacts.data_of(given["contact"]) if given["contact"] else PersonalData(),
        agrees=given["agrees"],
        is_proved=True,
    )
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        joining.join(complaint, by=actor, wish=wish)
    except Missing as missing:
        form.add_error(missing.field, str(missing))
        return None
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Counted on %(number)s.") % {"number": complaint.shown_number})
    return redirect("desk:counter")
