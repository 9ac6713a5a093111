"""What each command of a message does: through the services of everybody, as the reporter.

Every function here answers with an `Outcome`: what was done, and the text that goes back, if any.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kentongan.accounts import contacts
from kentongan.channels import (
    files,
    filing,
    joined,
    mentioned,
    ownership,
    replies,
    standings,
    steps,
)
from kentongan.channels.grammar import STARTS_COMPLAINT, Command, Verb
from kentongan.channels.models import InboundMessage
from kentongan.channels.ownership import Sender, Unproved
from kentongan.complaints import disclosure, pins, services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications import gsm
from kentongan.organizations.actor import Actor

READ_PARTS = 4  # messages of an answer; more is cut, the rest stands on the page
REPLY, RECEIPT = "sms_reply", "sms_receipt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. `is_for_officer`: nothing was done, somebody must read it."""

    done: str = ""
    text: str = ""
    complaint: Complaint | None = None
    purpose: str = REPLY
    parts: int = 1
    is_for_officer: bool = False
    takes_files: bool = False  # what came with the message went along


INBOX = Outcome(is_for_officer=True)
Files = Sequence[Upload]
# Only told, and only to the address itself: anybody may ask.
_HARMLESS = frozenset({Verb.STATUS, Verb.READ, Verb.HELP, Verb.START})


def act(message: InboundMessage, command: Command, sender: Sender) -> Outcome:
    """Do what the message asks for, or leave it to an officer."""
    if not _may(command, sender):
        return Outcome("unproved", replies.answer_to_prove())
    if command.verb in joined.VERBS:
        return Outcome(command.verb.value, joined.act(command, sender))
    if command.verb in _FREE:
        return _FREE[command.verb](command, sender)
    if command.verb in STARTS_COMPLAINT:
        return _file(message, command, sender)
    uploads = files.uploads(message)
    if command.verb is Verb.NONE:
        return _place_given(command, sender) or _pictures(command, sender, uploads) or INBOX
    return _about_a_complaint(command, sender, uploads)


def _may(command: Command, sender: Sender) -> bool:
    """Whether more than telling is asked for, and by whom: a PIN proves as much as the address."""
    is_new = command.verb in STARTS_COMPLAINT or command.verb is Verb.NONE
    return (
        sender.may_act or is_new or command.verb in _HARMLESS or bool(command.code and command.pin)
    )


def _pictures(command: Command, sender: Sender, uploads: Files) -> Outcome | None:
    """A photo without words belongs to the one report that it can be meant for."""
    if command.whole or not uploads or not sender.may_act:
        return None
    fitting = [one for one in ownership.proved(sender.contact) if _fits(Verb.REPLY, one)]
    if len(fitting) != 1:
        return None
    return _take(fitting[0], replace(command, verb=Verb.REPLY), "BALAS", sender, uploads)


def _help(command: Command, sender: Sender) -> Outcome:
    return Outcome("help", replies.help_text())


def _stop(command: Command, sender: Sender) -> Outcome:
    contacts.opt_out(sender.contact, at=sender.at)
    return Outcome("stop", replies.stopped())


def _start(command: Command, sender: Sender) -> Outcome:
    contacts.opt_in(sender.contact)
    return Outcome("start", replies.started())


_FREE: dict[Verb, Callable[[Command, Sender], Outcome]] = {
    Verb.HELP: _help,
    Verb.STOP: _stop,
    Verb.START: _start,
}


def _file(message: InboundMessage, command: Command, sender: Sender) -> Outcome:
    if len(command.text) < filing.SHORTEST:
        return Outcome("empty", replies.empty_report())
    receipt, has_place = filing.file(message, command, sender)
    text = replies.received(receipt, asks_place=not has_place)
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    return Outcome("new", text, complaint, purpose=RECEIPT, takes_files=True)


def _about_a_complaint(command: Command, sender: Sender, uploads: Files) -> Outcome:
    keyword = command.keyword or str(_KEYWORDS.get(command.verb, "STATUS"))
    if command.code:
        return _by_code(command, sender, keyword, uploads)
    fitting = [one for one in ownership.proved(sender.contact) if _fits(command.verb, one)]
    if len(fitting) == 1:
        return _take(fitting[0], command, keyword, sender, uploads)
    if fitting:
        numbers = [one.shown_number for one in fitting]
        return Outcome("several", replies.several(numbers, keyword))
    if command.verb in _NEVER_GUESSED and command.text:
        return INBOX  # "Belum ada air di desa kami": no answer to anything of ours
    return Outcome("none", replies.no_report())


def _by_code(command: Command, sender: Sender, keyword: str, uploads: Files) -> Outcome:
    try:
        complaint = ownership.meant(command, sender)
    except Unproved:
        return Outcome("unproved", replies.unknown_code(keyword, command.code))
    except pins.TooManyTries:
        return Outcome("unproved", replies.too_many_pins())
    return _take(complaint, command, keyword, sender, uploads)


