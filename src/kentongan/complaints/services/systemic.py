"""One case for many complaints with one cause: open, join, plan, tell, end.

Every reporter is told when the complaint joins, at each step of the plan that is done, and at the
end. The complaints keep their own status, clocks and answers.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints.models import (
    Complaint,
    Event,
    SystemicCase,
    SystemicMember,
    SystemicStep,
)
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import dispositions
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

log = logging.getLogger(__name__)
BATCH = 50
OPENERS = (Role.INSTITUTION_ADMIN,)
OWNERS = (Role.INSTITUTION_ADMIN, Role.LIAISON, Role.UNIT_HEAD)
State = SystemicCase.State


@transaction.atomic
def open_case(
    complaints: Sequence[Complaint],
    *,
    by: Actor,
    title: str,
    cause: str,
    owner: Organization,
    due_on: date,
) -> SystemicCase:
    """Name the cause, who removes it and by when; the complaints join at once."""
    if by.role not in OPENERS or by.user_id is None or by.institution_id is None:
        raise MoveRefused(_("Only the district desk opens a case of many reports."))
    for field, words in (("title", title), ("cause", cause)):
        if not words.strip():
            raise Missing(_("Write the text."), field=field)
    if due_on <= clock.today():
        raise Missing(_("The date must be in the future."), field="due_on")
    if owner.institution_id != by.institution_id or owner.is_external:
        raise MoveRefused(_("Choose a unit of your own institution."))
    dispositions.check_exists(owner)
    made = SystemicCase.objects.create(
        title=title.strip()[:120],
        cause=cause.strip(),
        institution_id=by.institution_id,
        owner=owner,
        opened_by_id=by.user_id,
        opened_at=clock.now(),
        due_on=due_on,
    )
    for one in complaints:
        join_case(one, by=by, case=made)
    return made


@transaction.atomic
def join_case(complaint: Complaint, *, by: Actor, case: SystemicCase) -> Event:
    """This complaint has that cause; its reporter is told who removes it, and by when."""
    _check(case, by, OPENERS)
    if complaint.institution_id != case.institution_id:
        raise MoveRefused(_("The case and the report are of different institutions."))
    if SystemicMember.objects.filter(complaint=complaint, left_at=None).exists():
        raise MoveRefused(_("This report belongs to a case already."))
    facts = _facts(case) | {"promised_on": case.due_on.isoformat()}
    event = take(complaint, "join_case", by=by, facts=facts)
    SystemicMember.objects.create(case=case, complaint=complaint, joined_at=event.at)
    return event


@transaction.atomic
def leave_case(complaint: Complaint, *, by: Actor, reason: str) -> Event:
    """It has another cause after all."""
    member = (
        SystemicMember.objects.select_related("case__owner")
        .filter(complaint=complaint, left_at=None)
        .first()
    )
    if member is None:
        raise MoveRefused(_("This report belongs to no case."))
    _check(member.case, by, OPENERS)
    event = take(complaint, "leave_case", by=by, facts=_facts(member.case), text=reason)
    SystemicMember.objects.filter(pk=member.pk).update(left_at=event.at)
    return event


@transaction.atomic
def add_step(case: SystemicCase, *, by: Actor, title: str, due_on: date) -> SystemicStep:
    """One more step of the plan."""
    _check(case, by, OWNERS)
    if not title.strip():
        raise Missing(_("Write the text."), field="title")
    if due_on > case.due_on:
        raise Missing(_("No step comes after the end of the case."), field="due_on")
    return SystemicStep.objects.create(case=case, title=title.strip()[:160], due_on=due_on)


@transaction.atomic
def finish_step(step: SystemicStep, *, by: Actor, note: str) -> int:
    """A step is done: every reporter is told what was done. Returns how many reports."""
    case = step.case
    _check(case, by, OWNERS)
    if not note.strip():
        raise Missing(_("Write what was done."), field="note")
    rows = SystemicStep.objects.filter(pk=step.pk, done_at=None)
    if not rows.update(done_at=clock.now(), note=note.strip()):
        raise MoveRefused(_("This step is done already."))
    return _tell_all(case, "case_news", by=by, text=f"{step.title}: {note.strip()}")


@transaction.atomic
def end_case(case: SystemicCase, *, by: Actor, outcome: str, solved: bool) -> int:
    """The cause is gone, or the attempt is given up: every reporter is told how it ended."""
    _check(case, by, OWNERS)
    if not outcome.strip():
        raise Missing(_("Write what came of it."), field="outcome")
    if solved and case.steps.filter(done_at=None).exists():
        raise MoveRefused(_("Steps of the plan are still open. Finish them first."))
    state = State.SOLVED if solved else State.DROPPED
    rows = SystemicCase.objects.filter(pk=case.pk, state=State.OPEN)
    if not rows.update(state=state, ended_at=clock.now(), outcome=outcome.strip()):
        raise MoveRefused(_("This case has ended already."))
    return _tell_all(case, "case_ended", by=by, text=outcome.strip())


def members_of(case: SystemicCase) -> "QuerySet[SystemicMember]":
    """The complaints that are in it now, with what a list shows."""
    return case.members.filter(left_at=None).select_related("complaint__unit", "complaint__area")


def sweep(now: datetime) -> int:
    """A case or a step whose day is over: owner and desk are told once. Called by the worker."""
    today = clock.today()
    late = SystemicCase.objects.filter(state=State.OPEN, late_told_at=None)
    overdue = late.filter(due_on__lt=today) | late.filter(
        steps__done_at=None, steps__due_on__lt=today
    )
    done = 0
    for case in overdue.distinct().select_related("owner")[:BATCH]:
        with transaction.atomic():
            first = members_of(case).first()
            rows = SystemicCase.objects.filter(pk=case.pk, late_told_at=None)
            if not rows.update(late_told_at=now) or first is None:
                continue
            try:
                take(first.complaint, "case_late", by=Actor.system(), facts=_facts(case))
            except MoveRefused as refusal:
                log.info("%s: %s", case, refusal)
                continue
            done += 1
    return done


def _tell_all(case: SystemicCase, action: str, *, by: Actor, text: str) -> int:
    """By the machine, in the name of who ordered it: an owner need not see every complaint."""
    facts = _facts(case) | {"person": by.label}
    told = 0
    for member in members_of(case):
        take(member.complaint, action, by=Actor.system(), facts=facts, text=text)
        told += 1
    return told


def _facts(case: SystemicCase) -> dict[str, object]:
    return dispositions.facts_of(case.owner) | {"case": case.pk, "case_title": case.title}


def _check(case: SystemicCase, by: Actor, roles: Sequence[Role]) -> None:
    if by.role not in roles or not SystemicCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise MoveRefused(_("Your role may not take this step."))
    if not case.is_open:
        raise MoveRefused(_("This case has ended already."))
