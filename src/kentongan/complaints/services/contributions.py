"""The clocks of contributing units: started, moved to an heir, counted, told when one is late."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kentongan.complaints.models import Complaint, Contribution, Disposition, Event
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.step import take
from kentongan.deadlines import rulebook
from kentongan.deadlines.choices import CONTRIBUTION
from kentongan.deadlines.due import Due
from kentongan.organizations.actor import Actor

log = logging.getLogger(__name__)
BATCH = 50


def begin(part: Disposition, complaint: Complaint, *, task: str, at: datetime) -> None:
    """The unit has its part, and its time, from now on; asked again, it has both anew."""
    due = _due(complaint, at)
    Contribution.objects.update_or_create(
        disposition=part,
        defaults={
            "task": task,
            "started_at": at,
            "due_at": due.target_at if due else None,
            "rule_id": due.target_rule_id if due else None,
            "late_told_at": None,
        },
    )


def inherit(old: Disposition, new: Disposition) -> None:
    """The successor of an ended office goes on with the same time."""
    Contribution.objects.filter(disposition=old).update(disposition=new)


@transaction.atomic
def part_late(contribution: Contribution, *, now: datetime) -> Event | None:
    """Tell the unit and the leading one, once; not while the reporter is asked."""
    part = contribution.disposition
    complaint = part.complaint
    due = _due(complaint, contribution.started_at, pauses=True)
    due_at = due.target_at if due else None
    rows = Contribution.objects.filter(pk=contribution.pk, late_told_at=None)
    if due_at is None or due_at > now:
        rows.update(due_at=due_at)  # what the reporter took is no lateness
        return None
    if not rows.update(late_told_at=now, due_at=due_at):
        return None
    unit = part.unit
    facts = {"unit": unit.code, "unit_id": unit.pk, "unit_name": unit.name}
    facts["due_at"] = due_at.isoformat()
    return take(complaint, "part_late", by=Actor.system(), facts=facts)


def sweep(now: datetime) -> int:
    """Find parts whose time is over; called by the worker."""
    late = Contribution.objects.running().filter(late_told_at=None, due_at__lt=now)
    late = late.exclude(disposition__complaint__status__in=("incomplete", *ENDED))
    late = late.select_related("disposition__unit", "disposition__complaint__institution")
    done = 0
    for one in late.order_by("due_at")[:BATCH]:
        try:
            done += part_late(one, now=now) is not None
        except MoveRefused as refusal:  # somebody acts on it just now: the next round
            log.info("%s: %s", one, refusal)
    return done


def _due(complaint: Complaint, at: datetime, *, pauses: bool = False) -> Due | None:
    body = complaint.institution
    ended = (
        [(one.started_at, one.ended_at) for one in complaint.pauses.all() if one.ended_at]
        if pauses
        else []
    )
    return rulebook.current().due(
        CONTRIBUTION,
        classification=complaint.classification,
        institution_id=complaint.institution_id,
        time_zone=body.time_zone if body else settings.TIME_ZONE,
        started_at=at,
        pauses=[one for one in ended if one[1] > at],
    )
