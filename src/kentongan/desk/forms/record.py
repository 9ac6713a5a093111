"""The fast form of officers: what came over the counter, on paper, by telephone or from social media."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.forms import RadioCards
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.models.paper import Paper
from kentongan.complaints.services.submit import Original, Submission
from kentongan.desk.forms.base import day_field
from kentongan.desk.forms.scans import ScansField
from kentongan.organizations import places
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

RECORDERS = (Role.COUNTER_CLERK, Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN)
CHANNELS = (
    (Channel.COUNTER.value, _("Counter")),
    (Channel.WHATSAPP.value, "WhatsApp"),
    (Channel.SOCIAL.value, _("Social media")),
    (Channel.PHONE.value, _("Telephone")),
    (Channel.LETTER.value, _("Letter")),
    (Channel.BOX.value, _("Complaint box")),
)
SHORTEST, LONGEST = 20, 4000
NIK = r"^\d{16}$"
OLDEST = timedelta(days=366)
DAYS = ("happened_on", "letter_date", "received_on")
NEEDED = {"sms": "phone", "email": "email"}
# What the next of a stack begins with.
STACK = ("channel", "kind", "area", "received_on", "letter_date")
ORIGINAL = (
    "source_url", "letter_number", "letter_date", "received_on", "may_contact", "preferred_way",
)  # fmt: skip


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
    source_url = forms.URLField(
        label=_("Link to the original"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("Of the post or message."),
        error_messages={"invalid": _("Write the link like https://example.id/post/1.")},
    )
    letter_number = forms.CharField(label=_("Number of the letter"), required=False, max_length=80)
    letter_date = day_field(_("Date of the letter"), required=False)
    received_on = day_field(
        _("Reached the office on"),
        required=False,
        help_text=_("Empty: today. The limits count from this day."),
    )
    represented = forms.CharField(
        label=_("Reports for somebody else: for whom"),
        required=False,
        max_length=120,
        help_text=_("The reporter above is then the representative."),
    )
    relation = forms.CharField(
        label=_("Who the reporter is to them"),
        required=False,
        max_length=60,
        help_text=_("For example: child, neighbour, legal aid with a letter of authority."),
    )
    # Not ticked beforehand: consent is given, not left standing (UU 27/2022).
    may_contact = forms.BooleanField(
        label=_("Agrees to be contacted about this report"), required=False
    )
    preferred_way = forms.ChoiceField(
        label=_("Would like to hear of it by"),
        required=False,
        choices=[("", _("Whatever reaches them")), *Paper.Way.choices],
    )
    files = ScansField(  # type: ignore[assignment]
        label=_("Scan, photo or files"),
        help_text=_("All pages: up to 12 photos or PDF, of 10 MB each."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        for name in DAYS:
            self.fields[name].widget.attrs["max"] = clock.today().isoformat()
        self.fields["text"].widget.attrs["autofocus"] = not self.is_bound

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

    def clean(self) -> dict[str, Any]:
        """No day in the future; and what is agreed to must be possible."""
        given = self.cleaned_data
        for name in DAYS:
            if given.get(name) and given[name] > clock.today():
                self.add_error(name, _("This day is still to come. Check the date."))
        if given.get("received_on") and clock.today() - given["received_on"] > OLDEST:
            self.add_error(
                "received_on",
                _("This is more than a year ago. Check the date; older ones come by import."),
            )
        if given.get("relation") and not given.get("represented"):
            self.add_error("represented", _("Write for whom the report is made."))
        way = given.get("preferred_way")
        if way in NEEDED and NEEDED[way] in given and not given[NEEDED[way]]:
            self.add_error(
                NEEDED[way], _("The chosen way needs this. Fill it in, or choose another.")
            )
        return given

    def submission(self, *, institution: Organization | None) -> Submission:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        behalf = ", ".join(one for one in (given["represented"], given["relation"]) if one)
        own = ("name", "phone", "email", "nik", "address")
        plain = ("text", "kind", "landmark", "happened_on", "is_anonymous", "is_secret", "files")
        return Submission(
            **{name: given[name] for name in plain},
            channel=Channel(given["channel"]),
            idempotency_key=given["key"],
            area_code=given["area"] or None,
            institution=institution,
            personal=PersonalData(**{name: given[name] for name in own}, on_behalf_of=behalf),
            original=Original(**{name: given[name] for name in ORIGINAL}),
        )
