"""Forms of offices."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.console.forms.base import ConsoleForm, DayField, choice, line
from kentongan.organizations.models import Organization

Kind = Organization.Kind
NONE = ("", _("None: the office is dissolved"))


class RenameForm(ConsoleForm):
    name = line(_("Full name"), most=160)
    short_name = line(_("Short name"), most=60, help_text=_("As on the desk, for example Dinkes."))


class FoundForm(RenameForm):
    code = line(
        _("Code"),
        most=60,
        validators=[validate_slug],
        help_text=_("Small letters, digits and hyphens. It stays for ever."),
    )
    kind = choice(_("Kind"))
    valid_from = DayField(label=_("Exists from"))
    field_order = ("name", "short_name", "code", "kind", "valid_from")

    def __init__(self, *args: Any, parent: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = parent.level != Organization.Level.NATIONAL
        kinds = INSIDE if inside else TOP
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", clock.today())

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower()


TOP = (Kind.GOVERNMENT, Kind.MINISTRY, Kind.EXTERNAL)
INSIDE = (Kind.OPD, Kind.KECAMATAN, Kind.KELURAHAN, Kind.DESA, Kind.BUMD, Kind.HEALTH, Kind.UPTD)


class ContactForm(ConsoleForm):
    responsible = line(
        _("Responsible person"),
        most=120,
        required=False,
        help_text=_("Name or post, as it is published (UU 25/2009 article 36)."),
    )
    address = line(_("Address"), most=240, required=False)
    phone = line(_("Telephone"), most=30, required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"])
        if text and read_phone(text) is None and not text.replace(" ", "").isdigit():
            raise forms.ValidationError(_("This is not a phone number. Write it like 0233 281010."))
        return text


class MoveForm(ConsoleForm):
    under = choice(_("Under which office"))

    def __init__(self, *args: Any, offices: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in offices}
        self.fields["under"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose…")),
            *((one.code, one.name) for one in offices),
        ]

    @property
    def parent(self) -> Organization:
        return self.known[self.cleaned_data["under"]]


class EndForm(ConsoleForm):
    last_day = DayField(label=_("Last day"), help_text=_("Until this day the office exists."))
    successor = choice(
        _("Successor"),
        required=False,
        help_text=_("It takes over open reports and what lies below."),
    )

    def __init__(self, *args: Any, offices: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in offices}
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            NONE,
            *((one.code, one.name) for one in offices),
        ]

    @property
    def heir(self) -> Organization | None:
        return self.known.get(self.cleaned_data["successor"])
