"""Forms of subjects."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kentongan.complaints.choices import Classification
from kentongan.complaints.models import Category
from kentongan.console.forms.base import ConsoleForm, choice, line

TOP = ("", _("None: first level"))


class CategoryForm(ConsoleForm):
    name_id = line(_("Name in Indonesian"), most=120)
    name_en = line(_("Name in English"), most=120, required=False)
    classification = choice(
        _("Class"),
        choices=Classification.choices,
        help_text=_("Decides the limits of reports that get this subject."),
    )
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: reports become secret"),
        required=False,
        help_text=_("For example violence, corruption, health of a person."),
    )


class ParentForm(ConsoleForm):
    parent = choice(_("Under which subject"), required=False)

    def __init__(self, *args: Any, parents: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in parents}
        self.fields["parent"].choices = [TOP, *((one.code, str(one)) for one in parents)]  # type: ignore[attr-defined]

    @property
    def above(self) -> Category | None:
        return self.known.get(self.cleaned_data["parent"])


class AddCategoryForm(CategoryForm, ParentForm):
    code = line(
        _("Code"),
        most=60,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9.-]*$", _("Small letters, digits, dots and hyphens."))
        ],
        help_text=_("For example pendidikan.beasiswa. It stays for ever."),
    )
    field_order = ("name_id", "name_en", "code", "parent", "classification", "is_sensitive")


class SureForm(ConsoleForm):
    """Nothing is asked but whether one is sure."""
