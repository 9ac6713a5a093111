"""The door of outside bodies: a link without sign-in that shows a masked report and takes an answer."""

from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import limits
from kentongan.complaints import disclosure
from kentongan.complaints.models import OutsideQuestion
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import outside as asking
from kentongan.portal.uploads import FilesField

WRONG = limits.Limit("outside", most=60)
OPENED = limits.Limit("outside-link", most=120)


class AnswerForm(forms.Form):
    name = forms.CharField(
        label=_("Your name and position"),
        max_length=80,
        error_messages={"required": _("Write your name and position.")},
    )
    text = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer.")},
    )
    photos = FilesField(label=_("Files"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """Question, masked words, place and photos; POST takes the answer."""
    found, refusal = _find(request, token)
    if found is None:
        return _private(render(request, "portal/outside_ended.html", status=refusal))
    form, status = AnswerForm(), 200
    if request.method == "POST":
        form = AnswerForm(request.POST, request.FILES)
        if form.is_valid() and _answered(form, found, request):
            return _private(render(request, "portal/outside_done.html", {"question": found}))
        status = 422
    else:
        asking.opened(found, address=limits.address(request))
    shown = asking.shown(found)
    geo = f"{shown.lat:.6f},{shown.lng:.6f}" if shown.lat is not None else ""
    context = {"question": found, "shown": shown, "form": form, "token": token, "geo": geo}
    return _private(render(request, "portal/outside.html", context, status=status))


@never_cache
@require_safe
def file(request: HttpRequest, token: str, key: UUID) -> HttpResponse:
    """A cleaned photo of the report behind the link."""
    found, _status = _find(request, token)
    photos = asking.shown(found).photos if found else ()
    one = next((photo for photo in photos if photo.key == key), None)
    if found is None or one is None:
        raise Http404
    asking.opened(found, what=asking.What.FILE, address=limits.address(request))
    try:
        opened = default_storage.open(disclosure.stored_for_all(one, small=False))
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _private(response)  # type: ignore[arg-type] # a file is streamed; both are answers


def _find(request: HttpRequest, token: str) -> tuple[OutsideQuestion | None, int]:
    """The question, or with what status there is none: guessing costs tries."""
    address = limits.address(request)
    if not WRONG.spend(address):
        return None, 429
    found = asking.find(token)
    if found is None:
        return None, 404
    WRONG.give_back(address)
    if not OPENED.spend(str(found.pk)):
        return None, 429
    return found, 200


def _answered(form: AnswerForm, found: OutsideQuestion, request: HttpRequest) -> bool:
    given = form.cleaned_data
    try:
        asking.answer_outside(
            found,
            name=given["name"],
            text=given["text"],
            files=given["photos"],
            address=limits.address(request),
        )
    except Missing as missing:
        form.add_error(missing.field if missing.field in form.fields else None, str(missing))
        return False
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the secret: it goes to nobody else, and no search engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return limits.retry_after(response, WRONG.seconds)
