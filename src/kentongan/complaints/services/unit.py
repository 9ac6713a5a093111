"""Steps of the unit: receive, accept or decline, assign, contribute, tell (SOP 4)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.complaints import gate, moves
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Answer, Complaint, Disposition, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import contributions, dispositions
from kentongan.complaints.services.answers import UNPUBLISHED, check_promise, published
from kentongan.complaints.services.dispositions import facts_of, today_of
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization


@transaction.atomic
def mark_opened(complaint: Complaint, *, by: Actor) -> Event | None:
    """The unit has seen the notification (SOP step 4); the first opening is recorded."""
    if not moves.is_possible("open", complaint, by=by):
        return None
    event = take(complaint, "open", by=by)
    own = {"complaint": complaint.pk, "unit": by.organization_id}
    dispositions.UNOPENED.update({"opened_at": event.at}, **own)
    return event


@transaction.atomic
def accept(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """The unit takes it up."""
    event = take(complaint, "accept", by=by, seen=seen)
    dispositions.LEAD.update({"accepted_at": event.at}, complaint=complaint.pk)
    return event


@transaction.atomic
def decline(
    complaint: Complaint,
    *,
    by: Actor,
    reason: str,
    proposed_owner: Organization,
    seen: int | None = None,
) -> Event:
    """Not this unit's task: with a reason and whose it is. The second time an arbiter decides."""
    if proposed_owner.pk == complaint.unit_id:
        raise MoveRefused(_("Propose another office than your own."))
    facts = facts_of(proposed_owner, role="proposed_owner")
    changes = {
        "unit": None,
        "handler": None,
        "arbiter": None,
        "bounce_count": complaint.bounce_count + 1,
    }
    event = take(complaint, "decline", by=by, facts=facts, text=reason, changes=changes, seen=seen)
    dispositions.end_lead(complaint, at=event.at, reason=reason, proposed_owner=proposed_owner)
    discarded = Answer.State.DISCARDED  # the next unit writes its own
    Answer.objects.filter(complaint=complaint, state__in=UNPUBLISHED).update(state=discarded)
    return event


def assign(complaint: Complaint, *, by: Actor, handler: User, seen: int | None = None) -> Event:
    """Give it to a colleague of the unit."""
    colleagues = Membership.objects.valid_on(today_of(complaint)).filter(
        organization=by.organization_id
    )
    if not colleagues.filter(user=handler).exists():
        raise MoveRefused(_("That person does not work in your office."))
    facts = {"handler": handler.pk, "handler_name": handler.full_name}
    changes = {"handler": handler}
    return take(complaint, "assign", by=by, facts=facts, changes=changes, seen=seen)


@transaction.atomic
def add_unit(complaint: Complaint, *, by: Actor, unit: Organization, note: str = "") -> Event:
    """Another unit contributes; the leading one still answers."""
    refusal = _("That unit belongs to another institution.")
    dispositions.check_unit(complaint, unit, refusal=refusal)
    part = Disposition.Part.CONTRIBUTING
    has_it = dispositions.live(complaint).filter(unit=unit).first()
    if has_it and (has_it.part != part or has_it.finished_at is None):
        raise MoveRefused(_("That unit already works on this complaint."))
    event = take(complaint, "add_unit", by=by, facts=facts_of(unit), text=note)
    if has_it:  # what it handed in was not enough: it is asked again
        Disposition.objects.filter(pk=has_it.pk).update(finished_at=None, note=note)
        contributions.begin(has_it, complaint, task=note, at=event.at)
        return event
    dispositions.hand_to(complaint, unit, part=part, note=note, at=event.at)
    return event


@transaction.atomic
def contribute(complaint: Complaint, *, by: Actor, text: str) -> Event:
    """A contributing unit hands in its part to the leading one."""
    event = take(complaint, "contribute", by=by, text=text)
    own = dispositions.live(complaint).filter(unit=by.organization_id)
    own.filter(part=Disposition.Part.CONTRIBUTING).update(finished_at=event.at)
    return event


@transaction.atomic
def tell(
    complaint: Complaint,
    *,
    by: Actor,
    text: str,
    kind: AnswerKind = AnswerKind.FIRST_WORD,
    seen: int | None = None,
) -> Event:
    """Say how it stands. A first word or coordination is no follow-up: the answer is still due."""
    if kind not in (AnswerKind.FIRST_WORD, AnswerKind.COORDINATION):
        raise MoveRefused(_("Use “Answer” or “Promise a date” for that."))
    gate.keep_out(text)
    event = take(complaint, "tell", by=by, facts={"kind": str(kind)}, text=text, seen=seen)
    published(complaint, by=by, kind=kind, text=text, event=event)
    return event


def take_up(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """Go back to work on a contested or replied complaint."""
    return take(complaint, "take_up", by=by, seen=seen)


def postpone(
    complaint: Complaint, *, by: Actor, reason: str, promised_on: date, seen: int | None = None
) -> Event:
    """Another date, with a reason that the reporter reads."""
    check_promise(complaint, promised_on)
    facts = {"promised_on": promised_on.isoformat(), "was": str(complaint.promised_on)}
    changes = {"promised_on": promised_on}
    return take(complaint, "postpone", by=by, facts=facts, text=reason, changes=changes, seen=seen)


def resume_work(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The promise no longer stands: work goes on under the ordinary limit."""
    changes = {"promised_on": None}
    return take(complaint, "resume_work", by=by, text=reason, changes=changes, seen=seen)
