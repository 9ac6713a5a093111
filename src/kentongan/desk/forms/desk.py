"""Forms of the two desks: forward, dispatch, return, classify, decide, merge, archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import ids
from kentongan.complaints import points
from kentongan.complaints.choices import ArchiveReason, Classification, Kind
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.precedents import KECAMATAN
from kentongan.desk.choices import PLEASE
from kentongan.desk.forms.base import RowField, RowsField, StepForm, text_field
from kentongan.organizations.models import Organization

REASON = _("Write the reason.")


class ForwardForm(StepForm):
    institution = RowField(label=_("Institution"))
    note = text_field(_("Note to the institution"), rows=2, required=False)

    def fill(self) -> None:
        self.offer("institution", self.choices.institutions)
        self.guide("institution")


class DispatchForm(StepForm):
    unit = RowField(label=_("Dispatch to"))
    note = text_field(_("Note to the unit"), rows=2, required=False)
    contributing = RowsField(
        label=_("Contributing units"),
        required=False,
        help_text=_("They help; the unit above answers. Ctrl+click chooses several."),
    )
    points = text_field(
        _("What is asked, one point on each line"),
        rows=3,
        required=False,
        help_text=_("The report closes when each point has its outcome. Empty: as a whole."),
    )

    def fill(self) -> None:
        self.offer("unit", self.choices.units)
        self.guide("unit")
        self.offer("contributing", self.choices.units)
        listed = [one.text for one in points.of(self.complaint)]
        self.initial.setdefault("points", "\n".join(listed or points.proposed(self.complaint.text)))

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"points": self.cleaned_data["points"].splitlines()}

    @property
    def often(self) -> list[Organization]:
        """One press for the units that are meant most often."""
        return self.choices.often


class UnitReasonForm(StepForm):
    """Another unit leads from now on."""

    unit = RowField(label=_("Unit"))
    reason = text_field(_("Reason"), missing=REASON)

    def fill(self) -> None:
        self.offer("unit", self.choices.units)


def _citation() -> forms.CharField:
    return forms.CharField(
        label=_("Rule on which it rests"),
        max_length=240,
        help_text=_("Law, regulation or decree with its article. It will guide similar reports."),
        error_messages={"required": _("Name the rule on which the decision rests.")},
    )


def _scope() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Where it will guide"),
        choices=(("", _("In the whole institution")), (KECAMATAN, _("In this kecamatan only"))),
        required=False,
    )


class DecideForm(UnitReasonForm):
    """An arbiter names the unit that is responsible, and the rule."""

    citation = _citation()
    scope = _scope()

    def fill(self) -> None:
        super().fill()
        self.guide("unit")


class DecideAuthorityForm(StepForm):
    """The national desk names the institution that is responsible, and the rule."""

    institution = RowField(label=_("Institution"))
    reason = text_field(_("Reason"), missing=REASON)
    citation = _citation()
    scope = _scope()

    def fill(self) -> None:
        self.offer("institution", self.choices.institutions)
        self.guide("institution")


class HandOverForm(StepForm):
    external_body = RowField(label=_("Outside body"))
    reason = text_field(_("Reason"), missing=REASON)
    reference = forms.CharField(label=_("Their reference number"), max_length=60, required=False)

    def fill(self) -> None:
        self.offer("external_body", self.choices.outside)


class ClassifyForm(StepForm):
    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Write a title.")}
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    classification = forms.ChoiceField(
        label=_("Class"),
        choices=Classification.choices,
        help_text=_("The class decides the limits; they are computed from the first day."),
    )
    category = RowField(label=_("Subject"), required=False)
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)
    is_secret = forms.BooleanField(
        label=_("Keep the content secret"),
        required=False,
        help_text=_("It leaves the public list. Needs investigation: always secret."),
    )

    def fill(self) -> None:
        field = self.fields["category"]
        assert isinstance(field, RowField)
        field.known = {str(one.pk): one for one in self.choices.categories}
        field.choices = [PLEASE, *((key, _path(one)) for key, one in field.known.items())]
        for name in ("title", "kind", "classification", "is_urgent", "is_secret"):
            self.initial.setdefault(name, getattr(self.complaint, name))
        self.initial.setdefault("category", str(self.complaint.category_id or ""))


def _path(category: Any) -> str:
    return f"{category.parent} › {category}" if category.parent else str(category)


class PublishForm(StepForm):
    title = forms.CharField(label=_("Title for the public"), max_length=120, required=False)
    text = text_field(
        _("Text for the public"),
        rows=6,
        required=False,
        help_text=_("Names stay in it until you take them out. Numbers are covered by themselves."),
    )

    def fill(self) -> None:
        self.initial.setdefault("title", self.complaint.public_title or self.complaint.title)
        self.initial.setdefault("text", self.complaint.public_text or self.complaint.text)


class DisputeForm(StepForm):
    arbiter = RowField(label=_("Who decides"))
    reason = text_field(_("What is disputed"), missing=REASON)

    def fill(self) -> None:
        self.offer("arbiter", self.choices.arbiters)


class ArbiterForm(StepForm):
    arbiter = RowField(label=_("Who decides"))

    def fill(self) -> None:
        self.offer("arbiter", self.choices.arbiters)


class MergeForm(StepForm):
    master = forms.CharField(
        label=_("Code of the report that it joins"),
        max_length=20,
        help_text=_("Its reporter stays a reporter and is told everything."),
        error_messages={"required": _("Write the code, for example LP-9K47-TX2B.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_master(self) -> Complaint:
        """The report with that code, if this officer may see it."""
        number = ids.read_number(self.cleaned_data["master"])
        rows = Complaint.objects.visible_to(self.actor)
        found: Complaint | None = rows.filter(number=number).first() if number else None
        if found is None:
            raise forms.ValidationError(_("There is no such report at your desk. Check the code."))
        return found


class ProposeArchiveForm(StepForm):
    archive_reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[PLEASE, *ArchiveReason.choices],
        error_messages={"required": _("Choose one.")},
    )
    text = text_field(
        _("Explanation to the reporter"),
        help_text=_("A second officer checks it. The reporter may appeal."),
    )


class OutcomeForm(StepForm):
    outcome = text_field(_("What came of it"), missing=_("Write what came of it."))
