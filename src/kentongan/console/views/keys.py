"""Keys of programs: made for a membership, shown once, ended with one press."""

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kentongan.common import clock
from kentongan.common.forms import CheckCards
from kentongan.console.access import AdminRequest, administers, page
from kentongan.integrations import keys as service
from kentongan.integrations.models import ApiKey
from kentongan.integrations.scopes import READ, SCOPES
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership

SHOWN = 200


class KeyForm(forms.Form):
    """As whom a program acts, what it may do, and until when."""

    name = forms.CharField(
        label=gettext_lazy("Which program uses it"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write which program uses the key.")},
    )
    membership = forms.ChoiceField(
        label=gettext_lazy("It acts as"),
        help_text=gettext_lazy(
            "It sees and may do what this person may in this office. When the person leaves the "
            "office, the key ends."
        ),
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=SCOPES.items,
        initial=[READ],
        widget=CheckCards,
        error_messages={"required": gettext_lazy("Choose what the key may do.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"),
        min_value=1,
        max_value=service.LONGEST_DAYS,
        initial=180,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.visible_to(actor).valid_on(clock.today())
        rows = held.select_related("user", "organization").order_by("organization__name", "role")
        self.known = {str(one.pk): one for one in rows if service.may_administer(actor, one)}
        field = self.fields["membership"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose…")),
            *(
                (
                    key,
                    f"{one.organization.short_name}: {one.user.full_name}, {one.get_role_display()}",
                )
                for key, one in self.known.items()
            ),
        ]


@administers("keys")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: AdminRequest) -> HttpResponse:
    """The list, and the form of a new key. A new one is shown on this answer and never again."""
    form = KeyForm(request.POST or None, actor=request.actor)
    made, status = None, 200
    if request.method == "POST":
        made = _made(request.actor, form) if form.is_valid() else None
        status = 200 if made else 422
    if made:
        form = KeyForm(actor=request.actor)
    rows = ApiKey.objects.visible_to(request.actor).select_related(
        "membership__user", "membership__organization"
    )
    context = {
        "form": form,
        "made": made,
        "rows": [(one, _state(one), _words(one)) for one in rows[:SHOWN]],
    }
    return page(request, "console/keys.html", context, section="keys", status=status)


@administers("keys")
@require_POST
def revoke(request: AdminRequest, key: int) -> HttpResponse:
    """End a key at once."""
    rows = ApiKey.objects.visible_to(request.actor).select_related("membership__organization")
    found = get_object_or_404(rows, pk=key)
    service.revoke(found, by=request.actor)
    notes.success(request, _("The key %(name)s has ended.") % {"name": found.name})
    return redirect("console:keys")


def _made(actor: Actor, form: KeyForm) -> service.Made | None:
    given = form.cleaned_data
    try:
        return service.create(
            form.known[given["membership"]],
            by=actor,
            name=given["name"],
            scopes=given["scopes"],
            days=given["days"],
        )
    except (ChangeRefused, PermissionRefused) as refusal:
        form.add_error(None, str(refusal))
        return None


def _state(key: ApiKey) -> tuple[str, str]:
    if key.revoked_at:
        return "neutral", _("ended")
    if key.expires_at <= clock.now():
        return "neutral", _("run out")
    return "positive", _("valid")


def _words(key: ApiKey) -> str:
    return ", ".join(str(SCOPES[one]) for one in key.scopes if one in SCOPES)
