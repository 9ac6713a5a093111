"""Questions to bodies outside the system by a link: ask, open, answer, revoke.

The link holds 256 random bits; its digest alone is kept. It ends by a date, after some answers, or
when it is revoked, and every use of it is on record.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import attachments, disclosure, masking
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import (
    Attachment,
    Complaint,
    Event,
    OutsideQuestion,
    OutsideVisit,
)
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

DAYS = 14
MOST_DAYS = 60
MOST_ANSWERS = 5
MOST_OPENINGS = 500
State, What = OutsideQuestion.State, OutsideVisit.What


@dataclass(frozen=True, slots=True)
class Asked:
    """The event, and the secret of the link: shown once, kept nowhere."""

    event: Event
    question: OutsideQuestion
    token: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the outside body sees: masked words, place and photos; not the person."""

    number: str
    title: str
    text: str
    place: str
    landmark: str
    lat: float | None
    lng: float | None
    photos: tuple[Attachment, ...]


@transaction.atomic
def ask_outside(
    complaint: Complaint,
    *,
    by: Actor,
    question: str,
    body: Organization | None = None,
    body_name: str = "",
    days: int = DAYS,
) -> Asked:
    """Make a link for one body; who loses it is asked anew."""
    name = (body.name if body else body_name).strip()
    if not name:
        raise Missing(_("Say whom you ask."), field="body_name")
    if body is not None and not body.is_external:
        raise MoveRefused(_("Choose a body outside the system, or write its name."))
    if not 1 <= days <= MOST_DAYS:
        raise Missing(_("Between 1 and 60 days."), field="days")
    token, now = secrets.token_urlsafe(32), clock.now()
    facts: dict[str, object] = {"body_name": name, "days": days}
    event = take(complaint, "ask_outside", by=by, facts=facts, text=question)
    made = OutsideQuestion.objects.create(
        complaint=complaint,
        body=body,
        body_name=name[:160],
        question=question.strip(),
        digest=_digest(token),
        asked_by_id=by.user_id,
        asked_at=now,
        expires_at=now + timedelta(days=days),
    )
    return Asked(event, made, token)


@transaction.atomic
def revoke_outside(question: OutsideQuestion, *, by: Actor, reason: str) -> Event:
    """The link opens nothing any more."""
    facts = {"body_name": question.body_name}
    event = take(question.complaint, "revoke_outside", by=by, facts=facts, text=reason)
    rows = OutsideQuestion.objects.filter(pk=question.pk).exclude(state=State.REVOKED)
    if not rows.update(state=State.REVOKED):
        raise MoveRefused(_("This link was revoked already."))
    return event


def find(token: str) -> OutsideQuestion | None:
    """The question behind a link that still holds."""
    rows = OutsideQuestion.objects.select_related("complaint__area__parent", "complaint__unit")
    found = rows.filter(digest=_digest(token)).exclude(state=State.REVOKED).first()
    if found is None or found.expires_at <= clock.now() or found.opened >= MOST_OPENINGS:
        return None
    return None if found.complaint.status in ENDED else found


def opened(question: OutsideQuestion, *, what: str = What.OPENED, address: str = "") -> None:
    """Put one use of the link on record."""
    with transaction.atomic():
        OutsideVisit.objects.create(
            question=question, at=clock.now(), what=what, address=address[:45]
        )
        rows = OutsideQuestion.objects.filter(pk=question.pk)
        rows.update(opened=F("opened") + 1)


def shown(question: OutsideQuestion) -> Shown:
    """What all may read, place, and photos that the reporter sent, with their black boxes."""
    one = question.complaint
    verdicts = disclosure.verdicts_on(one)
    ready = one.attachments.filter(
        state=Attachment.State.READY,
        purpose=Attachment.Purpose.EVIDENCE,
        media_type__startswith="image/",
    )
    place = str(one.area) if one.area else ""
    if one.area and one.area.parent:
        place = f"{one.area}, {one.area.parent}"
    return Shown(
        number=one.shown_number,
        title=masking.masked(one.public_title or one.title, verdicts),
        text=masking.masked(one.public_text or one.text, verdicts),
        place=place,
        landmark=masking.masked(one.landmark, verdicts),
        lat=one.lat,
        lng=one.lng,
        photos=tuple(ready.select_related("cover").order_by("id")),
    )


@transaction.atomic
def answer_outside(
    question: OutsideQuestion,
    *,
    name: str,
    text: str,
    files: Sequence[Upload] = (),
    address: str = "",
) -> Event:
    """The answer comes back as an internal note with its files; whoever asked is told."""
    if not name.strip():
        raise Missing(_("Write your name and position."), field="name")
    if not text.strip():
        raise Missing(_("Write the answer."), field="text")
    rows = OutsideQuestion.objects.filter(pk=question.pk, answers__lt=MOST_ANSWERS)
    rows = rows.exclude(state=State.REVOKED)
    if not rows.update(answers=F("answers") + 1, state=State.ANSWERED):
        raise MoveRefused(_("This link takes no more answers. Ask the office for a new one."))
    by = Actor(role=Role.SYSTEM, label=f"{name.strip()[:80]} · {question.body_name}"[:160])
    facts = {
        "body_name": question.body_name,
        "asker": question.asked_by_id,
        "files": len(files) or "",
    }
    with attachments.kept(files) as kept:
        event = take(question.complaint, "answer_outside", by=by, facts=facts, text=text.strip())
        attachments.attach(
            kept,
            complaint=question.complaint,
            event=event,
            purpose=Attachment.Purpose.INTERNAL,
        )
    OutsideVisit.objects.create(
        question=question, at=event.at, what=What.ANSWERED, address=address[:45]
    )
    return event


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
