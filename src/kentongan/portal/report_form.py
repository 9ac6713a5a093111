"""The shape of a report: what happened, where, and what others may see of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.common.forms import RadioCards, shares_fields
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Kind
from kentongan.organizations import directory, gazetteer
from kentongan.organizations.gazetteer import Place
from kentongan.portal.uploads import FilesField

SHORTEST, LONGEST = 20, 4000
SECOND_SCREEN = frozenset({"show_name", "name", "contact", "is_secret"})


def _institutions() -> list[tuple[str, Any]]:
    known = [(one.code, one.name) for one in directory.institutions(clock.today())]
    return [("", _("Let the checking desk decide")), *known]


@shares_fields
class ReportForm(forms.Form):
    """Both screens of the form. Whether the step is allowed is for the service to say."""

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
    photos = FilesField()
    area = forms.CharField(
        label=_("Village or kecamatan"),
        help_text=_("For example: Cipasung, Kec. Lemahsugih"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"data-place-input": True, "autocomplete": "off"}),
    )
    area_code = forms.CharField(required=False, max_length=13)
    no_place = forms.BooleanField(label=_("It is not tied to a place"), required=False)
    landmark = forms.CharField(
        label=_("Landmark"),
        help_text=_("For example: in front of the market, next to the school"),
        required=False,
        max_length=200,
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lng = forms.FloatField(required=False, min_value=-180, max_value=180)
    kind = forms.ChoiceField(
        label=_("What would you like to say?"),
        choices=(
            (Kind.COMPLAINT, _("There is a problem (complaint)")),
            (Kind.SUGGESTION, _("I have an idea or a wish (suggestion)")),
            (Kind.INFORMATION, _("I have a question (information request)")),
        ),
        initial=Kind.COMPLAINT,
        widget=RadioCards(),
    )
    happened_on = forms.DateField(
        label=_("When did it happen?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it like 24/11/2026.")},
    )
    wish = forms.CharField(
        label=_("What should be done?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    institution = forms.ChoiceField(
        label=_("Send straight to"), required=False, choices=_institutions
    )
    on_behalf_of = forms.CharField(
        label=_("You report for somebody else? For whom, and who are you to them?"),
        help_text=_("For example: for my mother, Ibu Siti; I am her son. Kept like your name."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"data-private": True}),
    )
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
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-private": True}),
    )
    contact = forms.CharField(
        label=_("Mobile number, WhatsApp or e-mail"),
        help_text=_("We send news and the answer there. Nobody else sees it."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "email"}),
    )
    is_secret = forms.BooleanField(
        label=_("Keep the content secret"),
        help_text=_("The report is not shown to the public. Only officers who handle it read it."),
        required=False,
    )
    key = forms.CharField(required=False, max_length=36)
    website = forms.CharField(required=False)  # a trap: people do not see it

    places: list[Place]  # when the place is ambiguous: what it may mean

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = []

    @property
    def wrong_screen(self) -> int:
        """The first screen on which something must be mended; 0 when all is well."""
        if not self.errors:
            return 0
        return 2 if set(self.errors) <= SECOND_SCREEN else 1

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This date is still to come. Check day and year."))
        return day

    def clean_contact(self) -> str:
        typed = str(self.cleaned_data["contact"])
        if not typed:
            return ""
        if "@" in typed:
            return _email(typed)
        phone = read_phone(typed)
        if not phone:
            raise forms.ValidationError(
                _("This number is not complete. Write it like 0812 3456 7890.")
            )
        return phone

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the field “Website” empty; it is a trap."))
        return ""

    def clean_key(self) -> UUID | None:
        """Only a random key: another person's guess must not bring up this receipt."""
        try:
            key = UUID(self.cleaned_data["key"])
        except ValueError:
            return None
        return key if key.version == 4 else None

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("show_name") and not given.get("name"):
            self.add_error("name", _("Write your name, or choose “Hide it”."))
        if given.get("no_place"):
            self._forget_place(given)
        elif "area" in given:
            given["area_code"] = self._place(given["area"], given.get("area_code", ""))
        return given

    def _forget_place(self, given: dict[str, Any]) -> None:
        """What was chosen before the tick does not count."""
        for name in ("area", "area_code", "landmark"):
            given[name] = ""
        given["lat"] = given["lng"] = None

    def _place(self, typed: str, code: str) -> str:
        """The code of the place: chosen from the list, or read from what was typed."""
        chosen = gazetteer.all_places().get(code)
        if chosen and typed in ("", str(chosen)):
            return code
        if not typed:
            return ""
        found = gazetteer.search(typed)
        if not found:
            self.add_error(
                "area",
                _(
                    "We do not know this place. Write the village and its kecamatan, or leave it out."
                ),
            )
            return ""
        same = [place for place in found if place.name == found[0].name]
        which = self.data.get("which", "")
        if which in [place.code for place in same]:
            return str(which)
        if len(same) > 1 and found[0].level == "village":
            self.places = same
            self.add_error("area", _("There are several of this name. Choose which one you mean."))
            return ""
        return found[0].code


def _email(typed: str) -> str:
    field = forms.EmailField(
        error_messages={"invalid": _("This e-mail address is not complete. Check it again.")}
    )
    return str(field.clean(typed))
