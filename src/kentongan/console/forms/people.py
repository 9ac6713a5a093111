"""Forms of people and roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.console.forms.base import ConsoleForm, DayField, choice, line
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

DECREE = _("Number of the decree (SK)")


class AppointForm(ConsoleForm):
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        help_text=_("Who has no account yet gets a link there, and sets the password alone."),
        error_messages={"required": _("Fill this in.")},
    )
    full_name = line(
        _("Full name"), most=120, help_text=_("Not used when the address has an account.")
    )
    office = choice(_("Office"))
    role = choice(_("Role"))
    decree_number = line(DECREE, most=80)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Last day"), required=False)

    def __init__(
        self, *args: Any, offices: list[Organization], roles: list[Role], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in offices}
        please = ("", _("Choose…"))
        named = [(one.code, one.name) for one in offices]
        self.fields["office"].choices = named if len(named) == 1 else [please, *named]  # type: ignore[attr-defined]
        self.fields["role"].choices = [please, *((one.value, one.label) for one in roles)]  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", clock.today())
        if len(offices) == 1:
            self.initial.setdefault("office", offices[0].code)

    @property
    def organization(self) -> Organization:
        return self.known[self.cleaned_data["office"]]


class ExtendForm(ConsoleForm):
    last_day = DayField(
        label=_("New last day"), required=False, help_text=_("Leave it out: without an end.")
    )
    decree_number = line(DECREE, most=80)


class EndRoleForm(ConsoleForm):
    last_day = DayField(label=_("Last day"))
