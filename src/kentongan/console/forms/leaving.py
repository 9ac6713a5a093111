"""Forms of leave and departure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.console.forms.base import ConsoleForm, DayField, choice, line
from kentongan.console.forms.people import DECREE
from kentongan.organizations.models import Membership


class StandInForm(ConsoleForm):
    deputy = choice(_("Who stands in"))
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"))
    decree_number = line(DECREE, most=80, required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in people}
        named = [(key, one.full_name) for key, one in self.known.items()]
        self.fields["deputy"].choices = [("", _("Choose…")), *named]  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", clock.today())


class EndStandInForm(ConsoleForm):
    """Nothing but the decision."""


class HandOverForm(ConsoleForm):
    to = choice(_("Who takes it over"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Fill this in.")},
    )

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in people}
        named = [(k, f"{m.user.full_name}, {m.get_role_display()}") for k, m in self.known.items()]
        self.fields["to"].choices = [("", _("Choose…")), *named]  # type: ignore[attr-defined]
