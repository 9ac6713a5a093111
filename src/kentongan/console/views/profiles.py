"""Whose limits hold in an institution: procedure, national practice, or the strictest of both."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kentongan.common import clock, words
from kentongan.complaints import recounts
from kentongan.complaints.services import limits
from kentongan.console import changing, scope
from kentongan.console.access import AdminRequest, administers
from kentongan.console.changing import Asked, Task
from kentongan.console.forms.base import ConsoleForm
from kentongan.console.forms.rules import ProfileForm
from kentongan.deadlines import rulebook
from kentongan.deadlines.choices import Profile
from kentongan.deadlines.permissions import may_edit


@require_http_methods(["GET", "HEAD", "POST"])
@administers("rules")
def profile(request: AdminRequest) -> HttpResponse:
    """Choose a profile from a day on."""
    whose, today = scope.institution(request, request.actor), clock.today()
    owner = whose.pk if whose else None
    held = rulebook.current().profile(owner, on=today)
    form = ProfileForm(request.POST or None, initial={"profile": held, "valid_from": today})

    def act(valid: ConsoleForm) -> None:
        given = {name: value for name, value in valid.cleaned_data.items() if name != "seen"}
        limits.choose_profile(given.pop("profile"), institution_id=owner, by=request.actor, **given)

    query = urlencode({"instansi": whose.code if whose else "nasional"})
    lead = _("It holds for: %(whose)s. Limits of law and own limits hold in every profile.")
    task = Task(
        section="rules",
        heading=_("Choose the profile of limits"),
        lead=lead % {"whose": whose.name if whose else _("the whole nation")},
        action=_("Choose the profile"),
        back_url=f"{reverse('console:rules')}?{query}",
        act=act,
        ask=lambda valid: _ask(valid, owner),
        done=_("The profile is chosen."),
        allowed=may_edit(request.actor, institution_id=owner),
    )
    return changing.run(request, form, task)


def _ask(form: ConsoleForm, owner: int | None) -> Asked:
    given = form.cleaned_data
    facts = ((_("Profile"), Profile(given["profile"]).label),)
    day = words.long_day(given["valid_from"])
    if not given["applies_to_open"]:
        text = _("It holds for what begins on %(day)s or later. Open reports keep their limit.")
        return Asked(text % {"day": day}, facts)
    count = recounts.open_in(owner)
    said = ngettext(
        "On %(day)s the limit of %(count)s open report is counted anew, and may become earlier.",
        "On %(day)s the limits of %(count)s open reports are counted anew, and may become earlier.",
        count,
    )
    kept = _("Old and new date stay in the history of each report.")
    return Asked(f"{said % {'day': day, 'count': words.whole(count)}} {kept}", facts)
