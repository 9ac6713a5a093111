"""Forms of office hours and of the time zone."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kentongan.common.forms import CheckCards
from kentongan.console.forms.base import ConsoleForm, DayField, choice

ZONES = (
    ("Asia/Jakarta", _("WIB (western Indonesia)")),
    ("Asia/Makassar", _("WITA (central Indonesia)")),
    ("Asia/Jayapura", _("WIT (eastern Indonesia)")),
)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Give the time."),
            "invalid": _("Write the time as 07:30."),
        },
    )


class HoursForm(ConsoleForm):
    weekdays = forms.MultipleChoiceField(
        label=_("Working days of the week"),
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
        widget=CheckCards(),
        error_messages={"required": _("Choose at least one day.")},
    )
    opens = _time(_("Opens"))
    closes = _time(_("Closes"))
    valid_from = DayField(label=_("Holds from"))
    valid_to = DayField(
        label=_("Holds until"),
        required=False,
        help_text=_("Only for a time, such as Ramadan; after it the hours before hold again."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("Offices close after they open. Check both times."))
        begins, ends = given.get("valid_from"), given.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The last day lies before the first. Check both days."))
        return given

    def facts(self) -> dict[str, Any]:
        """What the service is given."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return given | {"weekdays": "".join(sorted(given["weekdays"]))}


class ZoneForm(ConsoleForm):
    time_zone = choice(_("Time zone"), choices=ZONES)
