"""The loop of `kentongan smpp`: bind, send what is due, keep what comes, bind again after a drop."""

import logging
import time
from collections import deque

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kentongan.channels import intake
from kentongan.notifications import delivery, health, receipts, stopping, ways
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.smpp import LinkLost, Smpp
from kentongan.notifications.transports.sms import News

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 0.5, 30.0  # seconds before the next try to bind
ENQUIRE = 30.0
LOOK = 0.3  # seconds between two looks into the outbox
BATCH = 20
PATIENCE = 600.0  # seconds in which the message of an early receipt must be known


class Link:
    """One bind and what goes through it."""

    def __init__(self, carrier: Smpp) -> None:
        self.carrier = carrier
        self.early: deque[tuple[float, News]] = deque()
        self.name = carrier.channel.name
        self.mine = ways.behind(self.name)
        carrier.on_message = self._keep
        carrier.on_news = self._note

    def serve(self) -> None:
        """Work until the link is lost or the process is told to stop."""
        looked = asked = time.monotonic()
        while not stopping.requested.is_set():
            self.carrier.pump(LOOK)
            now = time.monotonic()
            if now - looked >= LOOK:
                looked = now
                self._send()
                self._note_early(now)
            if now - asked >= ENQUIRE:
                asked = now
                self.carrier.enquire()
                close_old_connections()

    def _send(self) -> None:
        """What is due, batch after batch; what comes meanwhile is read between two messages."""
        try:
            delivery.send_due(
                timezone.now(), those=self.mine, carriers={self.name: self.carrier}, limit=BATCH
            )
        except DatabaseError:
            log.exception("The database did not answer")
            connection.close()
            return
        if not self.carrier.is_up:
            raise LinkLost("lost while sending")

    def _keep(self, arrived: sms.Arrived) -> None:
        try:
            intake.keep(arrived, channel=self.carrier.channel.name)
        except DatabaseError:
            connection.close()  # a dead connection must not make the next one fail, too
            raise

    def _note(self, news: News) -> None:
        # A receipt may overtake our own note of the reference: it waits until that is written.
        self.early.append((time.monotonic(), news))

    def _note_early(self, now: float) -> None:
        waiting = [*self.early]
        came: dict[News, float] = {}
        self.early.clear()
        for at, news in waiting:
            came.setdefault(news, at)
        for news in receipts.note_all(list(came)):
            if now - came[news] < PATIENCE:
                self.early.append((came[news], news))


def run(carrier: Smpp) -> None:
    """Hold the link until SIGTERM; after each drop bind again, ever more slowly up to a limit."""
    pause = SHORTEST
    link = Link(carrier)
    while not stopping.requested.is_set():
        try:
            carrier.connect()
            log.info("SMPP: bound to %s", carrier.channel.get("host"))
            pause = SHORTEST
            health.reset(link.name)
            link.serve()
        except LinkLost as lost:
            carrier.disconnect()
            log.warning("SMPP: %s; again in %.1f s", lost, pause)
            stopping.requested.wait(pause)
            pause = min(pause * 2, LONGEST)
        except DatabaseError:
            carrier.disconnect()
            log.exception("The database did not answer")
            connection.close()
            stopping.requested.wait(pause)
    carrier.disconnect(politely=True)
