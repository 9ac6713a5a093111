"""An e-mail as it came, into an `Arrived`: nothing that somebody writes ends in an error here."""

import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from kentongan.notifications import threads
from kentongan.notifications.transports import quoting
from kentongan.notifications.transports.sms import Arrived, Channel, Media, News, decoded

log = logging.getLogger(__name__)

LONGEST_HTML = 500_000
MOST_PARTS = 200
LOGO = 20_000  # bytes: a smaller picture inside the text belongs to a signature
_MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?_?reply|do-?not-?reply|bounces?|notifications?|listserv"
    r"|majordomo|owner-.*|.*-request|.*-bounces?)(?:[+=].*)?$",
    re.IGNORECASE,
)
_FOR_MANY = ("list-id", "list-post", "list-unsubscribe")


def arrived(raw: bytes, channel: Channel, *, own: set[str], is_whole: bool = True) -> Arrived:
    """What the mail says. `own` are our addresses: what comes from there is a loop."""
    mail = _parsed(raw)
    sender, is_single = _sender(mail)
    whole = _text(mail) if is_whole else ""
    subject = _header(mail, "Subject")
    key = _header(mail, "Message-ID").strip() or hashlib.sha256(raw).hexdigest()
    named = f"{key} {sender}".encode("utf-8", "replace")
    own_words = quoting.own_words(whole)
    return Arrived(
        sender=sender if "@" in sender else "",
        text=own_words,
        original=whole if whole.strip() != own_words else "",
        subject=subject,
        # With the sender: nobody can keep a mail of somebody else out by using its id first.
        external_id=hashlib.sha256(named).hexdigest()[:60],
        mail_id=_header(mail, "Message-ID").strip()[:250],
        answers=tuple(_named_by(mail)),
        sent_at=_moment(mail),
        files=tuple(_files(mail)) if is_whole else (),
        is_automatic=not sender or is_automatic(mail, sender, own=own),
        is_too_large=not is_whole,
        is_proved=is_single and _is_proved(mail, sender, channel.get("authserv")),
    )


def is_automatic(mail: EmailMessage, sender: str, *, own: set[str]) -> bool:
    """Written by a machine, to many, or by ourselves: never answered (RFC 3834)."""
    if sender in own or _MACHINES.match(sender.partition("@")[0]):
        return True
    if _header(mail, "Auto-Submitted").strip().lower() not in ("", "no"):
        return True
    if _header(mail, "Precedence").strip().lower() in ("bulk", "list", "junk", "auto_reply"):
        return True
    if _header(mail, "X-Auto-Response-Suppress") or _header(mail, "X-Autoreply"):
        return True
    if any(_header(mail, name) for name in _FOR_MANY):
        return True
    return _header(mail, "Return-Path").strip() == "<>" or _kind(mail) == "multipart/report"


def news(raw: bytes) -> News | None:
    """What a mail server says about a mail of ours that did not arrive."""
    mail = _parsed(raw)
    if _kind(mail) != "multipart/report":
        return None
    parts = list(_parts(mail))
    # Each recipient's block of a report is a message of headers of its own.
    actions = {_header(one, "Action").strip().lower() for one in parts if one["Action"]}
    quoted = [
        value
        for one in parts
        for value in (_header(one, "Message-ID"), _payload(one).decode("latin-1")[:20_000])
        if value
    ]
    message = threads.answered(quoted) if "failed" in actions else None
    return News("FAILED", key=str(message)) if message else None


