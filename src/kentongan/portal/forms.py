"""The shape of what citizens type. Whether a step is allowed is for the services to say."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.common.forms import RadioCards
from kentongan.common.phone import read_phone
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import ContestReason, Kind
from kentongan.complaints.models import Rating
from kentongan.organizations import directory, gazetteer

SHORTEST, LONGEST = 20, 4000


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files of that name, not the last one."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Photos, PDF or clips: number, size and kind are checked here, in words that say how to mend."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photos or files"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("Up to 3: photo, PDF or short clip, 10 MB each."))
        attrs = {"accept": ",".join(attachments.ACCEPTED), "multiple": True}
        super().__init__(widget=ManyFiles(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """The files as `Upload`s; every fault of every file is told."""
        files = cast(
            list["UploadedFile[Any]"], data if isinstance(data, list) else [data] if data else []
        )
        if len(files) > settings.UPLOAD_MAX_FILES:
            raise forms.ValidationError(
                _("You chose %(n)s files. Choose at most %(most)s; you can add others later."),
                params={"n": len(files), "most": settings.UPLOAD_MAX_FILES},
            )
        return [self._upload(file) for file in files]

    def _upload(self, file: "UploadedFile[Any]") -> Upload:
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


class ReportForm(forms.Form):
    """The report: what happened, where, and what others may see of it."""

    text = forms.CharField(
        label=_("Tell us the problem"),
        help_text=_("What, where, since when?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Tell us what happened."),
            "min_length": _("This is too short. Write at least %(limit_value)d letters."),
            "max_length": _("This is too long. Write at most %(limit_value)d letters."),
        },
    )
    files = FilesField()  # type: ignore[assignment]
    kind = forms.ChoiceField(
        label=_("What would you like to say?"),
        choices=Kind.choices,
        initial=Kind.COMPLAINT,
        widget=RadioCards(
            hints={
                Kind.COMPLAINT: _("Something is wrong with a service or a public facility"),
                Kind.SUGGESTION: _("An idea or a wish for the government"),
                Kind.INFORMATION: _("You want to ask or need data"),
            }
        ),
    )
    area = forms.CharField(
        label=_("Village or district"),
        help_text=_("Begin to type and choose."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    landmark = forms.CharField(
        label=_("Landmark"),
        help_text=_("For example: in front of the market, next to the school."),
        required=False,
        max_length=200,
    )
    happened_on = forms.DateField(
        label=_("When did it happen?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date as day/month/year.")},
    )
    wish = forms.CharField(
        label=_("What should be done?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    institution = forms.ChoiceField(label=_("Send straight to"), required=False)
    show_name = forms.ChoiceField(
        label=_("My name"),
        choices=(("", _("Hide it")), ("yes", _("Show it"))),
        required=False,
        widget=RadioCards(
            hints={
                "": _(
                    "Neither the public nor the reported office sees your name. The checking desk "
                    "can open it where it must, and every opening is recorded."
                ),
                "yes": _("The public and the office that answers see your name."),
            }
        ),
    )
    is_secret = forms.BooleanField(
        label=_("Keep the content secret"),
        help_text=_("The report is not shown to the public. Only officers who handle it read it."),
        required=False,
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=80, widget=forms.TextInput(
            attrs={"autocomplete": "name", "data-private": True})
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Mobile number or e-mail"),
        help_text=_("Without it, the code and the PIN are your only way back."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "email"}),
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-uuid": True}))
    website = forms.CharField(required=False)  # a trap: people do not see it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institution = cast(forms.ChoiceField, self.fields["institution"])
        institution.choices = _institutions

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day and day > clock.now().date():
            raise forms.ValidationError(_("This date is in the future. Check day and year."))
        return day

    def clean_area(self) -> str:
        """The code of the place: typed as a name, chosen from the list, or a code itself."""
        typed = self.cleaned_data["area"].strip()
        if not typed or typed in gazetteer.all_places():
            return str(typed)
        found = gazetteer.search(typed, limit=1)
        if not found:
            raise forms.ValidationError(
                _("“%(place)s” was not found. Write the village and its district."),
                params={"place": typed},
            )
        return found[0].code

    def clean_contact(self) -> str:
        typed = self.cleaned_data["contact"].strip()
        if not typed:
            return ""
        if "@" in typed:
            forms.EmailField(
                error_messages={"invalid": _("This e-mail address is not complete.")}
            ).clean(typed)
            return str(typed)
        phone = read_phone(typed)
        if not phone:
            raise forms.ValidationError(
                _("This number is not complete. Write it like 0812 3456 7890.")
            )
        return phone

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """A name that is to be shown must be there."""
        given = self.cleaned_data
        if given.get("show_name") and not given.get("name"):
            self.add_error("name", _("Write your name, or hide it."))
        return given


def _institutions() -> list[tuple[str, Any]]:
    today = clock.now().date()
    known = [(one.code, one.name) for one in directory.institutions(today)]
    return [("", _("Let the national desk decide")), *known]


class TrackForm(forms.Form):
    """Number and PIN of a receipt."""

    number = forms.CharField(
        label=_("Report code"), max_length=20, widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the code from your receipt.")},
    )  # fmt: skip
    pin = forms.CharField(
        label=_("PIN"), max_length=10, widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the six digits from your receipt.")},
    )  # fmt: skip


class WordsForm(forms.Form):
    """A text and files: completing, replying, adding."""

    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    files = FilesField()  # type: ignore[assignment]


class ReasonForm(forms.Form):
    """A text alone: withdrawing, appealing."""

    text = forms.CharField(
        label=_("Your reason"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ContestForm(WordsForm):
    """What is not solved."""

    contest_reason = forms.ChoiceField(
        label=_("What is not solved?"), choices=ContestReason.choices, widget=RadioCards()
    )
    field_order = ("contest_reason", "text", "files")


class RateForm(forms.Form):
    """Is it solved, and how good was it?"""

    solved = forms.ChoiceField(
        label=_("Is the problem solved?"), choices=Rating.Solved.choices, widget=RadioCards()
    )
    score = forms.TypedChoiceField(
        label=_("How were you served?"),
        choices=(
            ("", _("No mark")),
            (1, _("1 – very poor")),
            (2, _("2 – poor")),
            (3, _("3 – fair")),
            (4, _("4 – good")),
            (5, _("5 – very good")),
        ),
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label=_("Your words"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
