"""The filters of the inbox: everything stands in the address, so that a view is a link."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import CharField, Q, Value
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kentongan.complaints.choices import Channel, Classification, Kind, Status
from kentongan.complaints.models import Category
from kentongan.complaints.search.finding import Search
from kentongan.organizations import gazetteer, places
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

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


FLAGS: dict[str, tuple[Any, Q]] = {
    "urgent": (_("Urgent"), Q(is_urgent=True)),
    "secret": (_("Secret"), Q(is_secret=True)),
    "anonymous": (_("Anonymous"), Q(is_anonymous=True)),
    "merged": (_("Several reporters"), Q(merged_count__gt=0)),
}


class DayInput(forms.DateInput):
    """A date as browsers send it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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
    village = forms.CharField(label=_("Village"), required=False, max_length=60)
    since = forms.DateField(label=_("Received from"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Received until"), required=False, widget=DayInput)
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("As usual")),
            ("due", _("Nearest limit")),
            ("urgent", _("Urgent first")),
            ("newest", _("Newest")),
        ],
    )
    flag = forms.MultipleChoiceField(
        label=_("Only with this mark"),
        required=False,
        choices=[(name, words) for name, (words, _condition) in FLAGS.items()],
        widget=forms.CheckboxSelectMultiple,
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
        wanted = self._where() & self._when(now)
        for name in ("status", "channel", "kind", "classification"):
            if given.get(name):
                wanted &= Q(**{name: given[name]})
        if given.get("category"):
            wanted &= Q(category=given["category"]) | Q(category__parent=given["category"])
        for flag in given.get("flag") or ():
            wanted &= FLAGS[flag][1]
        return wanted

    def _where(self) -> Q:
        given, wanted = self.cleaned_data, Q()
        if given.get("office"):
            wanted &= Q(**{self._office_column(): given["office"]})
        if given.get("kecamatan"):
            wanted &= _inside([given["kecamatan"]])
        if given.get("village"):
            wanted &= _inside(_codes(given["village"]))
        return wanted

    def _when(self, now: datetime) -> Q:
        given, wanted = self.cleaned_data, Q()
        if given.get("late"):
            wanted &= Q(due_at__lt=now)
        if given.get("since"):
            wanted &= Q(submitted_at__gte=_midnight(given["since"]))
        if given.get("until"):
            wanted &= Q(submitted_at__lt=_midnight(given["until"] + timedelta(days=1)))
        return wanted

    @property
    def search(self) -> Search | None:
        """What the search box asks for."""
        text = self.cleaned_data.get("q", "").strip()
        return Search(text, self.actor) if text else None

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


def _codes(name: str) -> list[str]:
    """Codes of the places that are called so; none gives an empty list, which nothing fits."""
    named = gazetteer.squeezed(name)
    known = places.all_places().values()
    return [one.code for one in known if gazetteer.squeezed(one.name) == named][:PLACES]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
