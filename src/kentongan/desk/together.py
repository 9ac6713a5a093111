"""What several hands do on one complaint: units and their parts, errands, questions, the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from kentongan.common import clock, words
from kentongan.complaints import moves
from kentongan.complaints import services as s
from kentongan.complaints.models import (
    Complaint,
    Disposition,
    Event,
    FieldTask,
    OutsideQuestion,
    SystemicMember,
)
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk.choices import Choices
from kentongan.desk.forms import shared, together
from kentongan.desk.forms.base import StepForm
from kentongan.organizations.actor import Actor


def _cancel_task(complaint: Complaint, *, by: Actor, pk: int, reason: str) -> Event:
    rows = FieldTask.objects.visible_to(by).select_related("complaint", "assignee")
    return s.cancel_task(get_object_or_404(rows, pk=pk, complaint=complaint), by=by, reason=reason)


def _revoke(complaint: Complaint, *, by: Actor, pk: int, reason: str) -> Event:
    rows = OutsideQuestion.objects.visible_to(by).select_related("complaint")
    return s.revoke_outside(
        get_object_or_404(rows, pk=pk, complaint=complaint), by=by, reason=reason
    )


# Forms of this page: action → form and service.
ACTIONS: dict[str, tuple[type[StepForm], Callable[..., Any]]] = {
    "give_task": (together.GiveTaskForm, s.give_task),
    "cancel_task": (together.CancelForm, _cancel_task),
    "ask_outside": (together.AskOutsideForm, s.ask_outside),
    "revoke_outside": (together.CancelForm, _revoke),
    "join_case": (together.CaseForm, s.join_case),
    "leave_case": (shared.ReasonForm, s.leave_case),
}
# Those that stand on the page by themselves; the others hang on a task or a link.
OWN = ("give_task", "ask_outside", "join_case", "leave_case")


@dataclass(frozen=True, slots=True)
class Hand:
    """A unit with its part: what it owes, how it stands, by when, and whether it is late."""

    name: str
    part: str
    is_lead: bool
    state: str
    task: str
    due_at: datetime | None
    chip: words.TimeLeft | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A form of the page that is possible now."""

    action: str
    label: str
    form: StepForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class Page:
    """All of it, as this officer may see it."""

    hands: list[Hand]
    tasks: list[FieldTask]
    questions: list[OutsideQuestion]
    member: SystemicMember | None
    offered: list[Offered]
    may_cancel: bool
    may_revoke: bool
    given: StepForm | None = None


def read(complaint: Complaint, actor: Actor, *, given: StepForm | None = None) -> Page:
    """The page; `given` is a form that was refused."""
    tasks = FieldTask.objects.visible_to(actor).filter(complaint=complaint)
    questions = OutsideQuestion.objects.visible_to(actor).filter(complaint=complaint)
    member = SystemicMember.objects.filter(complaint=complaint, left_at=None)
    found = member.select_related("case__owner").first()
    return Page(
        hands=_hands(complaint),
        tasks=list(
            tasks.select_related("assignee", "result").prefetch_related("photos__attachment")
        ),
        questions=list(questions.prefetch_related("visits")),
        member=found,
        offered=_offered(complaint, actor, found, given),
        may_cancel=moves.is_possible("cancel_task", complaint, by=actor),
        may_revoke=moves.is_possible("revoke_outside", complaint, by=actor),
        given=given,
    )


def form_for(action: str, complaint: Complaint, actor: Actor, *data: Any) -> StepForm:
    """An empty or a filled form of one of the actions."""
    choices = Choices(complaint, actor)
    return ACTIONS[action][0](*data, action=action, complaint=complaint, choices=choices)


def _offered(
    complaint: Complaint, actor: Actor, member: SystemicMember | None, given: StepForm | None
) -> list[Offered]:
    offered = []
    for action in OWN:
        if not moves.is_possible(action, complaint, by=actor):
            continue
        if action == ("join_case" if member else "leave_case"):
            continue
        is_given = given is not None and given.action == action
        form = given if is_given and given else form_for(action, complaint, actor)
        offered.append(Offered(action, str(ACTION_LABELS[action]), form, is_given))
    return offered


def _hands(complaint: Complaint) -> list[Hand]:
    rows = Disposition.objects.filter(complaint=complaint, ended_at=None)
    now = clock.now()
    return [_hand(one, complaint, now) for one in rows.select_related("unit", "contribution")]


def _hand(one: Disposition, complaint: Complaint, now: datetime) -> Hand:
    is_lead = one.part == Disposition.Part.LEAD
    own = getattr(one, "contribution", None)
    due = complaint.due_at if is_lead else own.due_at if own else None
    started = one.dispatched_at if is_lead or not own else own.started_at
    chip = (
        words.time_left(
            due, now, started_at=started, paused=complaint.is_paused, done_at=one.finished_at
        )
        if due
        else None
    )
    return Hand(
        name=one.unit.name,
        part=one.get_part_display(),
        is_lead=is_lead,
        state=state_of(one),
        task=own.task if own else one.note,
        due_at=due,
        chip=chip,
    )


def state_of(one: Disposition) -> str:
    """How far the unit has come, as a code for the page."""
    if one.finished_at:
        return "handed_in"
    if one.accepted_at:
        return "accepted"
    return "opened" if one.opened_at else "unopened"
