"""What anybody may see: start page, published complaints, how it works, privacy, offices."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kentongan.common import clock, ids
from kentongan.complaints.models import Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.portal import listing, pages
from kentongan.portal.forms import FollowForm
from kentongan.portal.kept import kept_page
from kentongan.portal.listing import Card, Wanted

TEASER = 3
FRESH, STEADY = 60, 600  # seconds
FOLLOWED = {
    "hitung": _("You are counted. Thank you."),
    "tanya": _("You are counted. We have sent you a message: confirm in it that you want news."),
}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, the way in, and a look at what others reported."""

    def page() -> str:
        rows = listing.newest(_published())[:TEASER]
        return render_to_string(
            "portal/start.html", {"cards": [Card.of(one) for one in rows]}, request
        )

    return kept_page(request, "start", seconds=FRESH, render=page)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Published complaints, newest first; the address holds the filter and the place in the list."""
    wanted = Wanted.read(request.GET)
    found, after = listing.page(_published(), wanted)
    context: dict[str, Any] = {
        "cards": [Card.of(one) for one in found],
        "wanted": wanted,
        "more": f"?{wanted.query(after=after)}" if after else "",
    }
    if request.headers.get("HX-Request"):
        return render(request, "portal/_cards.html", context)
    return render(request, "portal/reports.html", context | {"choices": listing.choices()})


@require_safe
def published(request: HttpRequest, number: str) -> HttpResponse:
    """One published complaint: never a hidden name, an internal word or an original file."""
    stored = ids.read_number(number) or ""
    complaint = _published().filter(number=stored).first()
    if complaint is None:
        if Complaint.objects.no_longer_published().filter(number=stored).exists():
            return render(request, "portal/taken_down.html", status=410)
        raise Http404
    said = FOLLOWED.get(request.GET.get("ikut", ""), "")
    context = pages.published(complaint) | {"follow_form": FollowForm(), "follow_said": said}
    return render(request, "portal/published.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The seven steps and their limits."""
    return _steady(request, "how")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, and for how long."""
    return _steady(request, "privacy")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and whom to tell when something does not."""
    return _steady(request, "accessibility")


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Who is responsible, with address and telephone (UU 25/2009 art. 36)."""

    def page() -> str:
        today = clock.today()
        listed = [
            (institution, list(directory.units_of(institution.pk, today)))
            for institution in directory.institutions(today)
        ]
        return render_to_string("portal/offices.html", {"listed": listed}, request)

    return kept_page(request, "offices", seconds=FRESH, render=page)


def _steady(request: HttpRequest, name: str) -> HttpResponse:
    return kept_page(
        request,
        name,
        seconds=STEADY,
        render=lambda: render_to_string(f"portal/{name}.html", {}, request),
    )


def _published() -> ComplaintQuerySet:
    shown = Complaint.objects.visible_to(Actor.public())
    return shown.select_related("unit", "institution")
