"""The numbers of bell and inbox as they change: server-sent events that hold no thread.

Each answer is a whole event stream of one event and ends; the browser comes back by itself after
`retry`, and says in Last-Event-ID what it knows. See docs/decisions/0009-live-numbers.md.
"""

import hashlib
import json

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kentongan.common import clock
from kentongan.desk import queries
from kentongan.desk.tabs import count_words
from kentongan.notifications.bell import unread_count
from kentongan.officers.access import OfficerRequest, officer_required

RETRY = 15_000  # milliseconds between two looks of one window that is seen


@require_safe
@officer_required
def live(request: OfficerRequest) -> HttpResponse:
    """The counts of this hat, or nothing new."""
    actor = request.actor
    counts = queries.counts(actor, now=clock.now())
    unread = unread_count(actor.user_id or 0)
    facts = {
        "bell": unread,
        "views": {code: count_words(count) for code, count in counts.views.items()},
        "words": ngettext("%(n)s new message", "%(n)s new messages", unread) % {"n": unread},
    }
    data = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    token = hashlib.sha256(data.encode()).hexdigest()[:16]
    event = f"id: {token}\nevent: counts\ndata: {data}\n"
    known = request.headers.get("Last-Event-ID") == token
    body = f"retry: {RETRY}\n{': nothing new' if known else event}\n\n"
    response = HttpResponse(body, content_type="text/event-stream; charset=utf-8")
    response["X-Accel-Buffering"] = "no"
    return response
