"""Forms of the unit: accept or decline, assign, tell, draft, answer, promise."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Answer, Complaint
from kentongan.desk.forms.base import RowField, StepForm, day_field, text_field

REASON = _("Write the reason.")
CHECKLIST = _("Say what was found, what is done, when, by whom, and what to do if not content.")


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


class AnswerForm(StepForm):
    """The answer, or a draft of it; begins with the draft of the unit."""

    text = text_field(_("Answer to the reporter"), rows=8, help_text=CHECKLIST)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theirs: Answer | None = None  # what a colleague saved, when that came in between

    def fill(self) -> None:
        if draft := draft_of(self.complaint):
            self.initial.setdefault("text", draft.text)
            self.initial.setdefault("version", draft.version)

    def facts(self) -> dict[str, object]:
        """`version` guards the draft; the step itself has `seen`."""
        return {"text": self.cleaned_data["text"]}

    def clean(self) -> dict[str, Any]:
        """Never write over what a colleague saved meanwhile without having shown it."""
        draft, given = draft_of(self.complaint), self.cleaned_data
        if draft and draft.version != given.get("version") and draft.text != given.get("text"):
            self.theirs = draft
            self.show_anew("version", draft.version)
            raise forms.ValidationError(
                _("A colleague has saved another draft. Both are shown: compare, then send again."),
                code="changed",
            )
        return given


class ApproveForm(StepForm):
    text = text_field(
        _("Answer to the reporter"), rows=8, help_text=_("You may still improve the words.")
    )

    def fill(self) -> None:
        if draft := draft_of(self.complaint):
            self.initial.setdefault("text", draft.text)


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


def draft_of(complaint: Complaint) -> Answer | None:
    """The answer that is not published yet."""
    unpublished = (Answer.State.DRAFT, Answer.State.SUBMITTED, Answer.State.SENT_BACK)
    return next((one for one in complaint.answers.all() if one.state in unpublished), None)


def _tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).date().isoformat()
