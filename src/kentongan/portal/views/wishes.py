"""How a person with an account wants to be told, citizen or officer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kentongan.accounts.models import User
from kentongan.common import addresses
from kentongan.complaints import hooks
from kentongan.notifications import health, mirroring, push, subscriptions
from kentongan.notifications.models import Preference
from kentongan.officers.access import OfficerRequest
from kentongan.portal.access import private


class WishesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Preference
        fields = ("email", "sms", "quiet_from", "quiet_to", "hook_url")
        widgets = {
            "email": forms.RadioSelect,
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        labels = {
            "sms": gettext_lazy("Also by SMS"),
            "hook_url": gettext_lazy("Address of a program of yours (webhook)"),
        }
        help_texts = {
            "hook_url": gettext_lazy(
                "Each piece of news is sent there, too, signed. Begins with https://."
            )
        }

    def clean_hook_url(self) -> str:
        url = str(self.cleaned_data["hook_url"])
        if url and (fault := addresses.fault_of(url)):
            raise forms.ValidationError(fault)
        return url

    def clean(self) -> None:
        super().clean()
        if (self.cleaned_data.get("quiet_from") is None) != (
            self.cleaned_data.get("quiet_to") is None
        ):
            self.add_error("quiet_to", _("Give both ends of the quiet hours, or none."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: OfficerRequest) -> HttpResponse:
    """One letter a day or each at once, SMS, quiet hours."""
    user = request.user
    assert isinstance(user, User)
    kept = Preference.objects.filter(pk=user.pk).first() or Preference(user=user)
    form = WishesForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        if "hook_url" in form.changed_data:
            mirroring.begin(form.instance)
        form.save()
        messages.success(request, _("Your wishes are saved."))
        return private(redirect("portal:wishes"))
    status = 422 if form.errors else 200
    context: dict[str, object] = {
        "form": form,
        "secret": hooks.secret_of(kept.hook_url) if kept.hook_url and not form.errors else "",
        "health": health.of_receiver(user.pk) if kept.hook_url else None,
    }
    if push.is_on() and request.actor.is_officer:
        context |= {
            "push_key": push.public_key(),
            "push_url": reverse("portal:push_officer"),
            "push_count": user.has_push and subscriptions.count(user_id=user.pk),
        }
    return private(render(request, "portal/wishes.html", context, status=status))
