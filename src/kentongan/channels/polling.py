"""What the worker fetches from carriers that bring nothing themselves, such as a modem's folders."""

import logging
from datetime import datetime

from kentongan.channels import intake
from kentongan.notifications import receipts, stopping
from kentongan.notifications.transports import sms

log = logging.getLogger(__name__)


def sweep(now: datetime) -> int:
    """Keep what waits at each carrier; it is removed there only after it is kept here."""
    found = 0
    for name in sms.channels():
        carrier = sms.carrier(name)
        if not carrier.sends_here or carrier.has_own_process:
            continue
        for arrived in carrier.fetch():
            intake.keep(arrived, channel=name)
            found += 1
            if stopping.requested.is_set():
                return found
        for news in carrier.fetch_news():
            receipts.note(news)
            found += 1
    return found
