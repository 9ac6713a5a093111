"""E-mail through the office's own SMTP server; one connection serves one batch."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, parseaddr
from typing import Any

from django.conf import settings

from kentongan.notifications import threads
from kentongan.notifications.transports import DeliveryError, Transport, sms

TIMEOUT = 20
_BREAKS = re.compile(r"[\r\n]+")


class SmtpTransport(Transport):
    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Hand one mail over. A 5xx refusal is for good, all else is tried again."""
        return self._handed_over(self._written(address, subject, text, message_id))

    def send_reply(
        self, address: str, subject: str, text: str, *, message_id: str, in_reply_to: str
    ) -> str:
        """The same inside the conversation that somebody began."""
        mail = self._written(address, subject, text, message_id)
        named = _BREAKS.sub(" ", in_reply_to).strip()
        if re.fullmatch(r"<[\x21-\x7e]+>", named):  # what is no id would break the header
            mail["In-Reply-To"] = mail["References"] = named
        mail.replace_header("Auto-Submitted", "auto-replied")
        return self._handed_over(mail)

    def _handed_over(self, mail: EmailMessage) -> str:
        try:
            self._connected().send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise DeliveryError(_said(code, reason), retry=code < 500) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            is_final = 500 <= error.smtp_code < 600 and error.smtp_code not in (503, 530, 535)
            raise DeliveryError(
                _said(error.smtp_code, error.smtp_error), retry=not is_final
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryError(f"mail server: {error}") from error
        return str(mail["Message-ID"])

    def close(self) -> None:
        """Say good-bye, if anybody is still there."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            smtp: dict[str, Any] = settings.SMTP
            if smtp["use_ssl"]:
                context = ssl.create_default_context()
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    smtp["host"], smtp["port"], timeout=TIMEOUT, context=context
                )
            else:
                server = smtplib.SMTP(smtp["host"], smtp["port"], timeout=TIMEOUT)
            if smtp["use_tls"]:
                server.starttls(context=ssl.create_default_context())
            if smtp["username"]:
                server.login(smtp["username"], smtp["password"])
            self._server = server
        return self._server

    def _written(self, address: str, subject: str, text: str, message_id: str) -> EmailMessage:
        mail = EmailMessage(policy=SMTP_POLICY)
        try:
            # A line break in an address or a subject would begin a header of its own.
            mail["To"] = _BREAKS.sub(" ", address)
            mail["Subject"] = _BREAKS.sub(" ", subject)
        except ValueError as error:
            raise DeliveryError(f"not an address: {error}", retry=False) from error
        mail["From"] = settings.DEFAULT_FROM_EMAIL
        mail["Date"] = formatdate(localtime=False)
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        # The same at every try: a mailbox that got it twice after a crash can tell.
        marked = threads.marked(message_id)
        mail["Message-ID"] = f"<{marked}@{domain}>"
        if reply_to := _reply_to(marked):
            mail["Reply-To"] = reply_to
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail


def _reply_to(marked: str) -> str:
    """The mailbox that is read, with the mark in it where the mail server takes such addresses."""
    try:
        channel = sms.default("email")
    except DeliveryError:
        return ""
    address = channel.get("address")
    local, _at, domain = address.rpartition("@")
    return f"{local}+{marked}@{domain}" if channel.get("plus") == "yes" and local else address


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {words}"
