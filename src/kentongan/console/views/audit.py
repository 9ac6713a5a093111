"""The audit log: read, filtered by what and by whom, the newest first. Nothing can be changed."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.console import paging
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.entries import GROUPS, action_words

# Words are searched in these days; a filter over all years would read the whole log.
SEARCHED = timedelta(days=366)


@require_safe
@administers("audit")
def audit(request: AdminRequest) -> HttpResponse:
    """What was done, by whom, to what."""
    what = request.GET.get("apa", "")
    who = request.GET.get("siapa", "").strip()[:80]
    subject = request.GET.get("tentang", "").strip()[:200]
    rows = Entry.objects.all()
    if any(code == what for code, _label in GROUPS) and what:
        rows = rows.filter(action__startswith=what)
    if who:
        rows = rows.filter(actor_label__icontains=who)
    if subject:
        rows = rows.filter(subject=subject)
    if what or who:
        rows = rows.filter(at__gte=clock.now() - SEARCHED)
    found = paging.newest(rows, request=request)
    context = {
        "rows": [
            (
                one,
                action_words(one.action),
                [(key, text) for key, text in one.detail.items() if text],
            )
            for one in found.rows
        ],
        "more_url": found.more_url,
        "groups": GROUPS,
        "what": what,
        "who": who,
        "subject": subject,
        "is_filtered": bool(what or who or subject),
        "searched": _("Filters look at the last twelve months."),
    }
    return page(request, "console/audit.html", context, section="audit")
