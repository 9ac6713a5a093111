"""An approved answer that goes out at a chosen time; till then it can be taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import gate, plans, points
from kentongan.complaints.models import Answer, Complaint, Event, PlannedAnswer
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.answers import PLAIN, Substance, approve
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import Role

LONGEST = timedelta(days=30)
SIGNERS = frozenset({Role.LIAISON, Role.UNIT_HEAD})


@transaction.atomic
def plan_answer(
    complaint: Complaint,
    *,
    by: Actor,
    publish_at: datetime,
    text: str = "",
    substance: Substance = PLAIN,
    seen: int | None = None,
) -> Event:
    """Approve the draft of another person now; it is sent at `publish_at`.

    The clocks go on till then: what counts is when the reporter has it.
    """
    now = clock.now()
    if not now < publish_at <= now + LONGEST:
        words = _("Choose a time within the next 30 days.")
        raise Missing(words, field="publish_at")
    draft = complaint.answers.filter(state=Answer.State.SUBMITTED).first()
    content = draft.content if draft else {}
    words = text.strip() or (draft.text if draft else "")
    said = points.checked(complaint, substance.outcomes or points.read(content))
    drafted = gate.Drafted(
        text=words,
        said=said,
        has_files=bool(content.get("files")),
        is_told=substance.outcomes is not None,
    )
    allowed = content.get("overridden", ())
    let_through = gate.pass_through(complaint, drafted, reason=substance.override, allowed=allowed)
    facts = {"publish_at": publish_at.isoformat()} | let_through
    event = take(complaint, "plan_answer", by=by, facts=facts, text=words, seen=seen)
    if draft is None or by.membership_id is None:
        raise MoveRefused(_("There is no draft to approve."))
    draft.text = words
    draft.content = content | {"outcomes": points.plain(said)} | let_through
    draft.save(update_fields=["text", "content"])
    plans.put(complaint, draft, publish_at=publish_at, by_membership=by.membership_id, at=event.at)
    return event


@transaction.atomic
def cancel_plan(complaint: Complaint, *, by: Actor, seen: int | None = None) -> Event:
    """Take it back before it is sent; the draft waits for approval again."""
    event = take(complaint, "cancel_plan", by=by, seen=seen)
    plans.drop(complaint)
    return event


@transaction.atomic
def send_planned(row: PlannedAnswer) -> Event | None:
    """Send what is due, in the name of whoever approved it.

    A plan that was overtaken goes without a word. Who no longer holds the office signs nothing:
    then the draft waits for another.
    """
    complaint = row.complaint
    if plans.of(complaint) is None:
        row.delete()
        return None
    held = Membership.objects.valid_on(clock.today()).select_related("user", "organization")
    member = held.filter(pk=row.approver_id, role__in=SIGNERS).first()
    if member is None:
        return cancel_plan(complaint, by=Actor.system())
    event = approve(complaint, by=Actor.of(member))
    plans.drop(complaint)
    return event
