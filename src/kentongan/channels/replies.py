"""Every text that the machine sends back to a message. Each fits one SMS of 160 letters."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Receipt


def received(receipt: Receipt, *, asks_place: bool) -> str:
    """Number, PIN and what comes next; the PIN is needed when the number was silent for long."""
    due, legal = _short(receipt.due_at), _short(receipt.legal_by)
    facts = {"number": receipt.shown_number, "pin": receipt.pin, "due": due, "legal": legal}
    if asks_place:
        return (
            _(
                "%(number)s received. PIN %(pin)s (keep it). Which village is it in? Reply: TEMPAT "
                "village, kecamatan. How it stands: STATUS"
            )
            % facts
        )
    if due and legal:
        return (
            _(
                "%(number)s received. PIN %(pin)s (keep it). Passed on by %(due)s, answered by law "
                "by %(legal)s. How it stands: STATUS. Help: BANTU"
            )
            % facts
        )
    if due:
        return (
            _(
                "%(number)s received. PIN %(pin)s (keep it). Passed on by %(due)s at the latest. "
                "How it stands: STATUS. Help: BANTU"
            )
            % facts
        )
    return (
        _("%(number)s received. PIN %(pin)s (keep it). How it stands: STATUS. Help: BANTU") % facts
    )


def status(complaint: Complaint, sentence: str) -> str:
    """How it stands, with both dates while it is open."""
    dates = [
        (_("Target %(day)s."), complaint.due_at),
        (_("By law %(day)s."), complaint.legal_at),
    ]
    said = [text % {"day": _short(at)} for text, at in dates if at and complaint.is_open]
    return " ".join([f"{complaint.shown_number}: {sentence}.", *said])


def _short(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m") if at else ""


def several(numbers: list[str], keyword: str) -> str:
    """Which one is meant?"""
    return _("Which report? Reply %(keyword)s and the code: %(numbers)s") % {
        "keyword": keyword,
        "numbers": ", ".join(numbers[:4]),
    }


def unknown_code(keyword: str, code: str) -> str:
    """The same for a wrong code, a code of somebody else and a number that was silent for long."""
    return _(
        "This code is not tied to this sender now. Check it, or add the PIN from your receipt: "
        "%(keyword)s %(code)s PIN"
    ) % {"keyword": keyword, "code": code}


def too_many_pins() -> str:
    return _("Too many tries. Wait 15 minutes, then send code and PIN again.")


def answer_to_prove() -> str:
    """By e-mail: anybody may write any sender. Who can answer this mail reads that mailbox."""
    return _(
        "To be sure that it is you: answer this e-mail and repeat your words. Or write code and PIN "
        "behind the keyword."
    )


def see_files() -> str:
    return _("See the files.")


def files_refused(names: list[str]) -> str:
    """Said behind the answer: what did not come along, and what would."""
    return _("Not accepted: %(names)s. We take %(n)s photos, PDF or clips of %(mb)s MB each.") % {
        "names": ", ".join(names),
        "n": settings.UPLOAD_MAX_FILES,
        "mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
    }


def too_large(megabytes: int) -> str:
    """An e-mail that was not even read."""
    return _("Your e-mail is larger than %(mb)s MB and was not read. Send it with fewer files.") % {
        "mb": megabytes
    }


def no_report() -> str:
    return _(
        "This sender has no open report. With code and PIN: STATUS code PIN. New report: LAPOR and "
        "what happened. Help: BANTU"
    )


def empty_report() -> str:
    return _(
        "Write what happened and where. For example: LAPOR lampu jalan mati di Desa Cipaku, "
        "Kec. Kadipaten, sejak Senin"
    )


def reason_wanted(keyword: str, number: str) -> str:
    return _("Write it behind the code: %(keyword)s %(number)s and your words.") % {
        "keyword": keyword,
        "number": number,
    }


def done(number: str, what: str) -> str:
    return f"{number}: {what}"


def sent_on() -> str:
    return _("your words were sent to the officer.")


def completed() -> str:
    return _("thank you. The work goes on.")


def confirmed() -> str:
    return _("closed as solved. How were you served? Reply NILAI 1 (bad) to NILAI 5 (very good).")


def contested() -> str:
    return _("open again. The office must answer anew.")


def rated() -> str:
    return _("thank you for your rating.")


def withdrawn() -> str:
    return _("withdrawn. Restore it within 30 days: reply PULIHKAN.")


def restored() -> str:
    return _("is being handled again.")


def appealed() -> str:
    return _("your appeal was sent. It is checked again.")


def ombudsman_asked(number: str) -> str:
    return _(
        "The Ombudsman would get your report, the answers and your number. Do you agree? Reply: "
        "OMBUDSMAN %(number)s SETUJU"
    ) % {"number": number}


def consented() -> str:
    return _("your consent is recorded. The desk hands the file to the Ombudsman.")


def placed(place: str) -> str:
    return _("place noted: %(place)s.") % {"place": place}


def place_unknown() -> str:
    return _(
        "We do not know this place. Reply: TEMPAT village, kecamatan. Or write BALAS and where."
    )


def judge() -> str:
    return _("Solved? Reply SELESAI, or BELUM and why.")


def nothing_to_read() -> str:
    return _("there is no answer yet.")


def refused(number: str, why: str) -> str:
    return f"{number}: {why}"


def help_text() -> str:
    return _(
        "Report: LAPOR and what happened. How it stands: STATUS. Add: BALAS. Answer: BACA, then "
        "SELESAI or BELUM. Withdraw: BATAL. No more messages: STOP"
    )


def to_officer() -> str:
    return _(
        "An officer reads your message. A new report begins with LAPOR, for example: LAPOR jalan "
        "rusak di Desa Cipaku. Help: BANTU"
    )


def stopped() -> str:
    return _("You get no more messages from us. Your reports go on. To be told again: reply MULAI")


def started() -> str:
    return _("You are told of your reports again. No more messages: reply STOP")
