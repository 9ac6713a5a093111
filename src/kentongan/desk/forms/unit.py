"""Forms of the unit: decline, assign, tell, promise."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.complaints.choices import AnswerKind
from kentongan.desk.forms.base import RowField, StepForm, day_field, text_field

REASON = _("Write the reason.")


class DeclineForm(StepForm):
    proposed_owner = RowField(label=_("Whose task it is"))
    reason = text_field(_("Why it is not yours"), missing=REASON)

    def fill(self) -> None:
        others = [one for one in self.choices.units if one.pk != self.complaint.unit_id]
        self.offer("proposed_owner", others + self.choices.outside)


class AssignForm(StepForm):
    handler = RowField(label=_("Colleague"))

    def fill(self) -> None:
        self.offer("handler", self.choices.colleagues)
        self.initial.setdefault("handler", str(self.complaint.handler_id or ""))


class AddUnitForm(StepForm):
    unit = RowField(label=_("Unit that contributes"))
    note = text_field(_("What it should contribute"), rows=2, required=False)

    def fill(self) -> None:
        self.offer("unit", [one for one in self.choices.units if one.pk != self.complaint.unit_id])


class TellForm(StepForm):
    text = text_field(_("How it stands"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (AnswerKind.FIRST_WORD.value, AnswerKind.FIRST_WORD.label),
            (AnswerKind.COORDINATION.value, AnswerKind.COORDINATION.label),
        ],
        help_text=_("No answer yet: the limit goes on."),
    )


class ScheduleForm(StepForm):
    text = text_field(_("What is promised, and why later"), rows=4)
    promised_on = day_field(_("Done by"))

    def fill(self) -> None:
        self.fields["promised_on"].widget.attrs["min"] = _tomorrow()


class PostponeForm(StepForm):
    reason = text_field(_("Why it takes longer"), missing=REASON)
    promised_on = day_field(_("New date"))

    def fill(self) -> None:
        self.fields["promised_on"].widget.attrs["min"] = _tomorrow()


def _tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).date().isoformat()
