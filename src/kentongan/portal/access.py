"""Who may see one complaint as its reporter: by PIN or link in this browser, or by account."""

from django.http import HttpRequest, HttpResponse

from kentongan.common import ids
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.organizations.actor import Actor

SESSION_KEY = "tracked"
MOST_KEPT = 10
RELATED = ("institution", "unit", "external_body", "master")


def remember(request: HttpRequest, number: str) -> None:
    """This browser has shown that it belongs to the reporter of `number`."""
    kept = [one for one in request.session.get(SESSION_KEY, []) if one != number]
    request.session[SESSION_KEY] = [number, *kept][:MOST_KEPT]


def own(request: HttpRequest, number: str) -> tuple[Complaint, Actor] | None:
    """The complaint and as whom it is seen; None when this is not its reporter."""
    stored = ids.read_number(number)
    if stored is None:
        return None
    rows = Complaint.objects.select_related(*RELATED).filter(number=stored)
    if stored in request.session.get(SESSION_KEY, []):
        found = rows.first()
        return (found, Actor.with_pin(found.pk, door=Channel.WEB)) if found else None
    user = request.user
    if user.is_authenticated:
        actor = Actor.reporter(user, door=Channel.WEB)
        mine = rows.visible_to(actor).first()
        return (mine, actor) if mine else None
    return None


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and no search engine; the address goes to no other site."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": with it a browser posts the forms of this page from the origin "null".
    response["Referrer-Policy"] = "same-origin"
    return response
