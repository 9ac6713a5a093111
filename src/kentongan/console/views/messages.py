"""Messages that went out, wait, or could not be delivered."""

from django.contrib import messages as notes
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.complaints import wording
from kentongan.complaints.models import Complaint
from kentongan.console.access import AdminRequest, administers, page
from kentongan.notifications import delivery
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

SIZE = 50
State = Message.State
SHOWN = (State.DEAD, State.FAILED, State.WAITING, State.SENT, State.CANCELLED, State.FOLDED)


@administers("messages")
@require_safe
def messages(request: AdminRequest) -> HttpResponse:
    """One state at a time, the newest first; the undeliverable ones first of all."""
    state = request.GET.get("keadaan", State.DEAD)
    if state not in State.values:
        raise Http404
    rows = _visible(request.actor).filter(state=state).select_related("user").order_by("-pk")
    after = request.GET.get("setelah", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: SIZE + 1])
    more = f"?keadaan={state}&setelah={found[SIZE - 1].pk}" if len(found) > SIZE else None
    topics = {one.template: one for one in wording.topics()}
    context = {
        "rows": [(one, topics.get(one.template), _recipient(one)) for one in found[:SIZE]],
        "more_url": more,
        "state_label": str(State(state).label),
        "tabs": [
            {
                "url": f"{reverse('console:messages')}?keadaan={one.value}",
                "label": one.label,
                "count": None,
                "current": one == state,
            }
            for one in SHOWN
        ],
    }
    return page(request, "console/messages.html", context, section="messages")


@require_POST
@administers("messages")
def resend(request: AdminRequest, key: int) -> HttpResponse:
    """Try an undeliverable message again from the beginning."""
    found = get_object_or_404(_visible(request.actor), pk=key)
    by = request.actor
    if delivery.requeue(found, by_id=by.user_id, by_label=by.label):
        notes.success(request, _("The message is being sent again."))
    else:
        notes.error(request, _("This message is not undeliverable any more."))
    return redirect("console:messages")


def _visible(actor: Actor) -> QuerySet[Message]:
    """All, or those about complaints that this desk may see."""
    if actor.role in (Role.OPERATOR, Role.NATIONAL_ADMIN):
        return Message.objects.all()
    return Message.objects.filter(about__in=Complaint.objects.visible_to(actor).values("pk"))


def _recipient(message: Message) -> str:
    """Officers by name. Who stands behind a reporter is nobody's business here."""
    is_officers = message.template and "desk_link" in _variables(message.template)
    if message.user and is_officers:
        return message.user.full_name
    return str(Role.REPORTER.label)


def _variables(template: str) -> set[str]:
    from kentongan.notifications import wordings

    return {one.name for one in wordings.usable(template)}
