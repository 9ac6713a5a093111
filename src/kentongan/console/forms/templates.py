"""The form of a text that an office keeps ready."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import answer_templates
from kentongan.complaints.models import AnswerTemplate, Category
from kentongan.complaints.services.answer_templates import Content
from kentongan.console.forms.base import ConsoleForm, choice, line
from kentongan.organizations.models import Organization

ALL_SUBJECTS, ALL_UNITS = ("", _("Every subject")), ("", _("Every unit"))
LONGEST = 4000


class TemplateForm(ConsoleForm):
    step = choice(_("For which step"), choices=AnswerTemplate.Step.choices)
    category = choice(_("About which subject"), required=False)
    unit = choice(_("Unit"), required=False)
    title = line(_("Title"), most=80, help_text=_("Officers find the text by it."))
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the text.")},
        help_text=_(
            "Variables in braces are filled in: {number}, {submitted}, {due}, {unit}, {subject}, "
            "{place}; for a promise also {promised}."
        ),
    )

    def __init__(
        self, *args: Any, subjects: list[Category], units: list[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = {str(one.pk): one for one in subjects}
        self.units = {str(one.pk): one for one in units}
        self._offer("category", ALL_SUBJECTS, self.subjects)
        if len(units) > 1:
            self._offer("unit", ALL_UNITS, self.units)
        else:  # a unit keeps texts for itself, the nation for everybody
            del self.fields["unit"]

    def _offer(self, name: str, everything: Any, known: Any) -> None:
        rows = [everything, *((key, str(one)) for key, one in known.items())]
        self.fields[name].choices = rows  # type: ignore[attr-defined]

    @property
    def content(self) -> Content:
        """What the service is given."""
        given = self.cleaned_data
        only = next(iter(self.units.values()), None) if "unit" not in self.fields else None
        return Content(
            step=given["step"],
            title=given["title"],
            text=given["text"],
            category=self.subjects.get(given["category"]),
            unit=only or self.units.get(given.get("unit", "")),
        )

    def preview(self) -> str:
        """The text with examples for its variables."""
        values = self.data if self.is_bound else self.initial
        return answer_templates.sample(str(values.get("text", "")))
