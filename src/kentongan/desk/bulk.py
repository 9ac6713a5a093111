"""What an officer can do with many reports at once: which steps, with which form, for which of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentongan.common import ids
from kentongan.common.forms import RadioCards
from kentongan.complaints import answer_templates, moves, workflow
from kentongan.complaints.models import AnswerTemplate, Complaint, Event
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.bulk import MOST
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk.casefile import NEIGHBOURS
from kentongan.desk.choices import Choices
from kentongan.desk.forms.base import StepForm
from kentongan.desk.forms.desk import DispatchForm, ForwardForm, MergeForm, ProposeArchiveForm
from kentongan.desk.forms.shared import PlainForm, QuestionForm
from kentongan.desk.steps import STEPS
from kentongan.organizations.actor import Actor


class TemplateForm(StepForm):
    """A text kept ready, written for each report by itself."""

    template = forms.ChoiceField(
        label=gettext_lazy("Text kept ready"),
        error_messages={"required": gettext_lazy("Choose a text.")},
    )

    def fill(self) -> None:
        self.known = {str(one.pk): one for one in self.choices.templates("answer")}
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        shown = {
            key: answer_templates.filled(one, self.complaint) for key, one in self.known.items()
        }
        field.widget = RadioCards(hints=shown)
        field.choices = [(key, one.title) for key, one in self.known.items()]

    def clean_template(self) -> AnswerTemplate:
        """The text itself."""
        return self.known[self.cleaned_data["template"]]


# In the order of their buttons. Each letter is the one of the step on the page of a report.
FORMS: dict[str, type[StepForm]] = {
    "forward": ForwardForm,
    "dispatch": DispatchForm,
    "accept": PlainForm,
    "ask": QuestionForm,
    "merge": MergeForm,
    "propose_archive": ProposeArchiveForm,
    "archive": PlainForm,
    "answer": TemplateForm,
    "draft": TemplateForm,
}


@dataclass(frozen=True, slots=True)
class Excepted:
    """A report for which the step is not possible, and why."""

    complaint: Complaint
    why_not: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The reports that were ticked, told apart by whether the step is possible."""

    fitting: list[Complaint]
    excepted: list[Excepted]


def actions_of(actor: Actor) -> list[str]:
    """The steps that this role ever takes."""
    found = [one for one in FORMS if any(actor.role in line.by for line in workflow.lines_of(one))]
    return [one for one in found if one != "draft" or "answer" not in found]


def buttons_of(actor: Actor) -> list[tuple[str, str, str]]:
    """Step, words and letter of each button under the list."""
    return [(one, str(ACTION_LABELS[one]), STEPS[one].key) for one in actions_of(actor)]


def read(numbers: Sequence[str], *, actor: Actor) -> list[Complaint]:
    """The ticked reports, with what the rules look at: a handful of statements for all of them."""
    wanted = list(dict.fromkeys(filter(None, map(ids.read_number, numbers))))[: MOST + 1]
    rows = Complaint.objects.visible_to(actor).filter(number__in=wanted)
    rows = rows.select_related(*NEIGHBOURS)
    found = {one.number: one for one in rows.prefetch_related("dispositions", "answers", "events")}
    return [found[one] for one in wanted if one in found]


def chosen(complaints: Sequence[Complaint], action: str, *, actor: Actor) -> Choice:
    """For which of them the step is possible now."""
    reasons = {one.pk: _why_not(one, action, actor) for one in complaints}
    return Choice(
        fitting=[one for one in complaints if not reasons[one.pk]],
        excepted=[Excepted(one, reasons[one.pk]) for one in complaints if reasons[one.pk]],
    )


def _why_not(complaint: Complaint, action: str, actor: Actor) -> str:
    try:
        moves.find(action, complaint, by=actor, facts={})
    except Missing:
        return ""  # the form asks for it
    except MoveRefused as refusal:
        return str(refusal)
    return ""


def form_for(
    action: str, complaints: Sequence[Complaint], *, actor: Actor, data: Any = None
) -> StepForm:
    """The form of the step; the first report stands for all that are alike in what is offered."""
    pattern = complaints[0]
    form = FORMS[action](data, action=action, complaint=pattern, choices=Choices(pattern, actor))
    del form.fields["seen"]  # each has its own
    if action == "merge":
        form.initial.setdefault("master", pattern.shown_number)
    return form


def take(complaint: Complaint, form: StepForm, *, seen: int | None) -> Event:
    """The step on one of them, with what the form holds, through the same service as ever."""
    step = STEPS[form.action]
    facts = form.facts() | ({"seen": seen} if step.has_seen else {})
    template = facts.pop("template", None)
    if isinstance(template, AnswerTemplate):
        if template not in answer_templates.offered(complaint, form.action, by=form.actor):
            raise MoveRefused(_("The text is kept for another subject or office."))
        facts["text"] = answer_templates.filled(template, complaint)
    return step.service(complaint, by=form.actor, **facts)
