"""The answer: drafted, handed in, sent back, approved, sent; each point with its outcome (SOP 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.common.statements import Prepared, insert, keep
from kentongan.complaints import attachments, gate, moves, points
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.models import Answer, Attachment, Complaint, Event
from kentongan.complaints.points import Said
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.complaints.services.dispositions import today_of
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor

State = Answer.State
UNPUBLISHED = (State.DRAFT, State.SUBMITTED, State.SENT_BACK)
_UNPUBLISHED = Prepared(
    lambda *, complaint: Answer.objects.filter(complaint=complaint, state__in=UNPUBLISHED)
)
_SUBMITTED = Prepared(
    lambda *, complaint: Answer.objects.filter(complaint=complaint, state=State.SUBMITTED)
)
_ANSWERS = Prepared(lambda *, complaint: Answer.objects.filter(complaint=complaint))


@dataclass(frozen=True, slots=True)
class Substance:
    """What an answer says beside its text, and why it may go out all the same (`override`)."""

    outcomes: Sequence[Said] | None = None
    files: Sequence[Upload] = ()
    kept: Sequence[int] = ()  # files that came with an earlier draft
    override: str = ""


PLAIN = Substance()


@transaction.atomic
def save_draft(
    complaint: Complaint,
    *,
    by: Actor,
    text: str,
    version: int | None = None,
    outcomes: Sequence[Said] | None = None,
) -> Answer:
    """Keep a draft for the colleagues of the unit; no step, nothing is sent.

    `version` is the one the writer started from: raises Changed when a colleague saved meanwhile.
    """
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise MoveRefused(_("This complaint is not with your office."))
    draft = complaint.answers.filter(state__in=UNPUBLISHED).first()
    if draft is None or draft.state != State.SUBMITTED:
        moves.find(
            "draft", complaint, by=by, facts={"text": text.strip()}
        )  # whoever may hand it in
    content = {"outcomes": points.plain(outcomes or ())}
    if draft is None:
        return _new_draft(complaint, by=by, text=text, state=State.DRAFT, content=content)
    if draft.state == State.SUBMITTED:
        raise MoveRefused(_("This answer is waiting for approval."))
    if version is not None and draft.version != version:
        raise Changed(_("A colleague has saved this draft meanwhile. Compare before you save."))
    rows = Answer.objects.filter(pk=draft.pk, version=draft.version)
    if not rows.update(
        text=text,
        content=draft.content | content,
        author_id=by.user_id,
        changed_at=clock.now(),
        version=draft.version + 1,
    ):
        raise Changed(_("A colleague has saved this draft meanwhile. Compare before you save."))
    draft.refresh_from_db()
    return draft


@transaction.atomic
def draft(
    complaint: Complaint,
    *,
    by: Actor,
    text: str,
    substance: Substance = PLAIN,
    seen: int | None = None,
) -> Event:
    """Hand in a draft answer for approval."""
    said = points.checked(complaint, substance.outcomes)
    facts = _through_the_gate(complaint, text, said, substance)
    with attachments.kept(substance.files) as kept:
        event = take(complaint, "draft", by=by, facts=facts, text=text, seen=seen)
        # Only officers see them before the answer is approved.
        attachments.attach(kept, complaint=complaint, event=event, purpose="internal")
    content: dict[str, Any] = {"outcomes": points.plain(said)} | facts
    if kept or substance.kept:
        content["files"] = [*substance.kept, *(one.pk for one in kept)]
    handed_in = {
        "text": text,
        "state": State.SUBMITTED,
        "content": content,
        "author": by.user_id,
        "unit": complaint.unit_id,
        "changed_at": event.at,
    }
    if not _UNPUBLISHED.update(handed_in, complaint=complaint.pk):
        _new_draft(complaint, by=by, text=text, state=State.SUBMITTED, content=content)
    return event


@transaction.atomic
def send_back(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The draft is not good enough: back to its author with a reason."""
    event = take(complaint, "send_back", by=by, text=reason, seen=seen)
    # After the complaint, as everywhere: the other way round two officers lock each other out.
    _SUBMITTED.update({"state": State.SENT_BACK, "changed_at": event.at}, complaint=complaint.pk)
    return event


@transaction.atomic
def approve(
    complaint: Complaint,
    *,
    by: Actor,
    text: str = "",
    substance: Substance = PLAIN,
    seen: int | None = None,
) -> Event:
    """Approve the draft of another person; it becomes the answer and goes to the reporter.

    An answer that promises a point by a date keeps the complaint open for that promise.
    """
    keep(
        complaint, "answers", _ANSWERS.rows(complaint=complaint.pk)
    )  # asked once, not by each rule
    try:
        submitted = next((a for a in complaint.answers.all() if a.state == State.SUBMITTED), None)
        content = submitted.content if submitted else {}
        words = text.strip() or (submitted.text if submitted else "")
        said = points.checked(complaint, substance.outcomes or points.read(content))
        promised = points.promised(said)
        kind = AnswerKind.PROMISE if promised else AnswerKind.SUBSTANTIVE
        facts: dict[str, object] = {
            "kind": str(kind),
            "author": submitted.author_id if submitted else 0,
        }
        facts |= _through_the_gate(complaint, words, said, substance, content=content)
        facts |= {"promised_on": promised.isoformat()} if promised else {}
        action = "approve_promise" if promised else "approve"
        changes = {"promised_on": promised} if promised else {}
        event = take(complaint, action, by=by, facts=facts, text=words, changes=changes, seen=seen)
    finally:
        complaint._prefetched_objects_cache.pop("answers", None)  # type: ignore[attr-defined]
    if submitted:
        _SUBMITTED.update(
            {
                "state": State.PUBLISHED,
                "kind": kind,
                "text": words,
                "digest": gate.digest_of(words),
                "promised_on": promised,
                "approver": by.user_id,
                "published_at": event.at,
            },
            complaint=complaint.pk,
        )
        points.keep(said, answer=submitted)
        if files := content.get("files"):
            rows = Attachment.objects.filter(pk__in=files, complaint=complaint)
            rows.update(purpose=Attachment.Purpose.ANSWER, event=event)
    return event


