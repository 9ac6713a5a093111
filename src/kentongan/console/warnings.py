"""What an administrator should look at: each warning with its count and the page that helps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kentongan.common import clock, words
from kentongan.complaints.models import Complaint, Recount
from kentongan.console import scope
from kentongan.deadlines.models import Holiday
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import ADMIN_ROLES, Role

SOON = timedelta(days=30)
MOST = 1000
MOST_BODIES = 10


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to do."""

    text: str
    url: str
    action: str


def warnings_for(actor: Actor) -> list[Warned]:
    """All that concern this administrator, the gravest first."""
    if actor.role not in ADMIN_ROLES:
        return []
    found = (_orphans, _holidays, _own_holidays, _liaisons, _roles, _rules, _recounts)
    return [one for find in found for one in find(actor)]


def _orphans(actor: Actor) -> Iterator[Warned]:
    """Open complaints in offices that have ended and have no heir."""
    ended = Organization.objects.visible_to(actor).filter(
        valid_to__lt=clock.today(), successor=None
    )
    rows = Complaint.objects.visible_to(Actor.system()).open().filter(unit__in=ended.values("pk"))
    if count := rows[:MOST].count():
        text = ngettext(
            "%(count)s open report lies with an office that has ended.",
            "%(count)s open reports lie with offices that have ended.",
            count,
        )
        url = f"{reverse('console:offices')}?lihat=berakhir"
        yield Warned(text % {"count": words.whole(count)}, url, _("Ended offices"))


def _holidays(actor: Actor) -> Iterator[Warned]:
    year = clock.today().year + 1
    known = Holiday.objects.filter(day__year=year, institution=None, is_withdrawn=False)
    if not known.exists():
        text = _(
            "National holidays of %(year)d are missing: limits over the new year are too early."
        )
        query = urlencode({"instansi": "nasional", "tahun": year})
        yield Warned(text % {"year": year}, f"{reverse('console:holidays')}?{query}", _("Holidays"))


def _own_holidays(actor: Actor) -> Iterator[Warned]:
    """Institutions that had days of their own this year, and none for the next one yet."""
    year = clock.today().year
    for body in scope.without_days(actor, of=year, next_year=year + 1)[:MOST_BODIES]:
        text = _(
            "%(body)s has holidays of its own in %(year)d, but none yet in %(next)d: its limits "
            "over the new year are too early."
        )
        query = urlencode({"instansi": body.code, "tahun": year + 1})
        if actor.role == Role.INSTITUTION_ADMIN:
            query = urlencode({"tahun": year + 1})
        facts = {"body": body.short_name, "year": year, "next": year + 1}
        yield Warned(text % facts, f"{reverse('console:holidays')}?{query}", _("Holidays"))


def _liaisons(actor: Actor) -> Iterator[Warned]:
    if actor.role == Role.NATIONAL_ADMIN:
        return  # each institution appoints its own
    if count := scope.without_liaison(actor, clock.today())[:MOST].count():
        text = ngettext(
            "%(count)s unit has no liaison officer today: nobody is told what is dispatched there.",
            "%(count)s units have no liaison officer today: nobody is told what is dispatched there.",
            count,
        )
        url = f"{reverse('console:offices')}?lihat=tanpa-penghubung"
        yield Warned(text % {"count": words.whole(count)}, url, _("See the units"))


def _roles(actor: Actor) -> Iterator[Warned]:
    today = clock.today()
    if count := scope.ending_soon(actor, today=today, until=today + SOON)[:MOST].count():
        text = ngettext(
            "%(count)s role ends within 30 days.", "%(count)s roles end within 30 days.", count
        )
        url = f"{reverse('console:people')}?lihat=segera"
        yield Warned(text % {"count": words.whole(count)}, url, _("See who"))


def _rules(actor: Actor) -> Iterator[Warned]:
    for rule in scope.ending_rules(actor, clock.today())[:5]:
        assert rule.valid_to is not None
        text = _("The limit “%(rule)s” ends on %(day)s, and nothing follows.")
        facts = {"rule": rule.name, "day": words.day(rule.valid_to)}
        yield Warned(text % facts, reverse("console:rule", args=[rule.pk]), _("See the limit"))


def _recounts(actor: Actor) -> Iterator[Warned]:
    late = clock.now() - timedelta(minutes=10)
    waiting = Recount.objects.filter(finished_at=None, not_before__lt=late)
    if waiting.exists():
        text = _("Limits should have been counted anew by now. Ask the operator about the worker.")
        yield Warned(text, reverse("console:holidays"), _("Holidays"))
