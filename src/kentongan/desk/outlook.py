"""The lines of the forecast in words, and the way to the step that could mend each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.common import clock, words
from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting import answers
from kentongan.complaints.forecasting.outlook import LIKELY
from kentongan.complaints.models import Complaint, Outlook
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.workflow import SIGNERS, lines_of
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import Role

SIZE = 50
HANDLERS = (Role.LIAISON, Role.DRAFTER, Role.FIELD_OFFICER)
NEIGHBOURS = ("complaint__unit", "complaint__institution", "holder", "proposed")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step that would help; the address opens its form, filled in. Nothing happens by itself."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One limit that will probably pass."""

    complaint: Complaint
    clock: str
    holder: str
    target_at: datetime
    chance: str
    is_likely: bool
    basis: str
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, the most likely first, and where the next ones begin."""

    lines: list[Line]
    after: str


def page_of(actor: Actor, *, now: datetime, holder: int | None, after: str) -> Page:
    """Lines of all offices of this actor, or of one."""
    rows = answers.ahead(actor, now=now)
    if holder is not None:
        rows = rows.filter(holder=holder)
    percent, _dot, run = after.partition(".")
    if percent.isdecimal() and run.isdecimal():
        rows = rows.filter(percent__lte=int(percent)).filter(
            Q(percent__lt=int(percent)) | Q(run__gt=int(run))
        )
    found = list(rows.select_related(*NEIGHBOURS).order_by("-percent", "run_id")[: SIZE + 1])
    shown = found[:SIZE]
    least = _least_busy(actor) if any(_is_own(one, actor) for one in shown) else None
    lines = [_line(one, actor, least=least) for one in shown]
    more = len(found) > SIZE
    return Page(lines, f"{shown[-1].percent}.{shown[-1].run_id}" if more else "")


def _line(one: Outlook, actor: Actor, *, least: Sequence[User] | None) -> Line:
    is_promise = one.clock == Clock.PROMISE
    return Line(
        complaint=one.complaint,
        clock=str(Clock(one.clock).label),
        holder=one.holder.name if one.holder else _("National desk"),
        target_at=one.target_at,
        chance=_chance_of_promise(one) if is_promise else _chance(one.percent),
        is_likely=one.percent >= LIKELY,
        basis=_basis_of_promise(one) if is_promise else _basis(one),
        proposal=_proposal(one, actor, least=least or ()),
    )


def _chance(percent: int) -> str:
    of_ten = min(max(round(percent / 10), 1), 10)
    if of_ten == 10:
        return _("Almost all reports like this one passed this limit.")
    return _("%(n)s of 10 reports like this one passed this limit.") % {"n": of_ten}


def _chance_of_promise(one: Outlook) -> str:
    of_ten = min(max(round(one.percent / 10), 1), 10)
    return _("%(n)s of 10 such promises were not kept, or too late.") % {"n": of_ten}


def _basis_of_promise(one: Outlook) -> str:
    texts = {
        "office": _("From %(n)s earlier promises of this office."),
        "peers": _("From %(n)s earlier promises in the institution; this office has too few."),
        "all": _("From %(n)s earlier promises of all institutions; this one has too few."),
    }
    return texts[one.basis] % {"n": words.whole(one.done)}


def _basis(one: Outlook) -> str:
    texts = {
        "office_subject": _("From %(n)s earlier reports on this subject at this office."),
        "office": _(
            "From %(n)s earlier reports at this office; on this subject alone there are too few."
        ),
        "peers_subject": _(
            "From %(n)s earlier reports on this subject at all offices of the institution; this "
            "office alone has too few."
        ),
        "peers": _(
            "From %(n)s earlier reports at all offices of the institution; this office alone has "
            "too few."
        ),
        "all": _("From %(n)s earlier reports of all institutions; this one alone has too few."),
    }
    return texts[one.basis] % {"n": words.whole(one.done)}


def _proposal(one: Outlook, actor: Actor, *, least: Iterable[User]) -> Proposal | None:
    if one.proposed and _may(actor, "redispatch", one.complaint):
        facts = {"office": one.proposed.name, "chance": _chance(one.proposed_percent or 0)}
        reason = _("%(office)s knows this subject and is likely to make the date.") % facts
        text = _("Dispatch to %(office)s") % facts
        return Proposal(
            text, _form(one.complaint, "redispatch", unit=one.proposed.pk, reason=reason)
        )
    if _is_own(one, actor) and _may(actor, "assign", one.complaint):
        other = next((who for who in least if who.pk != one.complaint.handler_id), None)
        if other:
            text = _("Assign to %(name)s, who has the fewest open reports") % {
                "name": other.full_name
            }
            return Proposal(text, _form(one.complaint, "assign", handler=other.pk))
    return None


def _may(actor: Actor, action: str, complaint: Complaint) -> bool:
    """The workflow allows it to this role now; its form says the rest."""
    return any(
        actor.role in line.by and complaint.status in line.sources for line in lines_of(action)
    )


def _is_own(one: Outlook, actor: Actor) -> bool:
    own = one.holder_id == actor.organization_id and one.complaint.unit_id == one.holder_id
    return own and actor.role in SIGNERS


def _least_busy(actor: Actor) -> list[User]:
    """Colleagues who work on reports, the one with the fewest open ones first. Two statements."""
    here = Membership.objects.valid_on(clock.today()).filter(
        organization=actor.organization_id, role__in=HANDLERS
    )
    people = {one.user_id: one.user for one in here.select_related("user")}
    open_ones = Complaint.objects.visible_to(actor).exclude(status__in=ENDED)
    counted = open_ones.filter(handler__in=list(people)).order_by().values_list("handler")
    load: dict[int, int] = dict(counted.annotate(n=Count("pk")))
    return sorted(people.values(), key=lambda who: (load.get(who.pk, 0), who.full_name))


def _form(complaint: Complaint, action: str, **given: Any) -> str:
    address = reverse("desk:step", args=[complaint.shown_number, action])
    return f"{address}?{urlencode(given)}"
