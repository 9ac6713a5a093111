"""The loop of `kentongan mailbox`: keep what is new, note how far, connect again after a fault."""

import logging
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from kentongan.channels import intake
from kentongan.channels.models import Mailbox
from kentongan.notifications import health, receipts, stopping
from kentongan.notifications.transports import mail
from kentongan.notifications.transports.imap import Imap, MailboxLost
from kentongan.notifications.transports.sms import Arrived

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 60.0  # seconds before the next try
BATCH = 50  # in one round: between two of them the process may be told to stop
EVERY = 10.0  # seconds between two looks


class Reader:
    """One mailbox and how far it was read."""

    def __init__(self, carrier: Imap) -> None:
        self.carrier, self.channel = carrier, carrier.channel
        self.key = f"{self.channel.name}:{carrier.folder}"[:100]
        self.own = {
            parseaddr(one)[1].casefold()
            for one in (self.channel.get("address"), settings.DEFAULT_FROM_EMAIL)
        }
        self.validity = 0

    def connect(self) -> None:
        """Open the mailbox. Under a new UIDVALIDITY every UID means another mail: begin anew."""
        self.validity = self.carrier.connect()
        known = Mailbox.objects.filter(pk=self.key, validity=self.validity)
        if not known.exists():
            Mailbox.objects.filter(pk=self.key).delete()

    def look(self) -> int:
        """Keep what is new; returns how many mails there were."""
        row = Mailbox.objects.filter(pk=self.key, validity=self.validity).first()
        if row is None:
            return self._begin()
        uids = self.carrier.new_uids(after=row.last_uid)[:BATCH]
        for uid in uids:
            if stopping.requested.is_set():
                break
            self._take(uid)
            self._note(uid)
        return len(uids)

    def _begin(self) -> int:
        """The first look: what somebody has read before us is left alone, now and later."""
        last = self.carrier.last_uid()
        uids = self.carrier.new_uids(after=None)
        for uid in uids:
            if stopping.requested.is_set():
                return len(uids)
            self._take(uid)
        self._note(last)
        return len(uids)

    def _take(self, uid: int) -> None:
        size = self.carrier.size(uid)
        if size is None:
            return
        is_whole = size <= settings.MAIL_MAX_BYTES
        raw = self.carrier.raw(uid, head_only=not is_whole)
        arrived = self._read(raw, is_whole=is_whole)
        if arrived is None:
            return  # it stays unread in the mailbox, where a person finds it
        intake.keep(arrived, channel=self.channel.name, transport="email")
        if is_whole and (bounced := mail.news(raw)):
            receipts.note(bounced)
        self.carrier.done(uid)

    def _read(self, raw: bytes, *, is_whole: bool) -> Arrived | None:
        try:
            return mail.arrived(raw, self.channel, own=self.own, is_whole=is_whole)
        except Exception:  # one mail that nobody can read must not hold up the others
            log.exception("An e-mail cannot be read; it stays in the mailbox")
            return None

    def _note(self, uid: int) -> None:
        Mailbox.objects.update_or_create(
            name=self.key, defaults={"validity": self.validity, "last_uid": uid}
        )


def run(carrier: Imap) -> None:
    """Read until SIGTERM; after each fault connect again, ever more slowly up to a limit."""
    pause, reader = SHORTEST, Reader(carrier)
    key = f"{carrier.channel.name}:in"
    every = float(carrier.channel.get("every") or EVERY)
    while not stopping.requested.is_set():
        try:
            reader.connect()
            pause = SHORTEST
            log.info("Mailbox %s: connected", reader.key)
            while not stopping.requested.is_set():
                found = reader.look()
                health.succeeded(key)
                close_old_connections()
                if not found:
                    stopping.requested.wait(every)
        except (MailboxLost, DatabaseError) as lost:
            carrier.close()
            log.warning("Mailbox %s: %s; again in %.0f s", reader.key, lost, pause)
            _note_failure(key, lost)
            stopping.requested.wait(pause)
            pause = min(pause * 2, LONGEST)
    carrier.close()


def _note_failure(key: str, lost: Exception) -> None:
    try:
        if isinstance(lost, MailboxLost):
            health.failed(key, error=str(lost))
        else:
            connection.close()
    except DatabaseError:
        connection.close()
