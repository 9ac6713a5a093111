"""The form of a field officer: what was found, photos before and after, place and time."""

import json
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kentongan.common.forms import RadioCards
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import FieldPhoto, FieldTask
from kentongan.complaints.services.field_tasks import Picture
from kentongan.desk.forms.base import FilesField, text_field

Moment = FieldPhoto.Moment
LONGEST_TAKEN = 4000


def _photos(label: Any) -> FilesField:
    field = FilesField(label=label, required=False, help_text=_("Up to 3 photos."))
    field.widget.attrs |= {"accept": "image/*", "data-photo": True}
    return field


class ReportForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-uuid": True}))
    taken = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-taken": True}),
        max_length=LONGEST_TAKEN,
        required=False,
    )
    sent_at = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    done_at = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-done-at": True}), max_length=40, required=False
    )
    before = _photos(_("Photos before"))
    after = _photos(_("Photos after"))
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=FieldTask.Outcome.choices,
        widget=RadioCards,
        error_messages={"required": _("Say what came of it.")},
    )
    text = text_field(_("Note for the office"), rows=3, required=False)

    def facts(self) -> dict[str, Any]:
        """What the service is given."""
        given = self.cleaned_data
        return {
            "key": given["key"],
            "outcome": given["outcome"],
            "text": given["text"],
            "done_at": _moment(given["done_at"]),
            "pictures": [
                one
                for moment in (Moment.BEFORE, Moment.AFTER)
                for one in self._pictures(moment, given[moment.value])
            ],
        }

    def _pictures(self, moment: Moment, uploads: list[Upload]) -> list[Picture]:
        """Each photo with what the device said of it, found by its name."""
        said = _read(self.cleaned_data["taken"], moment.value)
        found = []
        for upload in uploads:
            stem = upload.name.rpartition(".")[0]
            mine = [one for one in said if one.get("name") == stem]
            facts = mine[0] if mine else {}
            if len(mine) > 1:  # cameras call every photo "image": in the order of taking
                said.remove(facts)
            lat, lng = _number(facts.get("lat"), 90), _number(facts.get("lng"), 180)
            accuracy = _number(facts.get("acc"), 1_000_000)
            found.append(
                Picture(
                    upload=upload,
                    moment=moment,
                    taken_at=_moment(facts.get("at")),
                    lat=lat if lng is not None else None,
                    lng=lng if lat is not None else None,
                    accuracy_m=None if accuracy is None else round(abs(accuracy)),
                )
            )
        return found


def _read(text: str, moment: str) -> list[dict[str, Any]]:
    """What the device wrote down; anything else counts as nothing."""
    try:
        said = json.loads(text or "{}").get(moment, [])
    except (ValueError, AttributeError, RecursionError):
        return []
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def _number(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -most <= value <= most else None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = parse_datetime(value[:40])
    except ValueError:
        return None
    if found is None:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
