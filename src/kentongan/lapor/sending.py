"""To national LAPOR!: queued here, tried until the nation answers; the number becomes our alias.

An outage there is nobody's fault here: it never counts against a complaint. One failure of the line
ends the round, and the waiting grows to an hour at most.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from kentongan.complaints.models import Complaint
from kentongan.lapor.models import Outbound
from kentongan.organizations.actor import Actor

log = logging.getLogger(__name__)
BATCH, TIMEOUT, LONGEST_ANSWER = 20, 15, 100_000
BACKOFF = (30, 60, 300, 900, 1800, 3600)  # seconds; then every hour, for as long as it takes
LOOK_EVERY = 60


class Refused(Exception):
    """LAPOR! answered, and does not want it."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """The token goes nowhere else."""


def sweep(now: datetime) -> int:
    """Queue what is new, send what is due. Does nothing without an address of LAPOR!."""
    if not settings.LAPOR_URL:
        return 0
    if cache.add("lapor-look", 1, LOOK_EVERY):
        queue_new()
    due = Outbound.objects.filter(due_at__lte=timezone.now()).select_related("complaint")
    done = 0
    for row in due.order_by("due_at", "pk")[:BATCH]:
        if not _claim(row):
            continue
        done += 1
        if not _send(row):
            break
    return done


def queue_new() -> int:
    """Complaints of the home institution that LAPOR! does not have; each at most once."""
    rows = Complaint.objects.visible_to(Actor.system()).open()
    rows = rows.filter(external_id="", lapor_outbound=None)
    rows = rows.filter(institution__code=settings.HOME_INSTITUTION)
    now = timezone.now()
    new = [
        Outbound(complaint_id=pk, due_at=now, created_at=now)
        for pk in rows.order_by("pk").values_list("pk", flat=True)[:500]
    ]
    Outbound.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def message(complaint: Complaint) -> bytes:
    """The XML of its intake. Of the reporter only the name that they chose to show."""
    flags = f"rahasia={_flag(complaint.is_secret)} anonim={_flag(complaint.is_anonymous)}"
    return (
        f"<lapor token={quoteattr(settings.LAPOR_TOKEN)}><pelapor><email/><telpon/>"
        f"<namadepan>{escape(complaint.shown_name)}</namadepan><namabelakang/></pelapor>"
        f"<laporan {flags}><isi>{escape(complaint.text)}</isi></laporan></lapor>"
    ).encode()


def _flag(value: bool) -> str:
    return '"1"' if value else '"0"'


def _claim(row: Outbound) -> bool:
    """A guarded UPDATE: another worker that read the same row sends nothing."""
    lease = timezone.now() + timedelta(minutes=5)
    mine = Outbound.objects.filter(pk=row.pk, due_at=row.due_at, tries=row.tries)
    return bool(mine.update(due_at=lease, tries=row.tries + 1))


def _send(row: Outbound) -> bool:
    """False when the line is down: the rest waits, too."""
    now, changes = timezone.now(), dict[str, Any]()
    is_up = True
    try:
        number = _post(message(row.complaint))
    except Refused as refusal:
        changes = {
            "state": Outbound.State.REFUSED,
            "due_at": None,
            "last_error": str(refusal)[:300],
        }
    except (OSError, ValueError) as error:
        wait = BACKOFF[min(row.tries, len(BACKOFF) - 1)]
        changes = {"due_at": now + timedelta(seconds=wait), "last_error": str(error)[:300]}
        is_up = False
    else:
        own = Complaint.objects.visible_to(Actor.system()).filter(pk=row.complaint_id)
        own.filter(external_id="").update(external_id=number)
        changes = {"state": Outbound.State.SENT, "due_at": None, "sent_at": now, "last_error": ""}
    Outbound.objects.filter(pk=row.pk).update(**changes)
    return is_up


def _post(body: bytes) -> str:
    """The tracking id. Raises Refused, or OSError and ValueError when the line is down."""
    request = Request(  # noqa: S310 - the operator's own setting, http or https by its check
        settings.LAPOR_URL, data=body, headers={"Content-Type": "text/xml; charset=utf-8"}
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
            answer = response.read(LONGEST_ANSWER)
    except HTTPError as error:
        if 400 <= error.code < 500 and error.code not in (408, 425, 429):
            raise Refused(f"HTTP {error.code}") from error
        raise
    except URLError as error:
        raise OSError(str(error.reason)) from error
    if b"<!DOCTYPE" in answer or b"<!ENTITY" in answer:
        raise ValueError("an answer with a document type")
    try:
        found = ElementTree.fromstring(answer).findtext(".//trackingid", "")  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError("an answer that is no XML") from error
    if not (found.isascii() and found.isdecimal() and len(found) <= 20):
        raise ValueError("an answer without a tracking id")
    return found
