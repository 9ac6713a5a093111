"""Webhooks of institutions: made, switched, and the log of what was delivered, with "send again"."""

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import clock
from kentongan.complaints.words import ACTION_LABELS
from kentongan.console.access import AdminRequest, administers, page
from kentongan.integrations import health
from kentongan.integrations import webhooks as service
from kentongan.integrations.models import Delivery, Webhook
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

SIZE = 50


class WebhookForm(forms.Form):
    """Where to, and of what."""

    organization = forms.ChoiceField(
        label=gettext_lazy("Whose reports"),
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("For example https://sistem.example.go.id/masuk"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the address.")},
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Steps"),
        choices=ACTION_LABELS.items,
        required=False,
        help_text=gettext_lazy("None chosen: every step. Ctrl+click chooses several."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in _owners(actor)}
        field = self.fields["organization"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.name) for key, one in self.known.items()]


@administers("webhooks")
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: AdminRequest) -> HttpResponse:
    """The list, and the form of a new one. Its secret is shown on this answer and never again."""
    form = WebhookForm(request.POST or None, actor=request.actor)
    made, status = None, 200
    if request.method == "POST":
        made = _made(request.actor, form) if form.is_valid() else None
        status = 200 if made else 422
    if made:
        form = WebhookForm(actor=request.actor)
    rows = Webhook.objects.visible_to(request.actor).select_related("organization")
    context = {
        "form": form,
        "made": made,
        "rows": [(one, _steps(one), health.is_resting(one, now=clock.now())) for one in rows],
    }
    return page(request, "console/webhooks.html", context, section="webhooks", status=status)


@administers("webhooks")
@require_safe
def log(request: AdminRequest, key: int) -> HttpResponse:
    """What was delivered, what waits, what was given up; the newest first."""
    rows = Webhook.objects.visible_to(request.actor).select_related("organization")
    found = get_object_or_404(rows, pk=key)
    deliveries = Delivery.objects.visible_to(request.actor).filter(webhook=found).order_by("-pk")
    after = request.GET.get("setelah", "")
    if after.isdecimal() and len(after) < 19:
        deliveries = deliveries.filter(pk__lt=int(after))
    shown = list(deliveries[: SIZE + 1])
    context = {
        "webhook": found,
        "steps": _steps(found),
        "rows": [(one, ACTION_LABELS.get(one.action, one.action)) for one in shown[:SIZE]],
        "more_url": f"?setelah={shown[SIZE - 1].pk}" if len(shown) > SIZE else None,
    }
    return page(request, "console/deliveries.html", context, section="webhooks")


@administers("webhooks")
@require_POST
def switch(request: AdminRequest, key: int) -> HttpResponse:
    """Off: nothing is sent, what is owed waits. On: it is sent."""
    rows = Webhook.objects.visible_to(request.actor).select_related("organization")
    found = get_object_or_404(rows, pk=key)
    is_on = request.POST.get("on") == "1"
    service.switch(found, by=request.actor, on=is_on)
    notes.success(request, _("The webhook is on.") if is_on else _("The webhook is off."))
    return redirect("console:webhooks")


@administers("webhooks")
@require_POST
def replay(request: AdminRequest, key: int) -> HttpResponse:
    """Send a delivery again."""
    rows = Delivery.objects.visible_to(request.actor).select_related("webhook__organization")
    found = get_object_or_404(rows, pk=key)
    if service.replay(found, by=request.actor):
        notes.success(request, _("It is being sent again."))
    else:
        notes.error(request, _("It is waiting to be sent already."))
    return redirect("console:deliveries", found.webhook_id)


@administers("webhooks")
@require_POST
def wake(request: AdminRequest, key: int) -> HttpResponse:
    """The receiver works again: what waits goes out now."""
    rows = Webhook.objects.visible_to(request.actor).select_related("organization")
    found = get_object_or_404(rows, pk=key)
    service.wake(found, by=request.actor)
    notes.success(request, _("The receiver is tried again at once."))
    return redirect("console:webhooks")


def _owners(actor: Actor) -> list[Organization]:
    """Whose webhooks the actor administers: an institution with its units, or the nation."""
    today = clock.today()
    institutions = directory.institutions(today)
    if actor.role == Role.INSTITUTION_ADMIN:
        units = Organization.objects.visible_to(actor).valid_on(today)
        own = units.filter(level=Organization.Level.UNIT, is_external=False).order_by("name")
        return [*institutions.filter(pk=actor.institution_id or 0), *own]
    return [directory.national_desk(), *institutions]


def _made(actor: Actor, form: WebhookForm) -> service.Made | None:
    given = form.cleaned_data
    owner = form.known[given["organization"]]
    try:
        return service.create(owner, by=actor, url=given["url"].strip(), events=given["events"])
    except (ChangeRefused, PermissionRefused) as refusal:
        form.add_error("url", str(refusal))
        return None


def _steps(webhook: Webhook) -> str:
    names = [str(ACTION_LABELS.get(one, one)) for one in webhook.events]
    return ", ".join(names) or _("every step")
