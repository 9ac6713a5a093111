"""The agenda register (buku agenda): which entries stand on the printed pages, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch

from kentongan.common import clock
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import AgendaEntry, Answer, Complaint, Disposition
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

LONGEST = 2000  # lines of one print
Level = Organization.Level


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    entry: AgendaEntry
    complaint: Complaint
    dispositions: list[Disposition]
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Register:
    """One print of the register."""

    institution: Organization | None
    institutions: list[Organization]
    unit: Organization | None
    units: list[Organization]
    begin: date
    end: date
    lines: list[Line]
    is_cut: bool  # more entries than one print holds


def register(actor: Actor, asked: Mapping[str, str]) -> Register:
    """By day, month or any period, all units or one; only what the actor may know of."""
    begin, end = _period(asked.get("dari", ""), asked.get("sampai", ""))
    offices = _institutions(actor)
    own = {one.code: one for one in offices}.get(asked.get("instansi", ""))
    institution = own or (offices[0] if offices else None)
    units = _units(actor, institution)
    unit = {one.code: one for one in units}.get(asked.get("unit", ""))
    entries = _entries(actor, institution, begin, end)
    if unit:
        entries = entries.filter(complaint__unit__path__startswith=unit.path)
    found = list(entries[: LONGEST + 1])
    return Register(
        institution=institution,
        institutions=offices,
        unit=unit,
        units=units,
        begin=begin,
        end=end,
        lines=[_line(one) for one in found[:LONGEST]],
        is_cut=len(found) > LONGEST,
    )


def _institutions(actor: Actor) -> list[Organization]:
    today = clock.today()
    if actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR):
        rows = Organization.objects.valid_on(today).filter(level=Level.INSTITUTION)
        return list(rows.filter(is_external=False).order_by("name"))
    return list(Organization.objects.filter(pk=actor.institution_id or 0))


def _units(actor: Actor, institution: Organization | None) -> list[Organization]:
    if institution is None or actor.is_of_unit:
        return []
    rows = Organization.objects.valid_on(clock.today())
    return list(rows.filter(institution=institution, level=Level.UNIT).order_by("name"))


def _entries(actor: Actor, institution: Organization | None, begin: date, end: date) -> Any:
    dispositions = Disposition.objects.select_related("unit").order_by("dispatched_at", "pk")
    answers = Answer.objects.filter(state=Answer.State.PUBLISHED, kind=AnswerKind.SUBSTANTIVE).only(
        "complaint_id", "published_at"
    )
    return (
        AgendaEntry.objects.filter(
            institution=institution,
            entered_on__range=(begin, end),
            complaint__in=Complaint.objects.visible_to(actor).values("pk"),
        )
        .select_related("complaint")
        .prefetch_related(
            Prefetch("complaint__dispositions", dispositions),
            Prefetch("complaint__answers", answers),
        )
        .order_by("year", "number")
    )


def _line(entry: AgendaEntry) -> Line:
    given = [one.published_at for one in entry.complaint.answers.all() if one.published_at]
    return Line(
        entry=entry,
        complaint=entry.complaint,
        dispositions=list(entry.complaint.dispositions.all()),
        answered_on=max(given).date() if given else None,
    )


def _period(begin: str, end: str) -> tuple[date, date]:
    """The days asked for; without any, the present month."""
    today = clock.today()
    first = _day(begin) or today.replace(day=1)
    last = _day(end) or (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(1)
    return first, max(first, last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
