"""Follow a published report: counted, told if wanted, stopped by the link of any message."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.accounts import contacts
from kentongan.accounts.vault import PersonalData
from kentongan.common import ids, limits
from kentongan.common.limits import Limit
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import joining
from kentongan.complaints.services.joining import Wish
from kentongan.organizations.actor import Actor
from kentongan.portal import origin, pages
from kentongan.portal.access import private
from kentongan.portal.forms import FollowForm

SESSION_KEY = "follows"
JOINED = Limit("follow", 60)  # a whole village may share one address


@csrf_exempt  # the page of a published report is the same for everybody: the origin is checked
@never_cache
@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Count this reader, and ask the address for a yes before anything is told to it."""
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    shown = Complaint.objects.visible_to(Actor.public()).select_related("unit", "institution")
    complaint = get_object_or_404(shown, number=ids.read_number(number) or "")
    form, status = FollowForm(request.POST), 422
    if not JOINED.spend(limits.address(request)):
        form.add_error(None, _("Very many come from your network. Wait ten minutes."))
        status = 429
    elif form.is_valid():
        try:
            _count(request, complaint, form)
        except Missing as missing:
            form.add_error(missing.field, str(missing))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            asked = "tanya" if form.cleaned_data["contact"] else "hitung"
            url = reverse("portal:published", args=[complaint.shown_number])
            return private(redirect(f"{url}?ikut={asked}"))
    context = pages.published(complaint) | {"follow_form": form, "form": form}
    return private(render(request, "portal/published.html", context, status=status))


def _count(request: HttpRequest, complaint: Complaint, form: FollowForm) -> None:
    user = request.user if origin.is_ours(request) and request.user.is_authenticated else None
    counted = request.session.get(SESSION_KEY, [])
    contact = form.cleaned_data["contact"]
    if not contact and complaint.number in counted:
        return  # this browser was counted already
    wish = Wish(
        door=Channel.WEB,
        personal=contacts.data_of(contact) if contact else PersonalData(),
        agrees=form.cleaned_data["agrees"],
        user_id=user.pk if user and not contact else None,
    )
    joining.join(complaint, by=Actor.public(), wish=wish)
    request.session[SESSION_KEY] = [complaint.number, *counted][:50]


@csrf_exempt  # the key of the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest, key: UUID) -> HttpResponse:
    """The link of a message: say yes, or stop. A look alone changes nothing: programs look, too."""
    found = joining.find(key)
    if found is None:
        raise Http404
    done = ""
    if request.method == "POST":
        if origin.is_foreign(request):
            raise PermissionDenied(_("This form came from another website. Open ours instead."))
        if request.POST.get("do") == "stop":
            joining.stop(found)
            done = "stop"
        elif joining.agree(found):
            done = "yes"
        found = joining.find(key)
    context = {"follower": found, "complaint": found and found.complaint, "done": done}
    return private(render(request, "portal/following.html", context))
