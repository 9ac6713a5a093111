"""The shape of what officers type for each step. Whether it is allowed is for the services to say."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import AnswerKind, ArchiveReason, Classification, Kind
from kentongan.complaints.models import Category, Complaint
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import Role


class StepForm(forms.Form):
    """A step on one complaint by one actor; `seen` is the version of the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, complaint: Complaint, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint, self.actor = complaint, actor
        self.initial.setdefault("seen", complaint.version)
        self.fill()

    def fill(self) -> None:
        """Choices that depend on complaint and actor."""

    def offices(self, name: str, rows: Any) -> None:
        """Set the offices of a choice field."""
        cast(forms.ModelChoiceField, self.fields[name]).queryset = rows  # type: ignore[type-arg]


def _text(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=5000, widget=widget)


def _office(label: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    return forms.ModelChoiceField(
        Organization.objects.none(), label=label, error_messages={"required": _("Choose one.")}
    )


class PlainForm(StepForm):
    """Nothing but the decision."""


class ReasonForm(StepForm):
    reason = _text(_("Reason"))


class TextForm(StepForm):
    text = _text(_("Text"), rows=5)


class QuestionForm(StepForm):
    question = _text(_("What should the reporter add?"))


class OutcomeForm(StepForm):
    outcome = _text(_("What came of it?"))


class ForwardForm(StepForm):
    institution = _office(_("Institution"))
    note = _text(_("Note"), required=False, rows=2)

    def fill(self) -> None:
        self.offices("institution", directory.institutions(clock.now().date()))


class DispatchForm(StepForm):
    unit = _office(_("Unit"))
    note = _text(_("Note for the unit"), required=False, rows=2)
    contributing = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("Contributing units"), required=False
    )

    def fill(self) -> None:
        rows = units_of(self.complaint)
        self.offices("unit", rows)
        self.offices("contributing", rows)


class UnitReasonForm(StepForm):
    unit = _office(_("Unit"))
    reason = _text(_("Reason"))

    def fill(self) -> None:
        self.offices("unit", units_of(self.complaint))


class AddUnitForm(StepForm):
    unit = _office(_("Unit"))
    note = _text(_("Note for the unit"), required=False, rows=2)
    field_order = ("unit", "note")

    def fill(self) -> None:
        del self.fields["seen"]
        self.offices("unit", units_of(self.complaint))


class HandOverForm(StepForm):
    external_body = _office(_("Outside body"))
    reason = _text(_("Reason"))
    reference = forms.CharField(label=_("Its reference number"), max_length=60, required=False)

    def fill(self) -> None:
        self.offices("external_body", directory.external_bodies(clock.now().date()))


class DeclineForm(StepForm):
    proposed_owner = _office(_("Whose task is it?"))
    reason = _text(_("Reason"))

    def fill(self) -> None:
        today = clock.now().date()
        rows = units_of(self.complaint) | directory.external_bodies(today)
        self.offices("proposed_owner", rows.exclude(pk=self.complaint.unit_id))


class ArbiterForm(StepForm):
    arbiter = forms.ModelChoiceField(User.objects.none(), label=_("Who decides?"))
    reason = _text(_("Reason"))

    def fill(self) -> None:
        held = Membership.objects.valid_on(clock.now().date()).filter(
            role__in=(Role.LEADER, Role.INSTITUTION_ADMIN),
            organization__institution=self.complaint.institution_id,
        )
        people = User.objects.filter(pk__in=held.values("user"))
        self.offices("arbiter", people)


class NameArbiterForm(ArbiterForm):
    reason = None  # type: ignore[assignment]


class AssignForm(StepForm):
    handler = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))

    def fill(self) -> None:
        held = Membership.objects.valid_on(clock.now().date())
        held = held.filter(organization=self.actor.organization_id)
        self.offices("handler", User.objects.filter(pk__in=held.values("user")))


class TellForm(StepForm):
    text = _text(_("Text for the reporter"), rows=5)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(one, one.label) for one in (AnswerKind.FIRST_WORD, AnswerKind.COORDINATION)],
    )


class AnswerForm(StepForm):
    text = _text(_("Answer to the reporter"), rows=8)

    def fill(self) -> None:
        draft = self.complaint.answers.filter(state__in=("draft", "sent_back", "submitted")).first()
        if draft:
            self.initial.setdefault("text", draft.text)


class PromiseForm(StepForm):
    text = _text(_("Text for the reporter"), rows=4)
    promised_on = forms.DateField(
        label=_("Done by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class PostponeForm(StepForm):
    reason = _text(_("Reason; the reporter reads it"))
    promised_on = forms.DateField(
        label=_("New date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ArchiveForm(StepForm):
    archive_reason = forms.ChoiceField(label=_("Reason"), choices=ArchiveReason.choices)
    text = _text(_("Explanation; the reporter reads it"))


class MergeForm(StepForm):
    master = forms.CharField(label=_("Number of the other complaint"), max_length=20)

    def clean_master(self) -> Complaint:
        from kentongan.common import ids

        number = ids.read_number(self.cleaned_data["master"]) or ""
        found = Complaint.objects.visible_to(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no complaint with that number at your desk."))
        return cast(Complaint, found)


class ClassifyForm(StepForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    classification = forms.ChoiceField(label=_("Class"), choices=Classification.choices)
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("Category"), required=False
    )
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)
    is_secret = forms.BooleanField(label=_("Secret content"), required=False)

    def fill(self) -> None:
        for name in ("title", "kind", "classification", "category", "is_urgent", "is_secret"):
            self.initial.setdefault(name, getattr(self.complaint, name))


class PublishForm(StepForm):
    title = forms.CharField(label=_("Title for the public"), max_length=120, required=False)
    text = _text(_("Text for the public"), required=False, rows=6)

    def fill(self) -> None:
        del self.fields["seen"]
        self.initial.setdefault("title", self.complaint.public_title or self.complaint.title)
        self.initial.setdefault("text", self.complaint.public_text or self.complaint.text)


class PaperForm(StepForm):
    form = forms.ChoiceField(
        label=_("Which paper?"),
        choices=(
            ("disposition", _("Disposition sheet")),
            ("answer", _("Answer letter")),
            ("receipt", _("Receipt")),
        ),
    )
    file = forms.FileField(label=_("Scan"))

    def fill(self) -> None:
        del self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        """The file as an `Upload`, as the service takes it."""
        given = dict(self.cleaned_data)
        file = given.pop("file", None)
        if file:
            given["files"] = [Upload(name=file.name, content=file.read())]
        return given


def units_of(complaint: Complaint) -> Any:
    """Units to which the complaint's institution can dispatch."""
    today = clock.now().date()
    return directory.units_of(complaint.institution_id or 0, today).filter(is_external=False)
