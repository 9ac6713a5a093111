"""Steps of the unit: receive, accept or decline, draft, approve, answer, promise (SOP 4 and 5)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.common.statements import Prepared, insert
from kentongan.complaints import moves
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Answer, Complaint, Disposition, Event
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.complaints.services import contributions, dispositions
from kentongan.complaints.services.dispositions import facts_of, today_of
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization

UNPUBLISHED = (Answer.State.DRAFT, Answer.State.SUBMITTED, Answer.State.SENT_BACK)
_UNPUBLISHED = Prepared(
    lambda *, complaint: Answer.objects.filter(complaint=complaint, state__in=UNPUBLISHED)
)
_SUBMITTED = Prepared(
    lambda *, complaint: Answer.objects.filter(complaint=complaint, state=Answer.State.SUBMITTED)
)


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
    event = take(complaint, "tell", by=by, facts={"kind": str(kind)}, text=text, seen=seen)
    _published(complaint, by=by, kind=kind, text=text, event=event)
    return event


def take_up(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """Go back to work on a contested or replied complaint."""
    return take(complaint, "take_up", by=by, seen=seen)


@transaction.atomic
def save_draft(complaint: Complaint, *, by: Actor, text: str, version: int | None = None) -> Answer:
    """Keep a draft for the colleagues of the unit; no step, nothing is sent.

    `version` is the one the writer started from: raises Changed when a colleague saved meanwhile.
    """
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise MoveRefused(_("This complaint is not with your office."))
    draft = _unpublished(complaint)
    if draft is None or draft.state != Answer.State.SUBMITTED:
        moves.find(
            "draft", complaint, by=by, facts={"text": text.strip()}
        )  # whoever may hand it in
    if draft is None:
        return _new_draft(complaint, by=by, text=text, state=Answer.State.DRAFT)
    if draft.state == Answer.State.SUBMITTED:
        raise MoveRefused(_("This answer is waiting for approval."))
    if version is not None and draft.version != version:
        raise Changed(_("A colleague has saved this draft meanwhile. Compare before you save."))
    rows = Answer.objects.filter(pk=draft.pk, version=draft.version)
    if not rows.update(
        text=text, author_id=by.user_id, changed_at=clock.now(), version=draft.version + 1
    ):
        raise Changed(_("A colleague has saved this draft meanwhile. Compare before you save."))
    draft.refresh_from_db()
    return draft


@transaction.atomic
def draft(complaint: Complaint, *, by: Actor, text: str, seen: int | None = None) -> Event:
    """Hand in a draft answer for approval."""
    event = take(complaint, "draft", by=by, text=text, seen=seen)
    handed_in = {
        "text": text,
        "state": Answer.State.SUBMITTED,
        "author": by.user_id,
        "unit": complaint.unit_id,
        "changed_at": event.at,
    }
    if not _UNPUBLISHED.update(handed_in, complaint=complaint.pk):
        _new_draft(complaint, by=by, text=text, state=Answer.State.SUBMITTED)
    return event


@transaction.atomic
def send_back(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The draft is not good enough: back to its author with a reason."""
    event = take(complaint, "send_back", by=by, text=reason, seen=seen)
    # After the complaint, as everywhere: the other way round two officers lock each other out.
    _SUBMITTED.update(
        {"state": Answer.State.SENT_BACK, "changed_at": event.at}, complaint=complaint.pk
    )
    return event


@transaction.atomic
def approve(complaint: Complaint, *, by: Actor, text: str = "", seen: int | None = None) -> Event:
    """Approve the draft of another person; it becomes the answer and goes to the reporter."""
    submitted = next(iter(_SUBMITTED.rows(complaint=complaint.pk)), None)
    words = text.strip() or (submitted.text if submitted else "")
    facts = {"kind": str(AnswerKind.SUBSTANTIVE), "author": submitted.author_id if submitted else 0}
    event = take(complaint, "approve", by=by, facts=facts, text=words, seen=seen)
    published = {
        "state": Answer.State.PUBLISHED,
        "text": words,
        "approver": by.user_id,
        "published_at": event.at,
    }
    _SUBMITTED.update(published, complaint=complaint.pk)
    return event


@transaction.atomic
def answer(complaint: Complaint, *, by: Actor, text: str, seen: int | None = None) -> Event:
    """Answer in substance; the ten working days to automatic closing begin."""
    facts = {"kind": str(AnswerKind.SUBSTANTIVE)}
    event = take(complaint, "answer", by=by, facts=facts, text=text, seen=seen)
    _UNPUBLISHED.update({"state": Answer.State.DISCARDED}, complaint=complaint.pk)
    _published(complaint, by=by, kind=AnswerKind.SUBSTANTIVE, text=text, event=event)
    return event


@transaction.atomic
def schedule(
    complaint: Complaint, *, by: Actor, text: str, promised_on: date, seen: int | None = None
) -> Event:
    """Promise the work by a date; the reporter is told, and it is no follow-up yet."""
    _check_promise(complaint, promised_on)
    facts = {"promised_on": promised_on.isoformat()}
    changes = {"promised_on": promised_on}
    event = take(complaint, "schedule", by=by, facts=facts, text=text, changes=changes, seen=seen)
    _published(complaint, by=by, kind=AnswerKind.PROMISE, text=text, event=event, on=promised_on)
    return event


def postpone(
    complaint: Complaint, *, by: Actor, reason: str, promised_on: date, seen: int | None = None
) -> Event:
    """Another date, with a reason that the reporter reads."""
    _check_promise(complaint, promised_on)
    facts = {"promised_on": promised_on.isoformat(), "was": str(complaint.promised_on)}
    changes = {"promised_on": promised_on}
    return take(complaint, "postpone", by=by, facts=facts, text=reason, changes=changes, seen=seen)


def resume_work(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The promise no longer stands: work goes on under the ordinary limit."""
    changes = {"promised_on": None}
    return take(complaint, "resume_work", by=by, text=reason, changes=changes, seen=seen)


def _check_promise(complaint: Complaint, promised_on: date) -> None:
    if promised_on <= today_of(complaint):
        raise Missing(_("The promised date must be in the future."), field="promised_on")


def _unit_of(complaint: Complaint) -> int:
    if complaint.unit_id is None:
        raise MoveRefused(_("No unit has worked on this complaint."))
    return complaint.unit_id


def _unpublished(complaint: Complaint) -> Answer | None:
    return complaint.answers.filter(state__in=UNPUBLISHED).first()


def _new_draft(complaint: Complaint, *, by: Actor, text: str, state: str) -> Answer:
    made = Answer(
        complaint=complaint,
        unit_id=_unit_of(complaint),
        kind=AnswerKind.SUBSTANTIVE,
        state=state,
        text=text,
        author_id=by.user_id,
        changed_at=clock.now(),
    )
    insert([made])
    return made


def _published(
    complaint: Complaint,
    *,
    by: Actor,
    kind: AnswerKind,
    text: str,
    event: Event,
    on: date | None = None,
) -> None:
    made = Answer(
        complaint=complaint,
        unit_id=_unit_of(complaint),
        kind=kind,
        state=Answer.State.PUBLISHED,
        text=text,
        promised_on=on,
        author_id=by.user_id,
        approver_id=by.user_id,
        changed_at=event.at,
        published_at=event.at,
    )
    insert([made])
