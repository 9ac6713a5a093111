"""What the forms of all steps have in common: the version seen, choices by name, files."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kentongan.common import words
from kentongan.complaints import answer_templates, attachments
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.precedents import Guide
from kentongan.desk.choices import PLEASE, Choices, grouped
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

LONGEST = 5000
NO_FACTS = ("seen", "came_by")
CAME_BY = [
    (one.value, one.label)
    for one in (
        Channel.COUNTER,
        Channel.PHONE,
        Channel.LETTER,
        Channel.WHATSAPP,
        Channel.SMS,
        Channel.EMAIL,
        Channel.SOCIAL,
    )
]


class StepForm(forms.Form):
    """One step on one complaint. `seen` is the version of the page on which it was decided."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, action: str, complaint: Complaint, choices: Choices, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", f"{action}_%s")
        super().__init__(*args, **kwargs)
        self.action, self.complaint, self.choices = action, complaint, choices
        self.initial.setdefault("seen", complaint.version)
        self.fill()
        if choices.actor.role == Role.COUNTER_CLERK:
            self.fields["came_by"] = forms.ChoiceField(
                label=_("How the reporter's word came"),
                choices=CAME_BY,
                initial=Channel.COUNTER,
                required=False,
            )

    @property
    def actor(self) -> Actor:
        return self.choices.actor

    @property
    def takes_ready(self) -> bool:
        """The step has a text for which offices keep some ready."""
        return self.action in answer_templates.STEP_OF

    def insert(self, text: str) -> None:
        """Put a text that was kept ready behind what is in the form already."""
        name = next(name for name in ("text", "question", "reason") if name in self.fields)
        typed = str(self.initial.get(name, ""))
        self.initial[name] = answer_templates.joined(typed, text)[:LONGEST]

    def fill(self) -> None:
        """Set choices and first values that depend on the complaint and on who acts."""

    def fill_from(self, given: Mapping[str, str]) -> None:
        """Values that a proposal brings along in the address; the officer still has to send them."""
        for name, field in self.fields.items():
            if name in given and not isinstance(field.widget, forms.HiddenInput):
                self.initial[name] = given[name][:LONGEST]

    def facts(self) -> dict[str, Any]:
        """What the service is given."""
        return {name: it for name, it in self.cleaned_data.items() if name not in NO_FACTS}

    @property
    def acting(self) -> Actor:
        """Who takes the step; a clerk, by the way by which the reporter's word came."""
        if "came_by" not in self.fields:
            return self.actor
        return self.actor.through(self.cleaned_data["came_by"] or Channel.COUNTER)

    def show_anew(self, name: str, value: object) -> None:
        """Put another value into a hidden field of a form that is shown again."""
        data = cast(QueryDict, self.data).copy()
        data[name] = str(value)
        self.data = data

    def guide(self, name: str) -> None:
        """Say what was decided for complaints like this one, and choose it beforehand."""
        guides, field = self.choices.guides, self.fields[name]
        known = cast(RowField, field).known
        guides = [one for one in guides if str(one.owner_id) in known]
        if guides:
            self.initial.setdefault(name, str(guides[0].owner_id))
            field.help_text = " ".join(_guide_words(one) for one in guides)

    def offer_many(self, name: str, rows: Iterable[Any]) -> None:
        """Set what can be chosen in a `RowsField`."""
        cast(RowsField, self.fields[name]).offer(list(rows))

    def offer(self, name: str, rows: Iterable[Any]) -> None:
        """Set what can be chosen in a `RowField`."""
        cast(RowField, self.fields[name]).offer(list(rows))


def _guide_words(one: Guide) -> str:
    facts = {
        "owner": one.owner,
        "citation": one.citation,
        "who": one.decided_by,
        "day": words.day(one.decided_on),
        "number": one.number,
    }
    text = gettext("Precedent: %(owner)s, by %(citation)s (%(who)s, %(day)s, %(number)s).")
    return text % facts


class RowField(forms.ChoiceField):
    """A choice among rows that were read already: showing and checking ask nothing more."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Choose one.")})
        super().__init__(**kwargs)
        self.known: dict[str, Any] = {}

    def offer(self, rows: list[Any]) -> None:
        """The rows to choose from; offices stand under their kind."""
        self.known = {str(one.pk): one for one in rows}
        if rows and isinstance(rows[0], Organization):
            self.choices = grouped(rows)
        else:
            self.choices = [PLEASE, *((key, str(one)) for key, one in self.known.items())]

    def clean(self, value: Any) -> Any:
        """The row itself; None when nothing was chosen and nothing had to be."""
        return self.known.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """Several of the rows that were read already."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.SelectMultiple(attrs={"size": 5}))
        super().__init__(**kwargs)
        self.known: dict[str, Any] = {}

    def offer(self, rows: list[Any]) -> None:
        """The rows to choose from."""
        self.known = {str(one.pk): one for one in rows}
        self.choices = [(key, str(one)) for key, one in self.known.items()]

    def clean(self, value: Any) -> Any:
        """The rows themselves."""
        return [self.known[key] for key in super().clean(value)]


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos, PDF or clips: number, size and kind are checked, in words that say how to mend."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photos or files"))
        kwargs.setdefault("help_text", _("Up to 3: photo, PDF or short clip."))
        kwargs.setdefault("error_messages", {"required": _("Choose the file.")})
        attrs = {"accept": ",".join(attachments.ACCEPTED), "multiple": True}
        super().__init__(widget=ManyFiles(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """The files as `Upload`s."""
        files = cast(
            "list[UploadedFile[Any]]", data if isinstance(data, list) else [data] if data else []
        )
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > settings.UPLOAD_MAX_FILES:
            raise forms.ValidationError(
                _("You chose %(n)s files. Choose at most %(most)s."),
                params={"n": len(files), "most": settings.UPLOAD_MAX_FILES},
            )
        return [upload_of(file) for file in files]


def upload_of(file: "UploadedFile[Any]") -> Upload:
    """The file, when it can be taken; the error says what is wrong with it."""
    name, size = file.name or "", file.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise forms.ValidationError(
            _("%(name)s is too large (%(mb)s MB). Choose a smaller one or send without it."),
            params={"name": name, "mb": size // 1_000_000},
        )
    content = file.read()
    if attachments.media_type(content) is None:
        raise forms.ValidationError(
            _("%(name)s is no photo, PDF or clip. Choose another file or send without it."),
            params={"name": name},
        )
    return Upload(name=name, content=content)


def text_field(
    label: Any, *, rows: int = 3, required: bool = True, missing: Any = None, **kwargs: Any
) -> forms.CharField:
    """A text of several lines; `missing` says what to write when it was left empty."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Write the text.")},
        **kwargs,
    )


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give the date."),
            "invalid": _("Write the date as day/month/year."),
        },
        **kwargs,
    )
