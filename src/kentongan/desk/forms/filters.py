"""The filters of the inbox: everything stands in the address, so that a view is a link."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import CharField, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kentongan.common import ids
from kentongan.complaints.choices import Channel, Classification, Kind, Status
from kentongan.complaints.models import Category
from kentongan.organizations import gazetteer, places
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

SEARCHED = timedelta(days=365)
PLACES = 8
Level = Organization.Level
Choice = tuple[str, Any]
ANY: Choice = ("", _("All"))


def choices_for(actor: Actor) -> dict[str, list[Choice]]:
    """Offices and subjects to filter by, in one statement."""
    text = CharField()
    subjects = Category.objects.filter(parent=None, is_active=True).order_by()
    offices = _offices(actor).order_by()
    both = subjects.values_list(
        Value("category", output_field=text), "pk", "name_id", "name_en"
    ).union(
        offices.values_list(
            Value("office", output_field=text), "pk", "short_name", Value("", output_field=text)
        ),
        all=True,
    )
    found: dict[str, list[Choice]] = {"category": [ANY], "office": [ANY]}
    is_english = get_language() == "en"
    for group, pk, name, english in sorted(both, key=lambda row: row[2].casefold()):
        found[group].append((str(pk), (is_english and english) or name))
    return found


def _offices(actor: Actor) -> Any:
    if actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR):
        return Organization.objects.filter(level=Level.INSTITUTION, is_external=False)
    below = Organization.objects.filter(is_external=False, path__startswith=actor.path)
    if actor.is_of_unit and actor.path:
        return below
    return Organization.objects.filter(
        institution=actor.institution_id, level=Level.UNIT, is_external=False
    )


def _kecamatan() -> list[Choice]:
    found = [one for one in places.all_places().values() if one.level == "district"]
    return [ANY, *((one.code, one.name) for one in sorted(found, key=lambda one: one.name))]


class InboxFilter(forms.Form):
    """What the list is narrowed to; anything unreadable in the address is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Status.choices])
    office = forms.ChoiceField(label=_("Unit"), required=False)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    category = forms.ChoiceField(label=_("Subject"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Channel.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Kind.choices])
    classification = forms.ChoiceField(
        label=_("Class"), required=False, choices=[ANY, *Classification.choices]
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[("", _("Nearest limit")), ("newest", _("Newest"))],
    )
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)
        self.actor = actor
        known = choices_for(actor)
        self._choose("category", known["category"])
        self._choose("office", known["office"])
        self._choose("kecamatan", _kecamatan())
        if actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR):
            self.fields["office"].label = _("Institution")
        if len(known["office"]) <= 2:
            del self.fields["office"]
        self.is_valid()  # what is readable is in cleaned_data, the rest is left out

    def _choose(self, name: str, choices: list[Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def active(self) -> int:
        """How many filters are on, the search box and the order apart."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name not in _APART)

    def condition(self, now: datetime) -> Q:
        """All filters together."""
        given = self.cleaned_data
        wanted = Q()
        for name in ("status", "channel", "kind", "classification"):
            if given.get(name):
                wanted &= Q(**{name: given[name]})
        if given.get("office"):
            wanted &= Q(**{self._office_column(): given["office"]})
        if given.get("category"):
            wanted &= Q(category=given["category"]) | Q(category__parent=given["category"])
        if given.get("kecamatan"):
            wanted &= _inside([given["kecamatan"]])
        if given.get("late"):
            wanted &= Q(due_at__lt=now)
        if given.get("q"):
            wanted &= _search(given["q"], now)
        return wanted

    def _office_column(self) -> str:
        is_national = self.actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR)
        return "institution" if is_national else "unit"


_APART = ("q", "sort")


def _inside(codes: list[str]) -> Q:
    wanted = Q(area__in=codes)
    for code in codes:
        # A range, not LIKE: the primary key's own order finds it.
        wanted |= Q(area__gte=f"{code}.", area__lt=f"{code}/")
    return wanted


def _search(text: str, now: datetime) -> Q:
    """A number goes straight to its complaint; words are looked for in the last year only."""
    if number := ids.read_number(text):
        return Q(number=number)
    begun = "".join(one for one in text.upper() if one.isalnum())
    is_code = f"{ids.PREFIX}-" in text.upper() or any(map(str.isdigit, begun))
    if begun.startswith(ids.PREFIX) and 3 < len(begun) < 10 and is_code:
        return Q(number__startswith=begun[2:])
    words = Q(title__icontains=text) | Q(text__icontains=text)
    named = gazetteer.squeezed(text)
    codes = [
        one.code for one in places.all_places().values() if gazetteer.squeezed(one.name) == named
    ]
    if codes:
        words |= _inside(codes[:PLACES])
    return words & Q(submitted_at__gte=now - SEARCHED)
