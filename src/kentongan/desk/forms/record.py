"""The fast form of officers: what came over the counter, on paper, by telephone or from social media."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.forms import RadioCards
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.services.submit import Submission
from kentongan.desk.forms.base import FilesField, day_field
from kentongan.organizations import places
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

RECORDERS = (Role.COUNTER_CLERK, Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN)
CHANNELS = (
    (Channel.COUNTER.value, _("Counter")),
    (Channel.WHATSAPP.value, "WhatsApp"),
    (Channel.SOCIAL.value, _("Social media")),
    (Channel.PHONE.value, _("Telephone")),
    (Channel.LETTER.value, _("Letter or complaint box")),
)
SHORTEST, LONGEST = 20, 4000
NIK = r"^\d{16}$"


class RecordForm(forms.Form):
    """One screen. Only the text is needed; whoever wants answers leaves a way to be reached."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=CHANNELS, initial=Channel.COUNTER, widget=RadioCards
    )
    text = forms.CharField(
        label=_("What the reporter says"),
        help_text=_("In their own words: what, where, since when."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write what happened."),
            "min_length": _("This is too short. Write at least %(limit_value)d letters."),
            "max_length": _("This is too long. Write at most %(limit_value)d letters."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=RadioCards
    )
    area = forms.CharField(
        label=_("Village or kecamatan"),
        help_text=_("Begin to type and choose."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    landmark = forms.CharField(label=_("Landmark"), required=False, max_length=200)
    happened_on = day_field(_("When it happened"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("Mobile phone or WhatsApp"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        error_messages={"invalid": _("Write the address like name@example.id.")},
    )
    nik = forms.RegexField(
        NIK,
        label="NIK",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("A NIK has 16 digits. Check it, or leave it empty.")},
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=240)
    is_anonymous = forms.BooleanField(
        label=_("Hide the name from the reported office and the public"),
        required=False,
        initial=True,
    )
    is_secret = forms.BooleanField(
        label=_("Keep the content secret"),
        required=False,
        help_text=_("It does not appear in public; only officers who handle it read it."),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Scan, photo or files"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        self.fields["happened_on"].widget.attrs["max"] = clock.today().isoformat()

    def clean_area(self) -> str:
        """The code of the place; what may mean several is asked again with those to choose from."""
        typed = self.cleaned_data["area"].strip()
        if not typed:
            return ""
        exact = [one.code for one in places.all_places().values() if str(one) == typed]
        found = places.search(typed)
        if exact or len(found) == 1:
            return exact[0] if exact else found[0].code
        if not found:
            raise forms.ValidationError(
                _("This place is not known. Choose one from the list, or leave it empty.")
            )
        raise forms.ValidationError(
            _("Several places fit: %(places)s. Write one of them."),
            params={"places": "; ".join(str(one) for one in found)},
        )

    def clean_phone(self) -> str:
        """In the form that every carrier understands."""
        typed = self.cleaned_data["phone"].strip()
        number = read_phone(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("Write the number like 0812 3456 7890."))
        return number

    def clean_happened_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["happened_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day is still to come. Check the date."))
        return day

    def submission(self, *, institution: Organization | None) -> Submission:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        own = ("name", "phone", "email", "nik", "address")
        plain = ("text", "kind", "landmark", "happened_on", "is_anonymous", "is_secret", "files")
        return Submission(
            **{name: given[name] for name in plain},
            channel=Channel(given["channel"]),
            idempotency_key=given["key"],
            area_code=given["area"] or None,
            institution=institution,
            personal=PersonalData(**{name: given[name] for name in own}),
        )
