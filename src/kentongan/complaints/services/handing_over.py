"""Somebody leaves an office: the list of open work, and the one service that moves it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint, Event, FieldTask, OutsideQuestion
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services.desk import ARBITERS
from kentongan.complaints.step import take
from kentongan.organizations import recipients
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import PermissionRefused
from kentongan.organizations.models import Membership
from kentongan.organizations.permissions import may_give
from kentongan.organizations.roles import Role


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What a person has in hand in one office."""

    handled: tuple[Complaint, ...]
    disputes: tuple[Complaint, ...]
    tasks: tuple[FieldTask, ...]
    questions: tuple[OutsideQuestion, ...]

    @property
    def count(self) -> int:
        return len(self.complaints)

    @property
    def complaints(self) -> dict[int, Complaint]:
        """Each complaint once, however much of it the person has."""
        found = [*self.handled, *self.disputes, *(one.complaint for one in self.tasks)]
        return {one.pk: one for one in [*found, *(one.complaint for one in self.questions)]}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What moved, and what the new person may not have."""

    moved: int
    left: tuple[str, ...]


def open_work_of(membership: Membership) -> OpenWork:
    """Complaints, disputes, errands and questions of this person in this office."""
    office, user = membership.organization, membership.user_id
    rows = Complaint.objects.visible_to(Actor.system()).open().select_related("unit", "institution")
    here = Q(unit__path__startswith=office.path)
    mine = Q(institution=office.institution_id)
    tasks = FieldTask.objects.filter(
        assignee=user, state=FieldTask.State.GIVEN, unit__path__startswith=office.path
    )
    questions = OutsideQuestion.objects.filter(
        asked_by=user,
        state=OutsideQuestion.State.OPEN,
        expires_at__gt=clock.now(),
        complaint__institution=office.institution_id,
    )
    return OpenWork(
        handled=tuple(rows.filter(here, handler=user).order_by("due_at", "pk")),
        disputes=tuple(rows.filter(mine, arbiter=user, status=Status.DISPUTED).order_by("pk")),
        tasks=tuple(tasks.select_related("complaint")),
        questions=tuple(questions.select_related("complaint")),
    )


@transaction.atomic
def hand_over_work(membership: Membership, *, to: Membership, reason: str, by: Actor) -> HandedOver:
    """Move all of it to a colleague, complaint by complaint, with the reason in the history."""
    role, office = Role(membership.role), membership.organization
    own = by.user_id == membership.user_id and not by.is_deputy
    if not own and not may_give(by, role=role, organization=office):
        raise PermissionRefused(_("You may not give or end this role in this office."))
    if not reason.strip():
        raise Missing(_("Write the reason."), field="reason")
    if to.organization_id != office.pk or to.user_id == membership.user_id:
        raise MoveRefused(_("Choose a colleague of the same office."))
    work = open_work_of(membership)
    decides = recipients.holds(
        to.user_id, ARBITERS, institution_id=office.institution_id or 0, on=clock.today()
    )
    moved, left = 0, []
    for key, complaint in work.complaints.items():
        what = _what(work, key, decides=decides)
        if any(one.pk == key for one in work.disputes) and not decides:
            left.append(complaint.shown_number)
        if what:
            _pass_on(complaint, what, membership.user, to.user, reason=reason.strip(), by=by)
            moved += 1
    return HandedOver(moved, tuple(left))


def _what(work: OpenWork, key: int, *, decides: bool) -> list[str]:
    found = {
        "handler": any(one.pk == key for one in work.handled),
        "arbiter": decides and any(one.pk == key for one in work.disputes),
        "tasks": any(one.complaint_id == key for one in work.tasks),
        "questions": any(one.complaint_id == key for one in work.questions),
    }
    return [name for name, has in found.items() if has]


def _pass_on(
    complaint: Complaint, what: list[str], former: User, to: User, *, reason: str, by: Actor
) -> Event:
    facts = {
        "handler": to.pk,
        "handler_name": to.full_name,
        "former_name": former.full_name,
        "what": what,
        "person": by.label,
    }
    changes: dict[str, User] = {name: to for name in ("handler", "arbiter") if name in what}
    event = take(complaint, "pass_on", by=Actor.system(), facts=facts, text=reason, changes=changes)
    given = FieldTask.objects.filter(complaint=complaint, assignee=former)
    given.filter(state=FieldTask.State.GIVEN).update(assignee=to)
    asked = OutsideQuestion.objects.filter(complaint=complaint, asked_by=former)
    asked.filter(state=OutsideQuestion.State.OPEN).update(asked_by=to)
    return event
