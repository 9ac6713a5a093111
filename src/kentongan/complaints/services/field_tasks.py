"""Errands to a field officer: given, done with photos, cancelled. The result is internal evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Attachment, Complaint, Event, FieldPhoto, FieldTask
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.dispositions import today_of
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import UNIT_ROLES

OLDEST = timedelta(days=60)  # a device whose clock says more is wrong


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as the device sent it; place and time where the device knew them."""

    upload: Upload
    moment: FieldPhoto.Moment
    taken_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    accuracy_m: int | None = None


def colleagues(complaint: Complaint, *, by: Actor) -> "QuerySet[Membership]":
    """To whom an office can give an errand: people of the office and those below it."""
    held = Membership.objects.valid_on(today_of(complaint)).filter(role__in=UNIT_ROLES)
    return held.filter(organization__path__startswith=by.path or "-")


@transaction.atomic
def give_task(
    complaint: Complaint, *, by: Actor, assignee: User, instructions: str, due_on: date
) -> Event:
    """Send a colleague to the spot."""
    held = colleagues(complaint, by=by).filter(user=assignee).first()
    if held is None:
        raise MoveRefused(_("That person does not work in your office."))
    if due_on < today_of(complaint):
        raise Missing(_("The day lies in the past."), field="due_on")
    task = FieldTask(
        key=uuid4(),
        complaint=complaint,
        unit_id=held.organization_id,
        assignee=assignee,
        instructions=instructions.strip(),
        due_on=due_on,
        given_by_id=by.user_id,
        given_at=clock.now(),
    )
    facts = {
        "assignee": assignee.pk,
        "assignee_name": assignee.full_name,
        "due_on": due_on.isoformat(),
        "task": str(task.key),
    }
    event = take(complaint, "give_task", by=by, facts=facts, text=task.instructions)
    task.save(force_insert=True)
    return event


@transaction.atomic
def report_task(
    task: FieldTask,
    *,
    by: Actor,
    key: UUID,
    outcome: str,
    text: str = "",
    pictures: Sequence[Picture] = (),
    done_at: datetime | None = None,
) -> Event:
    """What was found and done; the same `key` again is the same result."""
    earlier = FieldTask.objects.select_related("result").filter(result_key=key).first()
    if earlier is not None and earlier.result is not None:
        if earlier.pk != task.pk:
            raise MoveRefused(_("This result belongs to another task."))
        return earlier.result
    if task.assignee_id != by.user_id:
        raise MoveRefused(_("This task is another person's."))
    if outcome not in FieldTask.Outcome.values:
        raise Missing(_("Say what came of it."), field="outcome")
    if outcome == FieldTask.Outcome.DONE and not any(
        one.moment == FieldPhoto.Moment.AFTER for one in pictures
    ):
        raise Missing(_("Add a photo of the spot after the work."), field="after")
    complaint = task.complaint
    facts = {
        "task": str(task.key),
        "field_outcome": outcome,
        "files": len(pictures) or "",
        "photos": [_facts(one) for one in pictures],
    }
    with attachments.kept([one.upload for one in pictures]) as kept:
        event = take(complaint, "report_task", by=by, facts=facts, text=text)
        attachments.attach(
            kept, complaint=complaint, event=event, purpose=Attachment.Purpose.INTERNAL
        )
        rows = FieldTask.objects.filter(pk=task.pk, state=FieldTask.State.GIVEN)
        done = {
            "state": FieldTask.State.DONE,
            "outcome": outcome,
            "done_at": _believed(done_at, event.at),
            "received_at": event.at,
            "result_key": key,
            "result": event,
        }
        if not rows.update(**done):
            raise MoveRefused(_("This task is done or was cancelled."))
        FieldPhoto.objects.bulk_create(
            FieldPhoto(
                task=task,
                attachment=attachment,
                moment=one.moment,
                taken_at=_believed(one.taken_at, event.at) if one.taken_at else None,
                lat=one.lat,
                lng=one.lng,
                accuracy_m=one.accuracy_m,
            )
            for one, attachment in zip(pictures, kept, strict=True)
        )
    return event


@transaction.atomic
def cancel_task(task: FieldTask, *, by: Actor, reason: str) -> Event:
    """It is no longer wanted; the assignee is told."""
    facts = {
        "task": str(task.key),
        "assignee": task.assignee_id,
        "assignee_name": task.assignee.full_name,
    }
    event = take(task.complaint, "cancel_task", by=by, facts=facts, text=reason)
    rows = FieldTask.objects.filter(pk=task.pk, state=FieldTask.State.GIVEN)
    if not rows.update(state=FieldTask.State.CANCELLED):
        raise MoveRefused(_("This task is done or was cancelled."))
    return event


def _facts(one: Picture) -> dict[str, object]:
    return {
        "moment": str(one.moment),
        "taken_at": one.taken_at.isoformat() if one.taken_at else "",
        "lat": one.lat,
        "lng": one.lng,
        "accuracy_m": one.accuracy_m,
    }


def _believed(said: datetime | None, arrived: datetime) -> datetime:
    """The clock of a device, never after the arrival and never absurdly old."""
    if said is None or said > arrived or said < arrived - OLDEST:
        return arrived
    return said