_NEVER_GUESSED = (Verb.CONTEST, Verb.REPLY, Verb.COMPLETE, Verb.PLACE, Verb.RATE, Verb.APPEAL)
_KEYWORDS = {Verb.REPLY: "BALAS", Verb.RATE: "NILAI", Verb.READ: "BACA"}
_ENDED = (Status.CLOSED, Status.ARCHIVED, Status.WITHDRAWN, Status.REFERRED)


_CLOSED_OR_NOT = frozenset({Verb.STATUS, Verb.READ, Verb.OMBUDSMAN})
_ONLY_IN: dict[Verb, tuple[Status, ...]] = {
    Verb.CONFIRM: (Status.ANSWERED, Status.REPLIED, Status.SCHEDULED),
    Verb.CONTEST: (Status.ANSWERED, Status.CLOSED, Status.SCHEDULED, Status.MERGED),
    Verb.RATE: (Status.ANSWERED, Status.CLOSED),
    Verb.RESTORE: (Status.WITHDRAWN,),
    Verb.APPEAL: (Status.ARCHIVED,),
    Verb.COMPLETE: (Status.INCOMPLETE,),
}


def _fits(verb: Verb, complaint: Complaint) -> bool:
    """Without a code: the complaints that the command can mean."""
    if verb in _CLOSED_OR_NOT:
        return True
    if verb in _ONLY_IN:
        return complaint.status in _ONLY_IN[verb]
    is_placed = verb is Verb.PLACE and complaint.area_id is not None
    return complaint.status not in _ENDED and not is_placed


def _take(
    complaint: Complaint, command: Command, keyword: str, sender: Sender, uploads: Files = ()
) -> Outcome:
    """One step of one complaint; what the workflow refuses is said in its words."""
    by = ownership.actor_for(complaint, door=sender.door)
    if command.verb in _ASKING:
        return _ASKING[command.verb](complaint, command, by)
    if (
        command.verb in _NEEDS_WORDS
        and not command.text
        and not (uploads and command.verb in (Verb.REPLY, Verb.COMPLETE))
    ):
        is_listed = command.verb is Verb.CONTEST
        wanted = replies.reasons_listed if is_listed else replies.reason_wanted
        text = wanted(keyword, complaint.number)
        return Outcome("reason", text, complaint)
    try:
        said = steps.STEPS[command.verb](complaint, command, uploads, by)
    except MoveRefused as refusal:
        text = replies.refused(complaint.shown_number, str(refusal))
        return Outcome("refused", text, complaint, parts=2)
    text = replies.done(complaint.shown_number, said)
    takes = command.verb in (Verb.REPLY, Verb.COMPLETE, Verb.CONTEST)
    return Outcome(command.verb.value, text, complaint, takes_files=takes)


def _status(complaint: Complaint, command: Command, by: Actor) -> Outcome:
    sentence = standings.standing(complaint)
    return Outcome("status", replies.status(complaint, sentence), complaint)


def _read(complaint: Complaint, command: Command, by: Actor) -> Outcome:
    """The last words of an office to the reporter, in as many messages as they need."""
    events = disclosure.events_for_reporter(complaint).exclude(actor_organization=None)
    for event in events.order_by("-sequence"):
        if words := disclosure.text_for_reporter(event):
            text = replies.done(complaint.shown_number, words)
            if complaint.status == Status.ANSWERED:
                room = gsm.PART * READ_PARTS - len(replies.judge()) - 1
                text = f"{gsm.fitted(text[:room], parts=READ_PARTS)} {replies.judge()}"
            return Outcome("read", text, complaint, parts=READ_PARTS)
    return Outcome(
        "read", replies.done(complaint.shown_number, replies.nothing_to_read()), complaint
    )


def _ombudsman(complaint: Complaint, command: Command, by: Actor) -> Outcome:
    if "SETUJU" not in command.text.upper():
        return Outcome("ombudsman", replies.ombudsman_asked(complaint.number), complaint)
    try:
        wording = replies.ombudsman_asked(complaint.number)
        services.consent_referral(complaint, by=by, wording=wording)
    except MoveRefused as refusal:
        return Outcome("refused", replies.refused(complaint.shown_number, str(refusal)), complaint)
    return Outcome(
        "consent_referral", replies.done(complaint.shown_number, replies.consented()), complaint
    )


_ASKING: dict[Verb, Callable[[Complaint, Command, Actor], Outcome]] = {
    Verb.STATUS: _status,
    Verb.READ: _read,
    Verb.OMBUDSMAN: _ombudsman,
}
_NEEDS_WORDS = (Verb.REPLY, Verb.COMPLETE, Verb.CONTEST, Verb.APPEAL, Verb.RATE, Verb.PLACE)


_ANSWER_WORDS = 7


def _place_given(command: Command, sender: Sender) -> Outcome | None:
    """An answer to "which village?" without any keyword: a short text that is a place."""
    if not command.whole or len(command.whole.split()) > _ANSWER_WORDS:
        return None
    asked = [one for one in ownership.proved(sender.contact) if _fits(Verb.PLACE, one)]
    if len(asked) != 1 or mentioned.place_from(command.whole) is None:
        return None
    return _take(asked[0], replace(command, verb=Verb.PLACE, text=command.whole), "TEMPAT", sender)
