"""What an officer decides on the page of masking: words, and boxes on one picture."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import covering
from kentongan.complaints.covering import Box
from kentongan.complaints.refusals import Missing
from kentongan.desk.forms.base import text_field

NAMES = ("left", "top", "width", "height")
SPARE = 4  # empty rows beside the boxes that are there


class WordsForm(forms.Form):
    """More words to cover, and why; the proposals stand beside it as ticks."""

    more = forms.CharField(
        label=_("Other words to cover"),
        help_text=_("One name or number on each line, as it stands in the text."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = text_field(
        _("Why"),
        rows=2,
        missing=_("Write the reason."),
        help_text=_("Recorded with your name. Only officers read it."),
    )

    @property
    def lines(self) -> list[str]:
        """The words that were added."""
        return [one.strip() for one in self.cleaned_data["more"].splitlines() if one.strip()]


class BoxesForm(forms.Form):
    """Rectangles in percent of the picture, four numbers on each row, and why."""

    reason = text_field(_("Why"), rows=2, missing=_("Write the reason."))

    def __init__(self, *args: Any, boxes: Sequence[Sequence[float]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [list(one) for one in boxes]

    @property
    def shown(self) -> list[list[str]]:
        """The rows of the table, as typed or as they are, with empty ones to fill."""
        rows = (
            self._typed() if self.is_bound else [[f"{one:g}" for one in row] for row in self.rows]
        )
        spare = SPARE if len(rows) + SPARE <= covering.MOST_BOXES else 0
        return rows + [["", "", "", ""]] * spare

    def _typed(self) -> list[list[str]]:
        lists = [self.data.getlist(name) for name in NAMES]  # type: ignore[attr-defined] # a QueryDict
        return [[one.strip() for one in row] for row in zip(*lists, strict=False) if any(row)]

    def clean(self) -> dict[str, Any]:
        """The boxes as numbers within the picture."""
        try:
            rows = [[float(one.replace(",", ".")) for one in row] for row in self._typed()]
            self.boxes: list[Box] = covering.checked(rows)
        except ValueError:
            raise forms.ValidationError(
                _("Each box needs four numbers from 0 to 100: left, top, width, height.")
            ) from None
        except Missing as missing:
            raise forms.ValidationError(str(missing)) from None
        return dict(self.cleaned_data)
