"""What happens to complaints when an office ends: nothing is ever left without an owner."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kentongan.complaints.models import ClockRun, Complaint, Disposition, Event
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.complaints.services import dispositions
from kentongan.complaints.services.dispositions import facts_of
from kentongan.complaints.step import take
from kentongan.organizations import services as organizations
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused
from kentongan.organizations.models import Organization


def open_work(office: Organization) -> ComplaintQuerySet:
    """Open complaints that an office leads, contributes to, or, as an institution, answers for."""
    rows = Complaint.objects.visible_to(Actor.system()).open()
    if office.level == Organization.Level.INSTITUTION:
        column = "external_body" if office.is_external else "institution"
        return rows.filter(**{column: office})
    parts = Disposition.objects.filter(unit=office, ended_at=None)
    return rows.filter(unit=office) | rows.filter(pk__in=parts.values("complaint"))


@transaction.atomic
def end_office(
    office: Organization, *, last_day: date, successor: Organization | None, by: Actor
) -> Organization:
    """End an office. With open complaints only when a successor inherits them.

    They stay where they are to the last day; the day after, the worker hands them on (`inherit`).
    Until then nothing new is dispatched to an office that ends without an heir.
    """
    if successor is not None:
        return organizations.merge_into(office, successor=successor, last_day=last_day, by=by)
    ended = organizations.end(office, last_day=last_day, by=by)
    if count := open_work(office).count():
        raise ChangeRefused(
            ngettext(
                "%(count)d report is still open there. Name a successor that takes it over.",
                "%(count)d reports are still open there. Name a successor that takes them over.",
                count,
            )
            % {"count": count}
        )
    return ended


@transaction.atomic
def transfer(complaint: Complaint) -> Event:
    """The leading office has ended: its successor has the complaint. No date moves."""
    former = complaint.unit
    assert former is not None
    assert former.successor is not None
    heir = former.successor
    event = take(
        complaint,
        "transfer",
        by=Actor.system(),
        facts=_facts(former, heir),
        text=_reason(former),
        changes={"unit": heir, "handler": None},
    )
    for part in dispositions.live(complaint).filter(unit=former):
        dispositions.inherit(part, heir, at=event.at)
    running = ClockRun.objects.filter(complaint=complaint, stopped_at=None, holder=former)
    running.update(holder=heir)
    return event


@transaction.atomic
def transfer_part(part: Disposition) -> Event:
    """A contributing office has ended: its successor contributes."""
    former, complaint = part.unit, part.complaint
    assert former.successor is not None
    facts = _facts(former, former.successor)
    event = take(complaint, "transfer_part", by=Actor.system(), facts=facts, text=_reason(former))
    dispositions.inherit(part, former.successor, at=event.at)
    return event


def _facts(former: Organization, heir: Organization) -> dict[str, object]:
    return facts_of(heir) | facts_of(former, role="former")


def _reason(former: Organization) -> str:
    return _("%(office)s has ended.") % {"office": former.name}
