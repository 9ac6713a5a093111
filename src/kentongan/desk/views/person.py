"""The officer's own things: which hat is worn, and the bell."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.common import ids
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from kentongan.officers import hats
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part

SIZE = 50


@dataclass(frozen=True, slots=True)
class News:
    """One bell in words."""

    url: str
    subject: str
    body: str
    dates: str
    at: datetime
    is_read: bool


@require_POST
@officer_required
def change_hat(request: OfficerRequest) -> HttpResponse:
    """Work in another of one's roles."""
    chosen = request.POST.get("membership", "")
    if not chosen.isdecimal() or not hats.wear(request, int(chosen)):
        messages.error(request, _("You do not hold this role today. Choose another one."))
    return redirect("desk:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def bell(request: OfficerRequest) -> HttpResponse:
    """What happened to complaints that concern this officer; POST marks all of it as read."""
    rows = Message.objects.bell_for(cast(int, request.actor.user_id))
    if request.method == "POST":
        rows.mark_read()
        return redirect("desk:bell")
    after = request.GET.get("setelah", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: SIZE + 1])
    more = f"{reverse('desk:bell')}?setelah={found[SIZE - 1].pk}" if len(found) > SIZE else None
    context = {"news": [_news(one) for one in found[:SIZE]], "more_url": more}
    if request.htmx and after:
        return part(request, "desk/_news_rows.html", context)
    return page(request, "desk/bell.html", context)


def _news(message: Message) -> News:
    text = rendering.text_of(message)
    url = reverse("desk:inbox")
    if message.reference:
        # Coming from here marks what is told about this complaint as read.
        url = reverse("desk:complaint", args=[ids.shown(message.reference)]) + "?kabar=1"
    first, *rest = text.body.split("\n\n") or [""]
    # Behind the first paragraph stand both dates, and the link that is this line itself.
    dates = rest[0] if len(rest) > 1 else ""
    return News(
        url=url,
        subject=text.subject,
        body=first,
        dates=dates,
        at=message.created_at,
        is_read=message.read_at is not None,
    )
