"""The telephone pages of a field officer: the errands, one of them, its result.

They open and send without network: the service worker keeps the errands that are to do, and what
was sent waits in the queue of the app. That door looks at no cookie but at a signed token.
"""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import clock, limits
from kentongan.complaints import masking, services
from kentongan.complaints.models import Attachment, Complaint, FieldTask
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.desk.forms.field import ReportForm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor

SALT = "desk.field"
TOKEN_LIFE = 45 * 24 * 3600  # seconds: a telephone may lie in the car for long
SENT = limits.Limit("field", most=300)
SHOWN = 50


@require_safe
@officer_required
def tasks(request: OfficerRequest) -> HttpResponse:
    """What is to do, the most urgent first, and what was done last."""
    mine = FieldTask.objects.filter(assignee=request.actor.user_id).select_related(
        "complaint__area__parent"
    )
    to_do = list(mine.filter(state=FieldTask.State.GIVEN)[:SHOWN])
    done = mine.exclude(state=FieldTask.State.GIVEN).order_by("-received_at", "-id")[:10]
    context = {
        "to_do": [(one, _place(one.complaint)) for one in to_do],
        "done": done,
        "today": clock.today(),
        "keep": _to_keep(to_do),
    }
    return render(request, "desk/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def task(request: OfficerRequest, key: UUID) -> HttpResponse:
    """One errand; POST hands in its result."""
    found = _own(request, key)
    if request.method != "POST":
        return _show(request, found, ReportForm(auto_id="task_%s"))
    form = ReportForm(request.POST, request.FILES, auto_id="task_%s")
    if form.is_valid():
        by = _actor_of(found)
        if by is None:
            raise PermissionDenied
        try:
            services.report_task(found, by=by, **form.facts())
        except Missing as missing:
            form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your office has it. Thank you."))
            return redirect("desk:task", key=key)
    return _show(request, found, form, status=422)


@csrf_exempt  # it looks at no cookie, so there is nothing to ride on; a signed token says who
@never_cache
@require_POST
def sent(request: HttpRequest, key: UUID) -> JsonResponse:
    """Take a result that waited on a telephone; the same key again is the same result."""
    if not SENT.spend(limits.address(request)):
        return JsonResponse({"words": _("Too much at once. It is tried again.")}, status=429)
    user = _user_of(request.POST.get("token", ""), key)
    rows = FieldTask.objects.select_related("complaint__institution", "complaint__unit", "unit")
    found = rows.filter(key=key, assignee=user).first() if user else None
    by = _actor_of(found) if found else None
    if found is None or by is None:
        return JsonResponse({"words": _("This task is no longer yours.")}, status=403)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"errors": _faults(form)}, status=422)
    try:
        services.report_task(found, by=by, **form.facts())
    except Missing as missing:
        return JsonResponse({"errors": {"": [str(missing)]}}, status=422)
    except MoveRefused as refusal:
        return JsonResponse({"words": str(refusal)}, status=409)
    number = found.complaint.shown_number
    return JsonResponse({"number": number, "pin": "", "url": reverse("desk:task", args=[key])})


@require_safe
@officer_required
def photo(request: OfficerRequest, key: UUID, photo: UUID) -> HttpResponse:
    """A cleaned picture that the reporter sent, for whoever goes there."""
    found = _own(request, key)
    one = get_object_or_404(_pictures(found.complaint), key=photo)
    try:
        opened = default_storage.open(one.thumbnail or one.cleaned)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast(HttpResponse, response)


def _own(request: OfficerRequest, key: UUID) -> FieldTask:
    rows = FieldTask.objects.filter(assignee=request.actor.user_id).select_related(
        "complaint__area__parent", "complaint__institution", "complaint__unit", "unit", "result"
    )
    return get_object_or_404(rows, key=key)


def _show(
    request: OfficerRequest, found: FieldTask, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    one = found.complaint
    lat, lng = one.lat, one.lng
    is_exact = lat is not None and lng is not None
    if not is_exact and one.area:
        lat, lng = one.area.lat, one.area.lng
    context: dict[str, Any] = {
        "task": found,
        "complaint": one,
        "form": form,
        "text": masking.masked(one.text),
        "title": masking.masked(one.title),
        "landmark": masking.masked(one.landmark),
        "place": _place(one),
        # With a point, whatever the language: other programs read it.
        "geo": f"{lat:.6f},{lng:.6f}" if lat is not None and lng is not None else "",
        "is_exact": is_exact,
        "pictures": list(_pictures(one)[:6]),
        "token": signing.dumps([str(found.key), found.assignee_id], salt=SALT),
    }
    return render(request, "desk/task.html", context, status=status)


def _place(one: Complaint) -> str:
    if one.area is None:
        return ""
    return f"{one.area}, {one.area.parent}" if one.area.parent else str(one.area)


def _pictures(one: Complaint) -> Any:
    ready = one.attachments.filter(
        state=Attachment.State.READY, purpose=Attachment.Purpose.EVIDENCE
    )
    return ready.filter(media_type__startswith="image/").order_by("id")


def _to_keep(to_do: list[FieldTask]) -> list[str]:
    """Addresses that the telephone keeps for where there is no network."""
    kept = [reverse("desk:tasks")]
    for one in to_do:
        kept.append(reverse("desk:task", args=[one.key]))
        kept += [
            reverse("desk:task_photo", args=[one.key, picture.key])
            for picture in _pictures(one.complaint)[:3]
        ]
    return kept


def _user_of(token: str, key: UUID) -> int | None:
    try:
        of, user = signing.loads(token, salt=SALT, max_age=TOKEN_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(user) if of == str(key) else None


def _actor_of(found: FieldTask) -> Actor | None:
    """The assignee in the role by which the errand was given."""
    held = directory.memberships_of(found.assignee_id, clock.today())
    roles = [Actor.of(one) for one in held]
    here = (one for one in roles if one.is_of_unit and found.unit.path.startswith(one.path))
    return next(here, None)


def _faults(form: ReportForm) -> dict[str, list[str]]:
    return {
        str(form.fields[name].label or "") if name in form.fields else "": [str(e) for e in errors]
        for name, errors in form.errors.items()
    }
