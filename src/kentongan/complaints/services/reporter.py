"""Steps of the citizen, who has the last word (SOP step 7); a counter clerk may act for them."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.common.statements import insert
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import ClosedKind, ContestReason, Status
from kentongan.complaints.models import Complaint, Event, Rating
from kentongan.complaints.refusals import Missing
from kentongan.complaints.services import dispositions, merging
from kentongan.complaints.services.archiving import NOT_PROPOSED
from kentongan.complaints.services.dispositions import NO_UNIT
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor


def complete(complaint: Complaint, *, by: Actor, text: str, files: Sequence[Upload] = ()) -> Event:
    """Give what the desk asked for; the clocks go on."""
    return _with_files(complaint, "complete", by=by, text=text, files=files)


def add(
    complaint: Complaint,
    *,
    by: Actor,
    text: str = "",
    files: Sequence[Upload] = (),
    area_code: str = "",
) -> Event:
    """Add information or evidence at any time before the end; also the place, where none is known."""
    facts = {"text_or_files": text[:1] or len(files) or ""}
    changes = {}
    if area_code and complaint.area_id is None:
        facts["area"], changes = area_code, {"area_id": area_code}
    return _with_files(
        complaint, "add", by=by, text=text, files=files, facts=facts, changes=changes
    )


def reply(complaint: Complaint, *, by: Actor, text: str, files: Sequence[Upload] = ()) -> Event:
    """Write back to the unit; the automatic closing is off."""
    return _with_files(complaint, "reply", by=by, text=text, files=files)


@transaction.atomic
def contest(
    complaint: Complaint,
    *,
    by: Actor,
    contest_reason: ContestReason | str,
    text: str = "",
    files: Sequence[Upload] = (),
) -> Event:
    """It is not solved: back to the unit with the reason."""
    facts: dict[str, object] = {"contest_reason": str(contest_reason)}
    changes: dict[str, object] = {"reopen_count": complaint.reopen_count + 1}
    master = complaint.master if complaint.status == Status.MERGED else None
    if master:  # not content with the joint answer: from now on it goes by itself
        changes |= merging.taken_over_from(master)
    event = _with_files(
        complaint, "contest", by=by, text=text, files=files, facts=facts, changes=changes
    )
    if master:
        merging.leave(complaint, master=master, at=event.at)
    return event


def reopen(
    complaint: Complaint,
    *,
    by: Actor,
    contest_reason: ContestReason | str = "",
    text: str = "",
) -> Event:
    """A closed complaint is not solved: once freely within 30 days, later through the desk.

    An archived one is opened again by the desk that finds it was wrong to archive it; that takes
    nothing from what its reporter may reopen.
    """
    facts = {"contest_reason": str(contest_reason)}
    changes: dict[str, object] = {"reopen_count": complaint.reopen_count + 1, "closed_kind": ""}
    if complaint.status == Status.ARCHIVED:
        changes = dict(NOT_PROPOSED)
    if complaint.unit_id is None:
        changes["external_body"] = None  # the desk has it again, not the outside body
    return take(complaint, "reopen", by=by, facts=facts, text=text, changes=changes)


def confirm(complaint: Complaint, *, by: Actor) -> Event:
    """The reporter says that it is solved."""
    changes = {"closed_kind": ClosedKind.CONFIRMED}
    return take(complaint, "confirm", by=by, changes=changes)


def keep_promise(complaint: Complaint, *, by: Actor, text: str = "") -> Event:
    """The reporter saw the promised work; the office still owes the answer with its evidence."""
    facts = {"promised_on": str(complaint.promised_on)}
    changes = {"promised_on": None}
    return take(complaint, "keep_promise", by=by, facts=facts, text=text, changes=changes)


def break_promise(complaint: Complaint, *, by: Actor, text: str = "") -> Event:
    """The reporter says that the work was not done: it is with the office again."""
    facts = {"promised_on": str(complaint.promised_on)}
    changes = {"promised_on": None}
    return take(complaint, "break_promise", by=by, facts=facts, text=text, changes=changes)


@transaction.atomic
def rate(
    complaint: Complaint, *, by: Actor, solved: str, score: int | None = None, text: str = ""
) -> Event:
    """Judge the answer: really solved, and one to five."""
    facts = {"solved": solved, "score": score}
    if score is not None and score not in range(1, 6):
        raise Missing(_("Choose one to five stars."), field="score")
    event = take(complaint, "rate", by=by, facts=facts, text=text)
    insert([Rating(complaint=complaint, solved=solved, score=score, text=text, at=event.at)])
    return event


@transaction.atomic
def withdraw(complaint: Complaint, *, by: Actor, text: str = "") -> Event:
    """The reporter takes the complaint back; it leaves the public list."""
    event = take(complaint, "withdraw", by=by, text=text)
    dispositions.end_all(complaint, at=event.at)
    merging.release(complaint)
    return event


def restore(complaint: Complaint, *, by: Actor) -> Event:
    """The reporter wants a withdrawn complaint handled after all: it is at the desk again."""
    return take(complaint, "restore", by=by, changes=dict(NO_UNIT))


@transaction.atomic
def _with_files(
    complaint: Complaint,
    action: str,
    *,
    by: Actor,
    text: str,
    files: Sequence[Upload],
    facts: Mapping[str, object] | None = None,
    changes: Mapping[str, object] | None = None,
) -> Event:
    with attachments.kept(files) as kept:
        given = {**(facts or {}), "files": len(kept)}
        event = take(complaint, action, by=by, facts=given, text=text, changes=changes)
        attachments.attach(kept, complaint=complaint, event=event, purpose="evidence")
    return event
