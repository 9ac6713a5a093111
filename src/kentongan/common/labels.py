"""The labels of choices, looked up once: Django builds them anew for each `get_status_display`."""

from functools import cache
from typing import Any

from django.utils.encoding import force_str


class Labelled:
    """Mixin of models that stand in lists: their labels cost a look-up instead of 0.1 ms each."""

    def _get_FIELD_display(self, field: Any) -> str | None:
        value = getattr(self, field.attname)
        label = _labels(field).get(value, value)
        return label if label is None else force_str(label)


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)
