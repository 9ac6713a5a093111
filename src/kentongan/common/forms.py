"""How every form looks: label above, hint, error in words, one template for all fields."""

from collections.abc import Mapping
from copy import deepcopy
from html import escape  # Django's own asks first whether a text is lazy: four times the cost
from typing import Any, TypeVar

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FormClass = TypeVar("FormClass", bound=type[forms.Form])


def shares_fields(form: FormClass) -> FormClass:
    """A form whose fields are the same objects in each instance, and never changed by one.

    Django copies every field with its widget for each form: a tenth of the time of a report. A
    widget that keeps something of one request says so by `keeps_state`: its field is copied still.
    """
    form.base_fields = _Shared(form.base_fields)
    return form


class _Shared(dict[str, forms.Field]):
    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {
            name: deepcopy(one, memo) if getattr(one.widget, "keeps_state", False) else one
            for name, one in self.items()
        }


class FieldRenderer(TemplatesSetting):
    """Django's FORM_RENDERER: `{{ field.as_field_group }}` and `{{ form }}` use our templates."""

    form_template_name = "kentongan/forms/form.html"
    field_template_name = "kentongan/forms/field.html"
    formset_template_name = "kentongan/forms/formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A list of choices is written here: Django includes two templates for each option."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts: list[str] = [
        format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"]))
    ]
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(format_html('<optgroup label="{}">', name))
        parts += [_option(one) for one in options]
        if name:
            parts.append("</optgroup>")
    return mark_safe("".join([*parts, "</select>"]))  # noqa: S308 - each part is escaped


def _option(option: Mapping[str, Any]) -> str:
    label = option["label"]
    shown = label.__html__() if hasattr(label, "__html__") else escape(str(label))
    return (
        f'<option value="{escape(str(option["value"]))}"'
        f"{_attributes(option['attrs'])}>{shown}</option>"
    )


def _attributes(given: Mapping[str, Any]) -> SafeString:
    shown = [(name, value) for name, value in given.items() if value is not False]
    words = [
        f" {name}" if value is True else f' {name}="{escape(str(value))}"' for name, value in shown
    ]
    return mark_safe("".join(words))  # noqa: S308 - each value is escaped


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
