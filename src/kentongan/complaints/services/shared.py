"""Steps that desks and units share: points, asking the reporter, notes, filing a signed paper."""

from collections.abc import Sequence

from django.db import transaction

from kentongan.complaints import attachments, gate
from kentongan.complaints import points as rules
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.services import mentions as mentions_
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


def ask(complaint: Complaint, *, by: Actor, question: str, seen: int | None = None) -> Event:
    """Ask the reporter for what is missing; only this stops the clocks."""
    gate.keep_out(question)
    return take(complaint, "ask", by=by, text=question, seen=seen)


def proceed(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """Go on without the reporter's answer; whoever asked decides that."""
    return take(complaint, "proceed", by=by, text=reason, seen=seen)


def note(
    complaint: Complaint, *, by: Actor, text: str, mentions: Sequence[mentions_.Reader] = ()
) -> Event:
    """A word among officers; reporter and public never see it.

    Whoever is called by `@name`, or is in `mentions`, and may see the complaint, hears the bell.
    """
    facts: dict[str, object] = {}
    if mentions or mentions_.CALLED.search(text):
        known = mentions_.readers(complaint, by=by)
        wanted = {one.pk for one in mentions}
        chosen = [one for one in known if one.pk in wanted]
        who = {one.pk: one.name for one in [*chosen, *mentions_.called(text, known)]}
        facts = {"mentions": list(who), "mentioned": ", ".join(who.values())}
    return take(complaint, "note", by=by, facts=facts, text=text)


@transaction.atomic
def list_points(
    complaint: Complaint, *, by: Actor, points: Sequence[str], seen: int | None = None
) -> Event:
    """Say what is asked, point by point; the reporter reads it. None: the complaint as a whole."""
    texts = rules.lines("\n".join(points))
    facts = {"points": len(texts)}
    event = take(complaint, "list_points", by=by, facts=facts, text="\n".join(texts), seen=seen)
    rules.put(complaint, texts, at=event.at)
    return event


@transaction.atomic
def file_paper(
    complaint: Complaint, *, by: Actor, files: Sequence[Upload], form: str = "", text: str = ""
) -> Event:
    """Attach the scan of a signed paper to its complaint ("electronically and manually").

    `form` names the print that was signed: receipt, disposition or answer.
    """
    internal = by.role == Role.COUNTER_CLERK or form != "answer"
    purpose = "signed_paper" if internal else "answer"
    with attachments.kept(files) as kept:
        facts = {"files": len(kept) or "", "form": form}
        event = take(complaint, "file_paper", by=by, facts=facts, text=text)
        attachments.attach(kept, complaint=complaint, event=event, purpose=purpose)
    return event
