"""What happened, in the words of officers: each event as a sentence with its facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kentongan.common import ids, words
from kentongan.complaints.choices import (
    AnswerKind,
    ArchiveReason,
    Channel,
    Classification,
    Clock,
    ContestReason,
    HideReason,
    Kind,
)
from kentongan.complaints.models import Event, FieldTask, Rating
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk import disclosed
from kentongan.organizations.roles import Role

TITLES = {
    "submit": _("Received"),
    "forward": _("Forwarded to %(institution_name)s"),
    "dispatch": _("Dispatched to %(unit_name)s"),
    "redispatch": _("Dispatched to another unit: %(unit_name)s"),
    "recall": _("Taken back before anybody had opened it"),
    "return_to_national": _("Returned to the national desk"),
    "hand_over": _("Handed over to %(body_name)s"),
    "take_back": _("Taken back from the outside body"),
    "close_external": _("Closed with the outcome of the outside body"),
    "classify": _("Classified"),
    "hide": _("Taken off the public list"),
    "publish": _("Published"),
    "ask": _("The reporter was asked"),
    "complete": _("The reporter answered the question"),
    "proceed": _("Went on without the reporter's answer"),
    "lapse": _("Deemed withdrawn: no answer for 30 days"),
    "open": _("Opened by the unit"),
    "accept": _("Accepted"),
    "decline": _("Declined; proposed: %(proposed_owner_name)s"),
    "dispute": _("In dispute; %(arbiter_name)s decides"),
    "name_arbiter": _("Arbiter: %(arbiter_name)s"),
    "decide": _("Decided: %(unit_name)s is responsible"),
    "decide_authority": _("Decided: %(institution_name)s is responsible"),
    "assign": _("Assigned to %(handler_name)s"),
    "release": _("Assignment taken back"),
    "add_unit": _("%(unit_name)s contributes"),
    "contribute": _("Contribution handed in"),
    "tell": _("The reporter was told how it stands"),
    "take_up": _("Taken up again"),
    "draft": _("Draft answer submitted"),
    "send_back": _("Draft sent back"),
    "approve": _("Answer approved and sent"),
    "answer": _("Answered"),
    "approve_promise": _("Answer approved; promised by %(promised_on)s"),
    "plan_answer": _("Answer approved; it is sent later"),
    "cancel_plan": _("The answer is not sent yet"),
    "list_points": _("What is asked, point by point"),
    "schedule": _("Promised by %(promised_on)s"),
    "postpone": _("Promise moved to %(promised_on)s"),
    "resume_work": _("Work goes on, the promise ended"),
    "keep_promise": _("The reporter saw the work promised by %(promised_on)s"),
    "break_promise": _("The promise of %(promised_on)s was not kept"),
    "escalate": _("Escalated: %(rung_name)s"),
    "remind": _("The reporter was reminded: %(rung_name)s"),
    "add": _("The reporter added information"),
    "reply": _("The reporter replied"),
    "contest": _("The reporter contested the answer"),
    "object_to": _("The reporter objects; the desk decides"),
    "refuse_objection": _("Objection refused: the answer stands"),
    "mask": _("Masked for the public"),
    "confirm": _("The reporter confirmed that it is solved"),
    "rate": _("The reporter rated"),
    "close_automatically": _("Closed automatically: no word from the reporter"),
    "close": _("Closed by the desk"),
    "reopen": _("Reopened"),
    "merge": _("Merged into %(master)s"),
    "unmerge": _("Taken out of the merged report"),
    "propose_archive": _("Archiving proposed"),
    "refuse_archive": _("Archiving refused"),
    "archive": _("Archived"),
    "appeal": _("The reporter appealed against archiving"),
    "withdraw": _("Withdrawn by the reporter"),
    "restore": _("Restored by the reporter"),
    "consent_referral": _("The reporter consented to the Ombudsman"),
    "refer": _("Referred to the Ombudsman"),
    "transfer": _("%(former_name)s has ended; passed to its successor: %(unit_name)s"),
    "transfer_part": _("%(former_name)s has ended; its part passed to %(unit_name)s"),
    "recount": _("Limits counted anew, ordered by %(person)s"),
    "part_late": _("The part of %(unit_name)s is late"),
    "give_task": _("%(assignee_name)s goes to the spot"),
    "report_task": _("Reported from the spot"),
    "cancel_task": _("Task of %(assignee_name)s on the spot cancelled"),
    "ask_outside": _("%(body_name)s was asked by a link"),
    "answer_outside": _("%(body_name)s answered"),
    "revoke_outside": _("The link of %(body_name)s was revoked"),
    "join_case": _("Joined the case “%(case_title)s”"),
    "leave_case": _("Left the case “%(case_title)s”"),
    "case_news": _("News of the case “%(case_title)s”"),
    "case_ended": _("The case “%(case_title)s” ended"),
    "case_late": _("The case “%(case_title)s” is late"),
    "pass_on": _("Passed from %(former_name)s to %(handler_name)s, ordered by %(person)s"),
    "note": _("Internal note"),
    "file_paper": _("Signed paper filed"),
}
FIELDS = {
    "title": _("Title"),
    "kind": _("Kind"),
    "classification": _("Class"),
    "category": _("Subject"),
    "is_urgent": _("Urgent"),
    "is_secret": _("Secret"),
}
# Which vocabulary the code in a fact belongs to.
CODES: dict[str, type[TextChoices]] = {
    "archive_reason": ArchiveReason,
    "contest_reason": ContestReason,
    "solved": Rating.Solved,
    "channel": Channel,
    "door": Channel,
    "hide_reason": HideReason,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, as kentongan/_timeline.html takes it."""

    title: str
    at: datetime
    by: str
    text: str = ""
    internal: bool = False
    current: bool = False
    files: list[Any] = field(default_factory=list)


