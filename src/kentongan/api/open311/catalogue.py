"""Categories as services, and what may be asked about each."""

from typing import Any

from django.utils.translation import gettext as _

from kentongan.api.open311.rendering import Fault
from kentongan.complaints.choices import Kind
from kentongan.complaints.models import Category


def services() -> list[dict[str, Any]]:
    """Subjects at the ends of the tree: what is above them is their group."""
    rows = list(Category.objects.filter(is_active=True).select_related("parent"))
    parents = {one.parent_id for one in rows}
    return [_service(one) for one in rows if one.pk not in parents]


def category(code: str) -> Category:
    """The subject with this service_code."""
    found = Category.objects.filter(is_active=True, code=code).first()
    if found is None or found.children.filter(is_active=True).exists():
        raise Fault(404, _("There is no service with this service_code."))
    return found


def definition(code: str) -> dict[str, Any]:
    """The attributes of a service; all may be left out."""
    return {"service_code": category(code).code, "attributes": attributes()}


def attributes() -> list[dict[str, Any]]:
    """What a report can hold beside its words and its place."""
    kinds = [{"key": one.value, "name": str(one.label)} for one in Kind]
    return [
        _attribute(1, "kind", "singlevaluelist", _("What kind of report is it?"), kinds),
        _attribute(2, "happened_on", "datetime", _("When did it happen?"), []),
        _attribute(3, "wish", "text", _("What should be done?"), []),
        _attribute(4, "is_secret", "singlevaluelist", _("Keep it from the public?"), _yes_no()),
    ]


def _yes_no() -> list[dict[str, str]]:
    return [{"key": "yes", "name": _("Yes")}, {"key": "no", "name": _("No")}]


def _attribute(
    order: int, code: str, datatype: str, description: str, values: list[dict[str, str]]
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": description,
    }
    return made | ({"values": values} if values else {})


def _service(one: Category) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": str(one),
        "description": f"{one.parent} › {one}" if one.parent else str(one),
        "metadata": True,
        # A desk looks before anything is public, so the id comes by token; sensitive ones never do.
        "type": "blackbox" if one.is_sensitive else "batch",
        "keywords": ", ".join(word for word in one.code.replace("-", ".").split(".") if word),
        "group": str(one.parent or one),
    }