def _parsed(raw: bytes) -> EmailMessage:
    made = message_from_bytes(raw, policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def _header(mail: EmailMessage, name: str) -> str:
    """One header as one line of text; the raw words where it is broken."""
    try:
        found = mail.get(name, "")
        return " ".join(str(found).split())
    except Exception:  # the parser has its own ways of failing over what people send
        log.info("A header %s cannot be read", name)
    for key, value in mail.raw_items():
        if key.lower() == name.lower():
            return " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split())
    return ""


def _sender(mail: EmailMessage) -> tuple[str, bool]:
    """The address in From, and whether it is the only one."""
    found = [one for _name, one in getaddresses([_header(mail, "From")]) if "@" in one]
    address = found[0].strip().casefold() if found else ""
    is_good = bool(re.fullmatch(r"[^\s@<>,;:\"]{1,64}@[\w.-]{1,190}", address))
    headers = [name for name, _value in mail.raw_items() if name.lower() == "from"]
    return (address if is_good else ""), len(found) == 1 and len(headers) == 1


def _kind(part: EmailMessage) -> str:
    try:
        return part.get_content_type()
    except Exception:
        return "application/octet-stream"


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    for count, part in enumerate(mail.walk()):
        if count >= MOST_PARTS:
            return
        if isinstance(part, EmailMessage):
            yield part


def _payload(part: EmailMessage) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except Exception:
        return b""
    return found if isinstance(found, bytes) else b""


def _text(mail: EmailMessage) -> str:
    """The words: plain text, else the HTML made plain."""
    plain, html = "", ""
    for part in _parts(mail):
        kind = _kind(part)
        if kind not in ("text/plain", "text/html") or _is_file(part):
            continue
        text = decoded(_payload(part), _charset(part))
        if kind == "text/plain" and not plain:
            plain = text
        elif kind == "text/html" and not html:
            html = text[:LONGEST_HTML]
    if plain.strip() or not html:
        return plain.replace("\r\n", "\n")
    try:
        return quoting.plain(html)
    except Exception:  # what people send breaks every reader of HTML at last
        log.info("HTML that cannot be read; its marks are taken out")
        return re.sub(r"<[^>]*>", " ", html)


def _charset(part: EmailMessage) -> str:
    try:
        return part.get_content_charset("utf-8") or "utf-8"
    except Exception:
        return "utf-8"


def _is_file(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except Exception:
        return True


def _files(mail: EmailMessage) -> Iterator[Media]:
    for part in _parts(mail):
        kind = _kind(part)
        if kind.startswith(("multipart/", "message/")):
            continue
        if kind.startswith("text/") and not _is_file(part):
            continue
        content = _payload(part)
        is_logo = bool(part["Content-ID"]) and len(content) < LOGO
        if not content or is_logo or kind in ("application/pgp-signature", "text/calendar"):
            continue
        yield Media(name=_name(part), content=content)


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except Exception:
        return ""


def _named_by(mail: EmailMessage) -> Iterator[str]:
    """Where the mark of a mail of ours may stand."""
    for name in ("In-Reply-To", "References", "To", "Cc", "Delivered-To", "X-Original-To"):
        if value := _header(mail, name):
            yield value[-2000:]


def _moment(mail: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(mail, "Date"))
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_proved(mail: EmailMessage, sender: str, authserv: str) -> bool:
    """Our own mail server has checked the domain in From; only its topmost word counts."""
    if not authserv or not sender:
        return False
    for name, value in mail.raw_items():
        if name.lower() != "authentication-results":
            continue
        words = " ".join(str(value).split()).lower()
        said = re.sub(r"\([^()]*\)", " ", words)
        if said.partition(";")[0].split()[:1] != [authserv.lower()]:
            return False
        return any(_aligned(one, sender.rpartition("@")[2]) for one in said.split(";")[1:])
    return False


def _aligned(result: str, domain: str) -> bool:
    for method, fact in (
        ("dmarc", r"header\.from"), ("dkim", r"header\.(?:d|i)"), ("spf", r"smtp\.mailfrom"),
    ):  # fmt: skip
        if re.match(rf"\s*{method}\s*=\s*pass\b", result):
            found = re.search(rf"{fact}\s*=\s*\"?(?:[^\s@;]*@)?([\w.-]+)", result)
            checked = found[1].strip(".") if found else "-"
            return domain == checked or domain.endswith(f".{checked}")
    return False
