"""Merging: one master, many reporters, each told and each able to contest; and splitting again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kentongan.common import ids
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint, Disposition, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import dispositions
from kentongan.complaints.services.dispositions import NO_UNIT
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor


@transaction.atomic
def merge(complaint: Complaint, *, by: Actor, master: Complaint, seen: int | None = None) -> Event:
    """Let `complaint` follow `master`; its own merged complaints come along."""
    _check(complaint, master, by)
    facts = {"master": master.number}
    changes = {"master": master, "merged_count": 0}
    event = take(complaint, "merge", by=by, facts=facts, changes=changes, seen=seen)
    dispositions.end_all(complaint, at=event.at)
    # The guard: nobody merged or ended the master meanwhile.
    moved = Complaint.objects.filter(master=complaint).update(master=master)
    rows = Complaint.objects.filter(pk=master.pk).exclude(status=Status.MERGED)
    if not rows.update(merged_count=F("merged_count") + 1 + moved):
        raise MoveRefused(_("That complaint was merged itself just now. Look again."))
    return event


@transaction.atomic
def unmerge(complaint: Complaint, *, by: Actor, reason: str) -> Event:
    """Take it out of the master: it is at the desk again, the citizen's clock goes on."""
    master = complaint.master
    changes = {"master": None} | NO_UNIT
    event = take(complaint, "unmerge", by=by, text=reason, changes=changes)
    if master:
        rows = Complaint.objects.filter(pk=master.pk)
        rows.update(merged_count=F("merged_count") - 1)
    return event


def release(master: Complaint) -> None:
    """`master` ends without an answer: those that follow it must not be lost with it."""
    reason = _("The report that this one was joined with has ended without an answer.")
    for child in master.merged.filter(status=Status.MERGED):
        unmerge(child, by=Actor.system(), reason=reason)


def taken_over_from(master: Complaint) -> dict[str, object]:
    """Columns of a complaint that leaves `master` for the unit that answered it."""
    return {
        "master": None,
        "institution": master.institution,
        "unit": master.unit,
        "handler": None,
        "in_agenda": False,
    }


def leave(complaint: Complaint, *, master: Complaint, at: datetime) -> None:
    """The unit that answered `master` has `complaint` by itself now."""
    Complaint.objects.filter(pk=master.pk).update(merged_count=F("merged_count") - 1)
    if complaint.unit:
        part = Disposition.Part.LEAD
        dispositions.hand_to(complaint, complaint.unit, part=part, note="", at=at)


def _check(complaint: Complaint, master: Complaint, by: Actor) -> None:
    if master.pk == complaint.pk:
        raise MoveRefused(_("A complaint cannot be merged with itself."))
    if not Complaint.objects.visible_to(by).filter(pk=master.pk).exists():
        raise MoveRefused(_("There is no complaint with that number at your desk."))
    if master.institution_id != complaint.institution_id:
        raise MoveRefused(_("Both complaints must be at the same institution."))
    if not master.is_open:
        raise MoveRefused(
            _("%(number)s has ended. Choose one that is still open.")
            % {"number": ids.shown(master.number)}
        )
