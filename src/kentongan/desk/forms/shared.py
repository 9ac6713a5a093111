"""Forms that desks and units share, and those by which a clerk acts for the reporter."""

from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.common.forms import RadioCards
from kentongan.complaints import contesting
from kentongan.complaints.choices import ContestReason, HideReason
from kentongan.complaints.models import Rating
from kentongan.complaints.refusals import Missing
from kentongan.complaints.services import mentions, referral
from kentongan.desk.choices import PLEASE
from kentongan.desk.forms.base import FilesField, RowsField, StepForm, text_field
from kentongan.organizations.roles import Role


class PlainForm(StepForm):
    """Nothing but the decision."""


class ReasonForm(StepForm):
    reason = text_field(_("Reason"), missing=_("Write the reason."))


class TextForm(StepForm):
    text = text_field(_("Text"))


class MentionInput(forms.SelectMultiple):
    """People to call; with script the list follows what is typed after an @."""

    template_name = "desk/mention_input.html"
    url = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"url": self.url}


class NoteForm(StepForm):
    text = text_field(
        _("Note"), rows=3, help_text=_("Write @ and a name: that person hears the bell.")
    )
    mentions = RowsField(
        label=_("Who hears the bell"), required=False, widget=MentionInput(attrs={"size": 4})
    )

    def fill(self) -> None:
        self.offer_many("mentions", self.choices.readers)
        widget = self.fields["mentions"].widget
        widget.url = reverse("desk:people", args=[self.complaint.shown_number])

    def clean(self) -> dict[str, Any]:
        """A name after an @ must be somebody's who may see the report."""
        given = self.cleaned_data
        try:
            mentions.called(given.get("text", ""), self.choices.readers)
        except Missing as missing:
            self.add_error("text", str(missing))
        return given


class QuestionForm(StepForm):
    question = text_field(
        _("Question to the reporter"),
        missing=_("Write what the reporter should add."),
        help_text=_("The limits stand still until the answer comes, 30 days at most."),
    )


class PaperForm(StepForm):
    form = forms.ChoiceField(
        label=_("Which paper"),
        choices=(
            ("disposition", _("Disposition sheet")),
            ("answer", _("Answer letter; the reporter gets it, too")),
            ("receipt", _("Receipt")),
            ("", _("Another paper")),
        ),
        required=False,
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Scan or photo of the signed paper"), required=True
    )


class WordsForm(StepForm):
    """Words of the reporter, and files."""

    text = text_field(_("What the reporter says"), rows=4)
    files = FilesField(required=False)  # type: ignore[assignment]


class AddForm(WordsForm):
    text = text_field(_("What the reporter says"), rows=4, required=False)


class OptionalTextForm(StepForm):
    text = text_field(_("What the reporter says"), rows=2, required=False)


class ContestForm(StepForm):
    """What is not solved; beside each reason stands what it leads to."""

    contest_reason = forms.ChoiceField(
        label=_("What is not solved"),
        widget=RadioCards,
        error_messages={"required": _("Choose one.")},
    )
    text = text_field(_("What the reporter says"), required=False)
    files = FilesField(required=False)  # type: ignore[assignment]

    def fill(self) -> None:
        found = contesting.reasons(self.complaint, by=self.actor)
        field = cast(forms.ChoiceField, self.fields["contest_reason"])
        field.choices = [(one.code, one.label) for one in found] or ContestReason.choices
        cast(RadioCards, field.widget).hints = {one.code: one.effect for one in found}


class ReopenForm(ContestForm):
    """The desk gives a reason; a reporter says what is not solved."""

    text = text_field(_("Reason"), missing=_("Write the reason."))

    def fill(self) -> None:
        if self.actor.role == Role.COUNTER_CLERK:
            self.fields["text"].required = False
            super().fill()
        else:
            del self.fields["contest_reason"], self.fields["files"]


class ConsentForm(StepForm):
    """The clerk reads the words aloud; they are kept with the consent."""

    agrees = forms.BooleanField(
        label=_("The reporter has heard these words and agrees"),
        help_text=referral.CONSENT,
        error_messages={"required": _("Read the words to the reporter, then tick this.")},
    )

    def facts(self) -> dict[str, Any]:
        return {}


class HideForm(StepForm):
    """Why the public does not see it any more."""

    hide_reason = forms.ChoiceField(
        label=_("Why the public shall not see it"), choices=[PLEASE, *HideReason.choices]
    )
    text = text_field(
        _("To the reporter"),
        missing=_("Write the reason."),
        help_text=_("The reporter reads this. The public only reads that it was taken off."),
    )


class RateForm(StepForm):
    solved = forms.ChoiceField(
        label=_("Is the problem solved?"), choices=Rating.Solved.choices, widget=RadioCards
    )
    score = forms.TypedChoiceField(
        label=_("Mark from 1 to 5"),
        choices=[PLEASE, *((str(one), str(one)) for one in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = text_field(_("What the reporter says"), rows=2, required=False)


class IdentityForm(forms.Form):
    """Why the reporter's identity must be known."""

    reason = text_field(
        _("Why you need to know who it is"),
        rows=2,
        missing=_("Write why you need to know who it is. It is recorded."),
        help_text=_("Your name, the time and this reason are recorded for the inspectorate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "identity_%s")
        super().__init__(*args, **kwargs)
