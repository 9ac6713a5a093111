"""How every form looks: label above, hint, error in words, one template for all fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Django's FORM_RENDERER: `{{ field.as_field_group }}` and `{{ form }}` use our templates."""

    form_template_name = "kentongan/forms/form.html"
    field_template_name = "kentongan/forms/field.html"
    formset_template_name = "kentongan/forms/formset.html"


class RadioCards(forms.RadioSelect):
    """Radio buttons as large cards; `hints` puts a line of help under a choice, by its value."""

    template_name = "kentongan/forms/cards.html"
    option_template_name = "kentongan/forms/card_option.html"

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option


class CheckCards(forms.CheckboxSelectMultiple):
    """Several ticks as large cards; takes `hints` like `RadioCards`."""

    template_name = "kentongan/forms/cards.html"
    option_template_name = "kentongan/forms/card_option.html"

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option
