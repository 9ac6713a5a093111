"""The messages that the machine left to people: a list, one message, and what to do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.channels import inbox, ownership
from kentongan.channels.inbox import LONGEST_REPLY, MessageRefused
from kentongan.channels.models import InboundMessage
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.desk.forms.messages import AttachForm, FileForm, NothingForm, ReplyForm
from kentongan.notifications import gsm
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part
from kentongan.organizations.actor import Actor

SIZE = 50
State = InboundMessage.State
VIEWS = {
    "baru": (_("To read"), (State.INBOX,)),
    "selesai": (_("Handled"), (State.HANDLED,)),
    "disaring": (_("Spam and filtered"), (State.SPAM, State.IGNORED)),
}


def _reader(request: OfficerRequest) -> Actor:
    if not request.actor.reads_messages:
        raise PermissionDenied
    return request.actor


@require_safe
@officer_required
def messages(request: OfficerRequest) -> HttpResponse:
    """The oldest unread first; what is done, the newest first. Pages begin after the last row."""
    actor = _reader(request)
    code = request.GET.get("lihat", "baru")
    if code not in VIEWS:
        raise Http404
    rows = InboundMessage.objects.visible_to(actor).filter(state__in=VIEWS[code][1])
    after, is_new = request.GET.get("setelah", ""), code == "baru"
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after)) if is_new else rows.filter(pk__lt=int(after))
    rows = rows.select_related("claimed_by", "handled_by", "complaint")
    found = list(rows.order_by("pk" if is_new else "-pk")[: SIZE + 1])
    shown, address = found[:SIZE], reverse("desk:messages")
    context = {
        "rows": shown,
        "more_url": f"{address}?lihat={code}&setelah={shown[-1].pk}" if len(found) > SIZE else None,
        "tabs": [
            {"label": label, "url": f"{address}?lihat={one}", "count": None, "current": one == code}
            for one, (label, _states) in VIEWS.items()
        ],
        "is_new": is_new,
    }
    return page(request, "desk/messages.html", context)


@require_safe
@officer_required
def message(request: OfficerRequest, pk: int) -> HttpResponse:
    """One message, what its number has reported before, and the forms."""
    return _page(request, _found(request, pk), {})


def _found(request: OfficerRequest, pk: int) -> InboundMessage:
    rows = InboundMessage.objects.visible_to(_reader(request)).for_desk()
    rows = rows.select_related("contact__identity", "claimed_by", "handled_by", "complaint")
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its form, its words, and the service."""

    form: type[forms.Form]
    done: Any
    call: Callable[..., object]
    stays: bool = False  # on the page of the message


def _attach(row: InboundMessage, *, by: Actor, number: Complaint) -> None:
    inbox.attach(row, by=by, complaint=number)


STEPS = {
    "ambil": Step(
        NothingForm, _("The message is yours for half an hour."), inbox.claim, stays=True
    ),
    "lepas": Step(NothingForm, _("A colleague may take it now."), inbox.release),
    "gabung": Step(AttachForm, _("The message is with the report now."), _attach),
    "laporkan": Step(
        FileForm, _("A new report was made; its sender gets code and PIN."), inbox.file
    ),
    "balas": Step(ReplyForm, _("The reply goes out."), inbox.reply),
    "spam": Step(
        NothingForm, _("Marked as spam; this number is not answered any more."), inbox.spam
    ),
    "bukan-spam": Step(NothingForm, _("The message is to be read again."), inbox.not_spam),
}


@require_POST
@officer_required
def act(request: OfficerRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing with a message."""
    row, todo = _found(request, pk), STEPS.get(step)
    if todo is None:
        raise Http404
    form = _form(step, request.actor, row, request.POST)
    if form.is_valid():
        try:
            todo.call(row, by=request.actor, **form.cleaned_data)
        except (MessageRefused, MoveRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            flash.success(request, todo.done)
            stays = todo.stays and reverse("desk:message", args=[row.pk])
            return redirect(stays or reverse("desk:messages"))
    return _page(request, _found(request, pk), {step: form}, status=422)


@require_POST
@officer_required
def preview(request: OfficerRequest, pk: int) -> HttpResponse:
    """The reply as it would go out, with its length in letters and SMS; nothing is sent."""
    row = _found(request, pk)
    shown = _preview(request.POST.get("text", ""))
    if request.htmx:
        return part(request, "desk/_sms_preview.html", {"preview": shown})
    form = _form("balas", request.actor, row, initial={"text": request.POST.get("text", "")})
    return _page(request, row, {"balas": form}, preview=shown)


def _preview(text: str) -> dict[str, Any]:
    body = gsm.fitted(text[:LONGEST_REPLY].strip(), parts=3)
    length = gsm.measure(body)
    return {
        "body": body,
        "units": length.units,
        "parts": length.parts if body else 0,
        "left": length.left,
        "is_gsm": length.is_gsm,
    }


def _form(
    step: str, actor: Actor, row: InboundMessage, data: Any = None, **more: Any
) -> forms.Form:
    own: dict[str, Any] = {"actor": actor} if step == "gabung" else {}
    if step == "balas":
        own["is_sms"] = row.transport == "sms"
    prefix = step if data is None else None
    return STEPS[step].form(data, auto_id=f"{prefix or step}_%s", **own, **more)


def _page(
    request: OfficerRequest,
    row: InboundMessage,
    bound: dict[str, forms.Form],
    *,
    preview: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    known = ownership.known_of(row.contact) if row.contact else []
    visible = Complaint.objects.visible_to(actor).filter(pk__in=[one.pk for one in known])
    others = InboundMessage.objects.visible_to(actor).for_desk().filter(contact=row.contact)
    is_free = row.claimed_by_id in (None, actor.user_id)
    context = {
        "row": row,
        "form": next(iter(bound.values()), None),
        "can_act": row.state == State.INBOX and row.contact is not None,
        "is_mine": row.claimed_by_id == actor.user_id,
        "is_free": is_free,
        "is_filtered": row.state in (State.SPAM, State.IGNORED) and row.contact is not None,
        "known": list(visible.order_by("-submitted_at")[:10]),
        "others": list(others.exclude(pk=row.pk).order_by("-pk")[:10]) if row.contact else [],
        "files": list(row.files.order_by("pk")),
        "way": row.way,
        "is_sms": row.transport == "sms",
        "preview": preview,
        "attach": bound.get("gabung") or _form("gabung", actor, row),
        "file": bound.get("laporkan") or _form("laporkan", actor, row, initial={"text": row.text}),
        "reply": bound.get("balas") or _form("balas", actor, row),
    }
    return page(request, "desk/message.html", context, status=status)
