"""Forms of a case of many reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import ids
from kentongan.complaints.models import Complaint
from kentongan.desk.forms.base import RowField, day_field, text_field
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

MOST = 200


class OpenCaseForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Write a title.")}
    )
    cause = text_field(_("The common cause"), help_text=_("Reporters do not read this."))
    owner = RowField(label=_("Unit that removes the cause"))
    due_on = day_field(_("Removed by"), help_text=_("Every reporter is told this day."))
    numbers = text_field(
        _("Codes of the reports"), help_text=_("One on each line, or with spaces between.")
    )

    def __init__(self, *args: Any, actor: Actor, units: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["owner"].offer(units)  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[Complaint]:
        """The reports with those codes, all of them or none."""
        given = self.cleaned_data["numbers"].replace(",", " ").split()[:MOST]
        wanted = {ids.read_number(one) or one: one for one in given}
        rows = Complaint.objects.visible_to(self.actor).select_related("institution", "unit")
        found = {one.number: one for one in rows.filter(number__in=list(wanted))}
        if lacking := [shown for number, shown in wanted.items() if number not in found]:
            raise forms.ValidationError(
                _("There is no such report at your desk: %(numbers)s"),
                params={"numbers": ", ".join(lacking)},
            )
        return list(found.values())


class PlanForm(forms.Form):
    title = forms.CharField(
        label=_("Step"), max_length=160, error_messages={"required": _("Write the step.")}
    )
    due_on = day_field(_("Until"))


class DoneForm(forms.Form):
    step = forms.IntegerField(widget=forms.HiddenInput)
    note = text_field(
        _("What was done"), rows=2, missing=_("Write what was done."),
        help_text=_("Every reporter of this case reads it."),
    )  # fmt: skip


class EndCaseForm(forms.Form):
    solved = forms.ChoiceField(
        label=_("How it ended"),
        choices=(("yes", _("The cause is removed")), ("no", _("It is given up"))),
    )
    outcome = text_field(
        _("What came of it"), missing=_("Write what came of it."),
        help_text=_("Every reporter of this case reads it."),
    )  # fmt: skip
