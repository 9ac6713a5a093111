"""The forms of the answer: its text, and what becomes of each point that was asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import gate, plain_words, points
from kentongan.complaints.choices import OutcomeKind
from kentongan.complaints.gate import Finding, Question
from kentongan.complaints.models import Answer, Complaint, Point
from kentongan.complaints.points import Said
from kentongan.complaints.services.answers import Substance
from kentongan.desk.forms.base import FilesField, StepForm, text_field

CHECKLIST = _("Say what was found, what is done, when, by whom, and what to do if not content.")
PLEASE: tuple[str, Any] = ("", _("Choose…"))
QUESTIONS = (
    (Question.ANSWERS, _("Does it answer the question?")),
    (Question.EVIDENCE, _("Is there evidence?")),
    (Question.DATE, _("Is there a date?")),
    (Question.PLAIN, _("Is it in plain words, without private data?")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of one point."""

    text: str  # empty: the complaint as a whole
    position: int
    fields: list[tuple[str, BoundField]]


class Needed(forms.Field):
    """Shown as one that must be filled in; the rules of points say when it must."""

    def clean(self, value: Any) -> str:
        return str(value or "").strip()


class NeededChoice(Needed, forms.ChoiceField):
    """The same with choices."""


class NeededText(Needed, forms.CharField):
    """The same with words."""


class PointsForm(StepForm):
    """A text, and an outcome for each point; without listed points, one for the whole."""

    override = text_field(
        _("Why it is right all the same"),
        rows=2,
        required=False,
        help_text=_("Only where the check stops it. The reason is kept with the answer."),
    )

    @cached_property
    def points(self) -> list[Point]:
        """What is asked."""
        return points.of(self.complaint)

    @property
    def each(self) -> list[Point | None]:
        """Each point; None stands for the complaint as a whole."""
        return [*self.points] or [None]

    @cached_property
    def draft(self) -> Answer | None:
        """The answer that is not published yet."""
        return draft_of(self.complaint)

    def fill(self) -> None:
        said = points.read(self.draft.content) if self.draft else None
        before = {one.point_id: one for one in said or ()}
        for point in self.each:
            self._add(point, before.get(point.pk if point else None))
        if self.draft:
            self.initial.setdefault("text", self.draft.text)
            self.initial.setdefault("version", self.draft.version)

    def _add(self, point: Point | None, before: Said | None) -> None:
        key = point.pk if point else "whole"
        kinds = OutcomeKind.choices if point is None else [PLEASE, *OutcomeKind.choices]
        made: dict[str, forms.Field] = {
            "kind": NeededChoice(label=_("What becomes of it"), choices=kinds),
            "words": NeededText(
                label=_("In a sentence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "evidence": forms.CharField(
                label=_("What shows it"),
                max_length=300,
                required=False,
                help_text=_("For example: photo of 3 December, minutes number 12."),
            ),
            "legal_basis": NeededText(
                label=_("Legal basis of the refusal"),
                max_length=300,
                help_text=_("Rule and article."),
            ),
            "promised_on": NeededText(
                label=_("Done by"),
                widget=forms.DateInput(attrs={"type": "date"}),
            ),
        }
        if point is None:
            del made["words"]  # the text itself says it
        for name, field in made.items():
            self.fields[f"{name}_{key}"] = field
            if before and (value := getattr(before, name)):
                self.initial.setdefault(f"{name}_{key}", str(value))

    @property
    def asked(self) -> Iterator[Asked]:
        """The points with their fields, for the page."""
        for point in self.each:
            key = point.pk if point else "whole"
            names = [name for name in _NAMES if f"{name}_{key}" in self.fields]
            fields = [(name, self[f"{name}_{key}"]) for name in names]
            yield Asked(point.text if point else "", point.position if point else 0, fields)

    @property
    def said(self) -> list[Said] | None:
        """What is said to each point; None where the form did not ask."""
        keys: list[int | None] = [one.pk for one in self.points]
        found = []
        for key in keys or [None]:
            name = key or "whole"
            if self.add_prefix(f"kind_{name}") not in self.data:
                return None
            value = {one: str(self.data.get(f"{one}_{name}", "")).strip() for one in _NAMES}
            day = value.pop("promised_on")
            found.append(Said(point_id=key, promised_on=_day(day), **value))
        return found

    @property
    def kept_files(self) -> list[int]:
        """Files that came with an earlier draft."""
        return list(self.draft.content.get("files", [])) if self.draft else []

    def facts(self) -> dict[str, Any]:
        """`version` guards the draft; the step itself has `seen`."""
        given = self.cleaned_data
        substance = Substance(
            outcomes=self.said,
            files=given.get("files") or (),
            kept=self.kept_files,
            override=given.get("override", ""),
        )
        return {"text": given["text"], "substance": substance}

    @cached_property
    def findings(self) -> list[Finding]:
        """What the gate says to the text as it is typed, or to the draft."""
        draft = self.draft
        said = self.said if self.is_bound else points.read(draft.content) if draft else None
        text = str(self["text"].value() or "")
        drafted = gate.Drafted(
            text=text,
            said=said or (),
            has_files=bool(self.files or self.kept_files or self.data.get("has_files")),
            is_told=said is not None,
        )
        return gate.check(self.complaint, drafted, asked=self.points)

    @property
    def checklist(self) -> list[tuple[Any, list[Finding]]]:
        """The four questions, each with what the machine doubts."""
        return [
            (label, [one for one in self.findings if one.question == question])
            for question, label in QUESTIONS
        ]

    @property
    def reading(self) -> plain_words.Reading:
        """How readable the text is."""
        return plain_words.read(str(self["text"].value() or ""))

    @property
    def has_text(self) -> bool:
        """There is something to check."""
        return bool(str(self["text"].value() or "").strip())


_NAMES = ("kind", "words", "evidence", "legal_basis", "promised_on")


class AnswerForm(PointsForm):
    """The answer, or a draft of it; begins with the draft of the unit."""

    text = text_field(_("Answer to the reporter"), rows=8, help_text=CHECKLIST)
    files = FilesField(required=False)  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theirs: Answer | None = None  # what a colleague saved, when that came in between

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


class ApproveForm(PointsForm):
    text = text_field(
        _("Answer to the reporter"), rows=8, help_text=_("You may still improve the words.")
    )
    publish_at = forms.DateTimeField(
        label=_("Send it later, at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_(
            "Empty: now. The limits go on until it is sent; you can take it back till then."
        ),
        error_messages={"invalid": _("Give day and time.")},
    )

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"publish_at": self.cleaned_data.get("publish_at")}


class PointsListForm(StepForm):
    """What is asked, one on each line; begins with what is listed, or what the text seems to ask."""

    points = text_field(
        _("What is asked, one point on each line"),
        rows=4,
        required=False,
        help_text=_("Empty: the report as a whole. It closes when each point has its outcome."),
    )

    def fill(self) -> None:
        listed = [one.text for one in points.of(self.complaint)]
        self.initial.setdefault("points", "\n".join(listed or points.proposed(self.complaint.text)))

    def facts(self) -> dict[str, Any]:
        return {"points": self.cleaned_data["points"].splitlines()}


def draft_of(complaint: Complaint) -> Answer | None:
    """The answer that is not published yet."""
    unpublished = (Answer.State.DRAFT, Answer.State.SUBMITTED, Answer.State.SENT_BACK)
    return next((one for one in complaint.answers.all() if one.state in unpublished), None)


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
