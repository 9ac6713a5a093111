"""Rows of who has a complaint; every service that hands it on goes through here."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.common.statements import Prepared, insert
from kentongan.complaints.models import Complaint, Disposition
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import contributions
from kentongan.organizations.directory import local_day
from kentongan.organizations.models import Organization

# Columns of a complaint that no unit has.
NO_UNIT: dict[str, Any] = {"unit": None, "handler": None, "promised_on": None}


def facts_of(organization: Organization, *, role: str = "unit") -> dict[str, object]:
    """What the record keeps of an office: its code, key and name on that day."""
    return {
        role: organization.code,
        f"{role}_id": organization.pk,
        f"{role}_name": organization.name,
    }


def check_unit(complaint: Complaint, unit: Organization, *, refusal: str) -> None:
    """Refuse a unit of another institution, an ended one or an outside body."""
    if unit.institution_id != complaint.institution_id or unit.is_external:
        raise MoveRefused(refusal)
    if unit.level not in (Organization.Level.UNIT, Organization.Level.SUBUNIT):
        raise MoveRefused(refusal)
    check_exists(unit)
    # An office with an end and an heir may be given work to its last day: the heir inherits it.
    if unit.valid_to and unit.successor_id is None:
        raise MoveRefused(_("%(unit)s ends or has ended. Choose another one.") % {"unit": unit})


def check_exists(office: Organization) -> None:
    """Refuse an office that has ended, or that will be founded later."""
    day = local_day(clock.now(), office)
    if office.valid_from > day or (office.valid_to is not None and office.valid_to < day):
        heir = office.successor
        raise MoveRefused(
            _("%(office)s has ended. Its successor is %(heir)s.")
            % {"office": office.name, "heir": heir.name}
            if heir
            else _("%(office)s does not exist today. Choose another.") % {"office": office.name}
        )


def today_of(complaint: Complaint) -> date:
    """The day on the calendars where `complaint` is handled."""
    return local_day(clock.now(), complaint.institution)


def hand_to(
    complaint: Complaint, unit: Organization, *, part: str, note: str, at: datetime
) -> Disposition:
    """The unit has it from now on."""
    made = Disposition(complaint=complaint, unit=unit, part=part, note=note, dispatched_at=at)
    insert([made])
    if part == Disposition.Part.CONTRIBUTING:
        contributions.begin(made, complaint, task=note, at=at)
    return made


def inherit(old: Disposition, heir: Organization, *, at: datetime) -> None:
    """The successor of an ended office has its part from now on, as far as that had come."""
    Disposition.objects.filter(pk=old.pk).update(ended_at=at)
    mine = Disposition.objects.filter(complaint=old.complaint_id, unit=heir, ended_at=None)
    if old.part == Disposition.Part.CONTRIBUTING and mine.exists():
        return  # it works on it already
    mine.update(ended_at=at)
    new = Disposition.objects.create(
        complaint_id=old.complaint_id,
        unit=heir,
        part=old.part,
        note=old.note,
        dispatched_at=at,
        accepted_at=old.accepted_at,
        finished_at=old.finished_at,
    )
    contributions.inherit(old, new)


def end_lead(
    complaint: Complaint,
    *,
    at: datetime,
    reason: str = "",
    proposed_owner: Organization | None = None,
) -> None:
    """The leading unit no longer has it."""
    ended = {"ended_at": at, "decline_reason": reason, "proposed_owner": proposed_owner}
    LEAD.update(ended, complaint=complaint.pk)


def end_all(complaint: Complaint, *, at: datetime) -> None:
    """No unit has it any more."""
    LIVE.update({"ended_at": at}, complaint=complaint.pk)


def live(complaint: Complaint) -> QuerySet[Disposition]:
    """The units that have it now."""
    return Disposition.objects.filter(complaint=complaint, ended_at=None)


LIVE = Prepared(lambda *, complaint: Disposition.objects.filter(complaint=complaint, ended_at=None))
LEAD = Prepared(
    lambda *, complaint: Disposition.objects.filter(
        complaint=complaint, ended_at=None, part=Disposition.Part.LEAD
    )
)
OF_UNIT = Prepared(
    lambda *, complaint, unit: Disposition.objects.filter(
        complaint=complaint, ended_at=None, unit=unit
    )
)
UNOPENED = Prepared(
    lambda *, complaint, unit: Disposition.objects.filter(
        complaint=complaint, ended_at=None, unit=unit, opened_at=None
    )
)
