"""The demo's post office: what would have been sent by e-mail and SMS."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.notifications.models import Message

MOST = 100


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The last hundred texts; there is no such page outside the demo."""
    if not settings.DEMO:
        raise Http404
    shown = Message.objects.filter(carrier_reference="page").select_related("user")
    return render(
        request, "portal/mailbox.html", {"mails": shown.order_by("-sent_at", "-pk")[:MOST]}
    )
