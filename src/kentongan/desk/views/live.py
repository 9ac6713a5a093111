"""What changes while a window is open: server-sent events that hold no thread.

Each answer is a whole event stream of one event and ends; the browser comes back by itself after
`retry`, and says in Last-Event-ID what it knows. See docs/decisions/0009-live-numbers.md.
"""

import hashlib
import json
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kentongan.common import clock, ids
from kentongan.complaints import presence
from kentongan.complaints.models import Complaint
from kentongan.desk import queries
from kentongan.desk.listing import listing
from kentongan.desk.tabs import count_words
from kentongan.notifications.bell import unread_count
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.organizations.actor import Actor

RETRY = 15_000  # milliseconds between two looks of one window that is seen


@require_safe
@officer_required
def live(request: OfficerRequest) -> HttpResponse:
    """Counts of this hat, what the open list holds, who else has the open report; or nothing new."""
    actor = request.actor
    counts = queries.counts(actor, now=clock.now())
    unread = unread_count(actor.user_id or 0)
    facts: dict[str, Any] = {
        "bell": unread,
        "views": {code: count_words(count) for code, count in counts.views.items()},
        "words": ngettext("%(n)s new message", "%(n)s new messages", unread) % {"n": unread},
    }
    if listed := request.GET.get("daftar"):
        facts["rows"] = _rows(listed, actor)
    if number := request.GET.get("buka"):
        facts["present"] = _present(number, actor)
    data = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    token = _digest(data)
    event = f"id: {token}\nevent: counts\ndata: {data}\n"
    known = request.headers.get("Last-Event-ID") == token
    body = f"retry: {RETRY}\n{': nothing new' if known else event}\n\n"
    response = HttpResponse(body, content_type="text/event-stream; charset=utf-8")
    response["X-Accel-Buffering"] = "no"
    return response


def _rows(listed: str, actor: Actor) -> str:
    """A mark that changes when a row of the first page does; the script then fetches the rows."""
    try:
        asked = listing(QueryDict(listed[:2000]), actor=actor)
    except Http404:
        return ""
    found = asked.read(clock.now(), after="")
    return _digest(repr(found.rows))


def _present(number: str, actor: Actor) -> str:
    """Who else has the report open, in words."""
    rows = Complaint.objects.visible_to(actor).filter(number=ids.read_number(number) or "")
    found = rows.only("pk").first()
    others = presence.look(found, by=actor) if found else []
    if not others:
        return ""
    return _("%(who)s has this report open, too.") % {"who": ", ".join(others)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
