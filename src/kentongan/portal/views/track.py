"""Tracking without an account: number and PIN, then everything the reporter may see and do."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.common import ids, limits
from kentongan.complaints import contesting, dossier, history, links, moves, pins
from kentongan.complaints.models import Complaint, Event, Rating
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.notifications import push, subscriptions
from kentongan.organizations.actor import Actor
from kentongan.portal import pages, uploads
from kentongan.portal.access import own, private, remember
from kentongan.portal.forms import TrackForm
from kentongan.portal.steps import DONE, STEPS, UNSOLVED, Step, form_of


@sensitive_post_parameters("pin")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and PIN. Unknown number and wrong PIN get the same answer."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("kode", "")[:40]})
    status = 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            found = pins.opens(number, form.cleaned_data["pin"], address=limits.address(request))
        except pins.TooManyTries:
            form.add_error(None, _("Too many tries. Wait fifteen minutes and try again."))
            status = 429
        else:
            stored = ids.read_number(number)
            if found is not None and stored is not None:
                remember(request, stored)
                return private(redirect("portal:tracked", ids.shown(stored)))
            form.add_error(None, _("Code and PIN do not match. Look at your receipt again."))
    if form.errors and status == 200:
        status = 422
    answer = private(render(request, "portal/track.html", {"form": form}, status=status))
    return limits.retry_after(answer, pins.OF_NUMBER.seconds)


@never_cache
@require_safe
def by_link(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The link of a message opens the page without PIN; the clean address follows."""
    stored = ids.read_number(number)
    if stored is None or not links.is_valid(stored, token):
        return _ask_pin(number)
    remember(request, stored)
    return private(redirect("portal:tracked", ids.shown(stored)))


@never_cache
@require_safe
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """What became of it, what comes next, and what the reporter can do."""
    found = own(request, number)
    if found is None:
        return _ask_pin(number)
    complaint, actor = found
    return _page(request, complaint, actor)


@never_cache
@require_POST
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One step of the reporter."""
    found = own(request, number)
    if found is None:
        return _ask_pin(number)
    if action not in STEPS:
        raise Http404
    complaint, actor = found
    one = STEPS[action]
    form = form_of(one, complaint, actor, request.POST, request.FILES)
    key = request.POST.get("key", "")[:40]
    if key and history.taken(complaint, sent_as=key):  # the app was quicker than its own page
        return private(redirect("portal:tracked", complaint.shown_number))
    if form.is_valid():
        try:
            done = one.call(
                complaint, by=actor.through(actor.door, sent_as=key), **form.cleaned_data
            )
        except Missing as missing:
            form.add_error("text" if "text" in form.fields else None, str(missing))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, DONE.get(done.action, one.done))
            _say_more(request, complaint, actor, done)
            sent = f"?terkirim={key}" if key else ""
            return private(
                redirect(reverse("portal:tracked", args=[complaint.shown_number]) + sent)
            )
    if one.takes_files:
        uploads.hold(form)
    return _page(request, complaint, actor, failed=(one, form), status=422)


def _say_more(request: HttpRequest, complaint: Complaint, actor: Actor, done: Event) -> None:
    """Who says "not solved" with a mark alone learns how it is opened again."""
    unsolved = done.action == "rate" and done.facts.get("solved") != Rating.Solved.YES
    if unsolved and contesting.reasons(complaint, by=actor):
        messages.info(
            request,
            _(
                "A mark alone opens nothing again. Choose below what is not solved, if you want that."
            ),
        )


def _page(
    request: HttpRequest,
    complaint: Complaint,
    actor: Actor,
    *,
    failed: tuple[Step, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    possible = {one.action for one in moves.options(complaint, actor) if one.is_possible}
    if failed:
        possible.add(failed[0].action)  # what was typed stays, though somebody else was faster
    possible -= set([one for one in UNSOLVED if one in possible][1:])
    offered = [
        (one, failed[1] if failed and failed[0] is one else form_of(one, complaint, actor))
        for action, one in STEPS.items()
        if action in possible
    ]
    context = pages.tracked(complaint) | {
        "offered": offered,
        "form": failed and failed[1],
        "token": links.token(complaint.number),
        "sent_as": request.GET.get("terkirim", "")[:40],
    }
    if push.is_on():
        context |= {
            "push_key": push.public_key(),
            "push_url": reverse("portal:push", args=[complaint.shown_number]),
            "push_count": "push" in complaint.contact_by
            and subscriptions.count(about=complaint.pk),
        }
    return private(render(request, "portal/tracked.html", context, status=status))


def _ask_pin(number: str) -> HttpResponse:
    stored = ids.read_number(number)
    query = f"?kode={ids.shown(stored)}" if stored else ""
    return private(redirect(reverse("portal:track") + query))


@never_cache
@require_safe
def own_copy(request: HttpRequest, number: str) -> HttpResponse:
    """The reporter's own copy of the file, to keep or to take to whom they like."""
    found = own(request, number)
    if found is None:
        return _ask_pin(number)
    content = dossier.build(found[0], person=None, is_own=True)
    response = private(HttpResponse(content, content_type="application/zip"))
    name = f"berkas-{found[0].shown_number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
