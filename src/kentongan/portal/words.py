"""Each status in a citizen's words: what it is called, what comes next, what you can do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.common import words as common_words
from kentongan.complaints import disclosure
from kentongan.complaints.choices import AnswerKind
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import Complaint, Event


@dataclass(frozen=True, slots=True)
class Standing:
    """`label` on the badge, `now` and `next` as sentences."""

    label: Any
    now: Any
    next: Any = ""


STANDINGS = {
    S.RECEIVED: Standing(
        _("Being checked"),
        _("The national desk is checking your report."),
        _("It is passed on to the institution that is responsible."),
    ),
    S.INCOMPLETE: Standing(
        _("Waiting for you"),
        _("The officer has a question for you. Until you answer, the time limit stands still."),
        _("Answer below. Without an answer within 30 days the report counts as withdrawn."),
    ),
    S.FORWARDED: Standing(
        _("Being checked"),
        _("The desk of %(institution)s is checking your report."),
        _("It is passed on to the office that does the work."),
    ),
    S.RETURNED: Standing(
        _("Handed on"),
        _("Your report is outside the district's authority. It was handed to %(body)s."),
        _("You are told what comes of it."),
    ),
    S.DISPATCHED: Standing(
        _("Passed on"),
        _("Your report has been passed on to %(unit)s."),
        _("The office takes it up and tells you how it stands."),
    ),
    S.DECLINED: Standing(
        _("Passed on"),
        _("The desk is finding out which office is responsible. The time limit goes on."),
        _("Another office is named."),
    ),
    S.DISPUTED: Standing(
        _("Passed on"),
        _("Two offices disagree who is responsible. A named person decides it now."),
        _("The decision takes two working days. The time limit goes on."),
    ),
    S.IN_PROGRESS: Standing(
        _("In work"), _("%(unit)s is working on it."), _("You get an answer here.")
    ),
    S.AWAITING_APPROVAL: Standing(
        _("In work"),
        _("%(unit)s has written an answer; it is being checked."),
        _("You get the answer here."),
    ),
    S.SCHEDULED: Standing(
        _("Planned"),
        _("%(unit)s has promised the work by %(promised)s."),
        _("The report stays open until it is done."),
    ),
    S.ANSWERED: Standing(
        _("Answered"),
        _("%(unit)s has answered."),
        _("Tell us whether it is solved. Without word from you it closes by itself."),
    ),
    S.REPLIED: Standing(
        _("You replied"), _("%(unit)s has your reply."), _("You get an answer here.")
    ),
    S.CLOSED: Standing(
        _("Closed"), _("The report is closed."), _("Not solved? You can reopen it for 30 days.")
    ),
    S.REOPENED: Standing(
        _("Opened again"), _("%(unit)s must deal with it again."), _("You get a new answer here.")
    ),
    S.MERGED: Standing(
        _("Joined"),
        _("Your report was joined with %(master)s, which is about the same problem."),
        _("All news of it reaches you, too."),
    ),
    S.ARCHIVED: Standing(
        _("Not followed up"),
        _("Two officers have checked your report; it is not followed up. Reason: %(reason)s."),
        _("You do not agree? You can appeal for 30 days."),
    ),
    S.WITHDRAWN: Standing(
        _("Withdrawn"),
        _("The report was withdrawn."),
        _("You can restore it within 30 days."),
    ),
    S.REFERRED: Standing(
        _("At the Ombudsman"),
        _("The Ombudsman of the Republic of Indonesia has the file."),
        _("You are told what comes of it."),
    ),
}

EVENTS = {
    "submit": _("You sent the report"),
    "forward": _("Passed on to %(institution_name)s"),
    "dispatch": _("Passed on to %(unit_name)s"),
    "redispatch": _("Passed on to %(unit_name)s"),
    "transfer": _("Passed on to %(unit_name)s"),
    "decide": _("Decided: %(unit_name)s is responsible"),
    "decide_authority": _("Decided: %(institution_name)s is responsible"),
    "recall": _("Back at the desk: it was sent to the wrong office"),
    "return_to_national": _("Outside the district's authority: back to the national desk"),
    "hand_over": _("Handed over to %(body_name)s"),
    "take_back": _("Back at the desk"),
    "close_external": _("Handled by the responsible body"),
    "ask": _("The officer asks"),
    "complete": _("You answered"),
    "proceed": _("The office goes on without the answer"),
    "lapse": _("Counts as withdrawn: no answer for 30 days"),
    "accept": _("The office has taken it up"),
    "tell": _("News from the office"),
    "take_up": _("The office is working on it again"),
    "approve": _("The answer"),
    "answer": _("The answer"),
    "approve_promise": _("Answer with a promise by %(promised_on)s"),
    "list_points": _("This is what you ask for, as the office understood it"),
    "schedule": _("Promised by %(promised_on)s"),
    "postpone": _("Moved to %(promised_on)s"),
    "resume_work": _("Work goes on"),
    "keep_promise": _("The promised work was done"),
    "break_promise": _("The promise of %(promised_on)s was not kept"),
    "join_case": _("Same cause as other reports; %(unit_name)s removes it by %(promised_on)s"),
    "case_news": _("A step was done about the common cause"),
    "case_ended": _("The work on the common cause has ended"),
    "add": _("You added"),
    "reply": _("You replied"),
    "contest": _("You contested the answer"),
    "object_to": _("You objected; the desk decides"),
    "refuse_objection": _("Your objection was refused: the answer stands"),
    "hide": _("Taken off the public list"),
    "publish": _("Put on the public list"),
    "confirm": _("Confirmed as solved"),
    "rate": _("You rated"),
    "close_automatically": _("Closed by itself after ten working days"),
    "close": _("Closed by the desk"),
    "reopen": _("Opened again"),
    "merge": _("Joined with a similar report"),
    "unmerge": _("Handled by itself again"),
    "archive": _("Not followed up"),
    "appeal": _("You appealed"),
    "withdraw": _("Withdrawn"),
    "restore": _("Restored"),
    "consent_referral": _("You agreed to the Ombudsman"),
    "refer": _("Handed to the Ombudsman"),
}
PUBLIC_EVENTS = EVENTS | {
    "submit": _("Report received"),
    "reply": _("The reporter replied"),
    "contest": _("The reporter contested the answer"),
}

# What kind of answer it is, in words; only the last one counts as the answer that is owed.
KINDS = {
    AnswerKind.FIRST_WORD: _("A first word. It is not the answer yet: the time limit goes on."),
    AnswerKind.COORDINATION: _(
        "The office speaks with others about it. It is not the answer yet: the time limit goes on."
    ),
    AnswerKind.PROMISE: _("A promise with a date. The report stays open until it is kept."),
    AnswerKind.SUBSTANTIVE: _("This is the answer of the office."),
}

# To others than the reporter "you" is somebody else.
PUBLIC_LABELS = {status: words.label for status, words in STANDINGS.items()} | {
    S.INCOMPLETE: _("Waiting for the reporter"),
    S.REPLIED: _("The reporter replied"),
}


def kind_of(event: Event) -> str:
    """What kind of answer an event is, in a sentence; empty for everything else."""
    kind = disclosure.kind_of(event)
    return str(KINDS[AnswerKind(kind)]) if kind else ""


def public_label(status: str) -> Any:
    """What the badge says to anybody."""
    return PUBLIC_LABELS[S(status)]


def standing(complaint: Complaint) -> Standing:
    """The words for where `complaint` stands, with its offices filled in."""
    words = STANDINGS[S(complaint.status)]
    facts = {
        "unit": str(complaint.unit or _("the office")),
        "institution": str(complaint.institution or _("the district")),
        "body": str(complaint.external_body or _("the national desk")),
        "promised": _day(complaint),
        "master": complaint.master.shown_number if complaint.master else "",
        "reason": complaint.get_archive_reason_display(),
    }
    return Standing(words.label, str(words.now) % facts, str(words.next))


def _day(complaint: Complaint) -> str:
    return common_words.day(complaint.promised_on) if complaint.promised_on else ""


def both_dates(complaint: Complaint) -> tuple[str, ...]:
    """Target and limit of the law, for a line of a list; nothing once it is over."""
    if not complaint.is_open:
        return ()
    dates = (
        (_("target %(day)s"), complaint.due_at),
        (_("by law %(day)s"), complaint.legal_at),
    )
    return tuple(str(text) % {"day": common_words.day(at)} for text, at in dates if at)
