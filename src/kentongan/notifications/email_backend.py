"""Django's own e-mail (sign-up, forgotten passwords) goes through the outbox, too."""

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kentongan.notifications import outbox
from kentongan.notifications.outbox import Outgoing


class OutboxBackend(BaseEmailBackend):
    """Writes rows in the caller's transaction; no request ever waits for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue one message for each recipient."""
        return outbox.queue(
            [
                Outgoing(
                    purpose="account",
                    transport="email",
                    dedupe=f"mail:{uuid4()}",
                    subject=str(mail.subject),
                    body=str(mail.body),
                    address=address,
                )
                for mail in email_messages
                for address in mail.recipients()
            ]
        )