def entries(events: Iterable[Event], files: Mapping[int | None, list[Any]]) -> list[Entry]:
    """All of them, the newest first."""
    newest = sorted(events, key=lambda event: -event.sequence)
    return [
        Entry(
            title=_title(event),
            at=event.at,
            by=_by(event),
            text=event.text,
            internal=disclosed.is_internal(event),
            current=place == 0,
            files=files.get(event.pk, []),
        )
        for place, event in enumerate(newest)
    ]


def changed_since(events: Iterable[Event], seen: int) -> list[Entry]:
    """What others did after the page was read, the newest first."""
    return entries([event for event in events if event.sequence > seen], {})


def _title(event: Event) -> str:
    facts = _Facts(event.facts)
    sentence = str(TITLES.get(event.action) or ACTION_LABELS[event.action]) % facts
    details = [one for one in _details(event) if one]
    return f"{sentence} ({'; '.join(details)})" if details else sentence


class _Facts(dict[str, str]):
    """Facts as words; one that an old event lacks is a dash, never an error."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        shown = {name: str(value) for name, value in facts.items()}
        if facts.get("promised_on"):
            shown["promised_on"] = words.day(date.fromisoformat(facts["promised_on"]))
        if facts.get("master"):
            shown["master"] = ids.shown(facts["master"])
        super().__init__(shown)

    def __missing__(self, name: str) -> str:
        return "–"


def _details(event: Event) -> Iterable[str]:
    facts = event.facts
    yield from _together(facts)
    for name, vocabulary in CODES.items():
        if facts.get(name) in vocabulary.values:
            yield str(vocabulary(facts[name]).label)
    if event.action == "tell" and facts.get("kind") in AnswerKind.values:
        yield str(AnswerKind(facts["kind"]).label)
    if facts.get("score"):
        yield gettext("%(score)s of 5") % {"score": facts["score"]}
    yield from _of_the_answer(facts)
    if facts.get("reference"):
        yield gettext("their number %(reference)s") % {"reference": facts["reference"]}
    if count := len(facts.get("contributing") or ()):
        text = ngettext("%(count)s unit contributes", "%(count)s units contribute", count)
        yield text % {"count": count}
    if event.action == "classify":
        yield from _changes(facts)
    for name, (before, after) in (facts.get("moved") or {}).items():
        yield f"{Clock(name).label}: {_moment(before)} → {_moment(after)}"


def _together(facts: Mapping[str, Any]) -> Iterable[str]:
    if facts.get("mentioned"):
        yield gettext("called: %(people)s") % {"people": facts["mentioned"]}
    if facts.get("field_outcome") in FieldTask.Outcome.values:
        yield str(FieldTask.Outcome(facts["field_outcome"]).label)
    if facts.get("citation"):
        yield str(facts["citation"])


def _of_the_answer(facts: Mapping[str, Any]) -> Iterable[str]:
    if facts.get("publish_at"):
        yield _moment(facts["publish_at"])
    if facts.get("override_reason"):
        yield gettext("sent all the same: %(reason)s") % {"reason": facts["override_reason"]}


def _moment(text: str | None) -> str:
    return words.at(datetime.fromisoformat(text)) if text else "–"


def _changes(facts: Mapping[str, Any]) -> Iterable[str]:
    for name, label in FIELDS.items():
        change = facts.get(name)
        if isinstance(change, dict):
            yield f"{label}: {_plain(name, change.get('to'))}"


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "kind" and value in Kind.values:
        return str(Kind(value).label)
    if name == "classification" and value in Classification.values:
        return str(Classification(value).label)
    return str(value or "–")


def _by(event: Event) -> str:
    role = str(Role(event.actor_role).label)
    office = event.actor_organization.short_name if event.actor_organization else ""
    if not event.actor_label:
        return role
    return ", ".join(one for one in (event.actor_label, role, office) if one)
