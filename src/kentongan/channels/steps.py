"""What the reporter of a complaint does by message: one function for each keyword, as that person."""

import re
from collections.abc import Callable, Sequence

from kentongan.channels import mentioned, replies
from kentongan.channels.grammar import Command, Verb
from kentongan.complaints import links, services, sms_ways
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import Channel, ClosedKind, ContestReason, Status
from kentongan.complaints.models import Complaint, Rating
from kentongan.organizations.actor import Actor

Files = Sequence[Upload]
Step = Callable[[Complaint, Command, Files, Actor], str]


def say(complaint: Complaint, text: str, *, by: Actor, files: Files = ()) -> str:
    """The reporter's words, as the step that they are now; returns the sentence for the reporter."""
    if complaint.status == Status.INCOMPLETE:
        services.complete(complaint, by=by, text=text or replies.see_files(), files=files)
        return replies.completed()
    if complaint.status in (Status.ANSWERED, Status.SCHEDULED):
        services.reply(complaint, by=by, text=text or replies.see_files(), files=files)
    else:
        services.add(complaint, by=by, text=text, files=files)
    # An SMS carries no photo: they are added on the page behind the link.
    if by.door == Channel.SMS and not sms_ways.is_silent(complaint):
        return f"{replies.sent_on()} {replies.photos_at(links.tracking_url(complaint.number))}"
    return replies.sent_on()


def _reply(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    return say(complaint, command.text, by=by, files=uploads)


def _confirm(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    if complaint.status == Status.SCHEDULED:
        services.keep_promise(complaint, by=by, text=command.text)
        return replies.sent_on()
    services.confirm(complaint, by=by)
    return replies.confirmed()


# In the words that people use; the first that fits.
_REASONS = (
    (
        ContestReason.DISAGREE,
        ("tidak setuju", "tdk setuju", "ga setuju", "gak setuju", "keberatan"),
    ),
    (ContestReason.TREATED_BADLY, ("kasar", "tidak sopan", "dibentak", "dilayani buruk", "judes")),
    (ContestReason.WRONG_PLACE, ("salah tempat", "salah lokasi", "bukan di", "tempat lain")),
    (ContestReason.PARTLY_DONE, ("sebagian", "separuh", "setengah", "belum semua")),
    (ContestReason.CAME_BACK, ("lagi", "kembali", "kambuh", "muncul")),
    (ContestReason.NOT_ANSWERED, ("tidak menjawab", "belum dijawab", "tidak nyambung")),
)
_NUMBERED = re.compile(r"\s*([1-7])\s*(?:[.):]\s*(?P<rest>.*))?$", re.DOTALL)


def reason_in(text: str) -> tuple[ContestReason, str]:
    """The reason in the sender's words, or by the number in the list that we sent; and the words."""
    if found := _NUMBERED.match(text):
        return list(ContestReason)[int(found[1]) - 1], (found["rest"] or "").strip()
    words = text.lower()
    for code, signs in _REASONS:
        if any(sign in words for sign in signs):
            return code, text
    return ContestReason.NOT_DONE, text


def _contest(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    if complaint.status == Status.SCHEDULED:
        services.break_promise(complaint, by=by, text=command.text)
        return replies.contested()
    if complaint.status not in (Status.ANSWERED, Status.CLOSED, Status.MERGED):
        return say(complaint, command.text, by=by, files=uploads)
    reason, text = reason_in(command.text)
    event = services.not_solved(complaint, by=by, contest_reason=reason, text=text, files=uploads)
    return replies.objected() if event.action == "object_to" else replies.contested()


# "Really solved?", as people say it behind the mark.
_SOLVED = (
    (Rating.Solved.PARTLY, re.compile(r"\b(?:sebagian|separuh|setengah|partly)\b")),
    (Rating.Solved.NO, re.compile(r"\b(?:belum|blm|tidak|tdk|no)\b")),
    (Rating.Solved.YES, re.compile(r"\b(?:sudah|sdh|selesai|beres|ya|yes)\b")),
)


def _rate(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    score = command.score
    if score is None:
        return replies.how_served()
    words = command.text.lower()
    solved = next((code for code, sign in _SOLVED if sign.search(words)), "")
    if not solved and complaint.closed_kind == ClosedKind.CONFIRMED:
        solved = Rating.Solved.YES  # the reporter has said so
    if not solved:
        return replies.really_solved(score, complaint.number)
    services.rate(complaint, by=by, solved=solved, score=score, text=command.text[2:].strip())
    return replies.rated()


def _withdraw(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    services.withdraw(complaint, by=by, text=command.text)
    return replies.withdrawn()


def _restore(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    services.restore(complaint, by=by)
    return replies.restored()


def _appeal(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    services.appeal(complaint, by=by, reason=command.text)
    return replies.appealed()


def _place(complaint: Complaint, command: Command, uploads: Files, by: Actor) -> str:
    place = mentioned.place_from(command.text)
    if place is None:
        return replies.place_unknown()
    services.add(complaint, by=by, text=command.text, area_code=place.code)
    return replies.placed(str(place))


STEPS: dict[Verb, Step] = {
    Verb.REPLY: _reply,
    Verb.COMPLETE: _reply,
    Verb.CONFIRM: _confirm,
    Verb.CONTEST: _contest,
    Verb.RATE: _rate,
    Verb.WITHDRAW: _withdraw,
    Verb.RESTORE: _restore,
    Verb.APPEAL: _appeal,
    Verb.PLACE: _place,
}