def approve_promise(complaint: Complaint, *, by: Actor, **given: Any) -> Event:
    """The step of the table for a draft that promises a point; `approve` finds it by the draft."""
    return approve(complaint, by=by, **given)


@transaction.atomic
def answer(
    complaint: Complaint,
    *,
    by: Actor,
    text: str,
    substance: Substance = PLAIN,
    seen: int | None = None,
) -> Event:
    """Answer in substance; the ten working days to automatic closing begin.

    An answer that promises a point by a date is a promise: the complaint stays open for it.
    """
    said = points.checked(complaint, substance.outcomes)
    facts = _through_the_gate(complaint, text, said, substance)
    if promised := points.promised(said):
        return _schedule(
            complaint, by=by, text=text, said=said, on=promised, facts=facts, seen=seen
        )
    facts |= {"kind": str(AnswerKind.SUBSTANTIVE)}
    with attachments.kept(substance.files) as kept:
        event = take(complaint, "answer", by=by, facts=facts, text=text, seen=seen)
        attachments.attach(kept, complaint=complaint, event=event, purpose="answer")
    _UNPUBLISHED.update({"state": State.DISCARDED}, complaint=complaint.pk)
    made = published(complaint, by=by, kind=AnswerKind.SUBSTANTIVE, text=text, event=event)
    points.keep(said, answer=made)
    return event


@transaction.atomic
def schedule(
    complaint: Complaint, *, by: Actor, text: str, promised_on: date, seen: int | None = None
) -> Event:
    """Promise the work by a date; the reporter is told, and it is no follow-up yet."""
    check_promise(complaint, promised_on)
    gate.keep_out(text)
    said = points.all_promised(complaint, promised_on)
    return _schedule(complaint, by=by, text=text, said=said, on=promised_on, facts={}, seen=seen)


def _schedule(
    complaint: Complaint,
    *,
    by: Actor,
    text: str,
    said: Sequence[Said],
    on: date,
    facts: dict[str, object],
    seen: int | None,
) -> Event:
    facts |= {"promised_on": on.isoformat()}
    changes = {"promised_on": on}
    event = take(complaint, "schedule", by=by, facts=facts, text=text, changes=changes, seen=seen)
    made = published(complaint, by=by, kind=AnswerKind.PROMISE, text=text, event=event, on=on)
    points.keep(said, answer=made)
    return event


def check_promise(complaint: Complaint, promised_on: date) -> None:
    """A promise is about the future."""
    if promised_on <= today_of(complaint):
        raise Missing(_("The promised date must be in the future."), field="promised_on")


def published(
    complaint: Complaint,
    *,
    by: Actor,
    kind: AnswerKind,
    text: str,
    event: Event,
    on: date | None = None,
) -> Answer:
    """Keep what was told to the reporter."""
    made = Answer(
        complaint=complaint,
        unit_id=_unit_of(complaint),
        kind=kind,
        state=State.PUBLISHED,
        text=text,
        digest="" if kind == AnswerKind.FIRST_WORD else gate.digest_of(text),
        promised_on=on,
        author_id=by.user_id,
        approver_id=by.user_id,
        changed_at=event.at,
        published_at=event.at,
    )
    insert([made])
    return made


def _through_the_gate(
    complaint: Complaint,
    text: str,
    said: Sequence[Said],
    substance: Substance,
    *,
    content: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Facts to keep of what was let through with a reason; raises MoveRefused otherwise."""
    before = content or {}
    is_told = substance.outcomes is not None
    has_files = bool(substance.files or substance.kept or before.get("files"))
    drafted = gate.Drafted(text=text, said=said, has_files=has_files, is_told=is_told)
    allowed = before.get("overridden", ())
    return gate.pass_through(complaint, drafted, reason=substance.override, allowed=allowed)


def _unit_of(complaint: Complaint) -> int:
    if complaint.unit_id is None:
        raise MoveRefused(_("No unit has worked on this complaint."))
    return complaint.unit_id


def _new_draft(
    complaint: Complaint, *, by: Actor, text: str, state: str, content: dict[str, Any]
) -> Answer:
    made = Answer(
        complaint=complaint,
        unit_id=_unit_of(complaint),
        kind=AnswerKind.SUBSTANTIVE,
        state=state,
        text=text,
        content=content,
        author_id=by.user_id,
        changed_at=clock.now(),
    )
    insert([made])
    return made
