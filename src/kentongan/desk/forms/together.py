"""Forms of working together: somebody goes to the spot, an outside body is asked, a case is joined."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.complaints.services import outside
from kentongan.desk.choices import PLEASE
from kentongan.desk.forms.base import RowField, StepForm, day_field, text_field
from kentongan.desk.forms.shared import NoteForm

__all__ = ["AskOutsideForm", "CancelForm", "CaseForm", "GiveTaskForm", "NoteForm"]


class GiveTaskForm(StepForm):
    assignee = RowField(label=_("Who goes there"))
    instructions = text_field(
        _("What to look at and do"),
        missing=_("Write what is to be done."),
        help_text=_("The reporter is not shown. Do not write a name here."),
    )
    due_on = day_field(_("Until"))

    def fill(self) -> None:
        self.offer("assignee", self.choices.field_people)
        self.fields["due_on"].widget.attrs["min"] = clock.today().isoformat()


class CancelForm(StepForm):
    """A task or a link is no longer wanted."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    reason = text_field(_("Reason"), rows=2, missing=_("Write the reason."))


class AskOutsideForm(StepForm):
    body = RowField(label=_("Outside body"), required=False)
    body_name = forms.CharField(
        label=_("Or its name"), max_length=160, required=False,
        help_text=_("If it does not stand in the list, for example a private company."),
    )  # fmt: skip
    question = text_field(_("Question"), missing=_("Write the question."))
    days = forms.IntegerField(
        label=_("Days until the link ends"), min_value=1, max_value=outside.MOST_DAYS
    )

    def fill(self) -> None:
        self.offer("body", self.choices.outside)
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            PLEASE, *((str(one.pk), one.name) for one in self.choices.outside)
        ]  # fmt: skip
        self.initial.setdefault("days", outside.DAYS)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("body") and not given.get("body_name"):
            self.add_error("body_name", _("Say whom you ask."))
        return given


class CaseForm(StepForm):
    case = RowField(label=_("Case"))

    def fill(self) -> None:
        self.offer("case", self.choices.cases)
