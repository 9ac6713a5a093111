"""The verdict panel: which steps stand there, in which order, with which form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kentongan.complaints import moves
from kentongan.complaints.models import Complaint
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk.choices import Choices
from kentongan.desk.disclosed import readers
from kentongan.desk.forms.base import StepForm
from kentongan.desk.steps import STEPS, Step
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """A step that is possible now. Without a form its choices are fetched when it is opened."""

    action: str
    label: str
    step: Step
    readers: str
    url: str
    form: StepForm | None
    is_open: bool = False
    second: "Panel | None" = None  # another button under the same text


def panel_for(
    complaint: Complaint, actor: Actor, action: str, *, form: StepForm | None = None
) -> Panel | None:
    """One step with its form; None when it is not possible now."""
    options = moves.options(complaint, actor)
    option = next((one for one in options if one.action == action and one.is_possible), None)
    if option is None or action not in STEPS:
        return None
    choices = Choices(complaint, actor)
    form = form or STEPS[action].form(action=action, complaint=complaint, choices=choices)
    return _panel(option, complaint, form=form, is_open=True)


def panels_for(
    complaint: Complaint, actor: Actor, options: Iterable[moves.Option], given: StepForm | None
) -> list[Panel]:
    """Possible steps in the order of the table `STEPS`; the first that fits stands open."""
    possible = {one.action: one for one in options if one.is_possible}
    choices = Choices(complaint, actor)
    panels: list[Panel] = []
    is_one_open = given is not None
    for action, step in STEPS.items():
        if action not in possible or (action == "draft" and "answer" in possible):
            continue  # a draft is the second button under the answer
        if action == "object_to" and possible.keys() & {"contest", "reopen"}:
            continue  # the form of those has the reasons for the desk as well
        is_given = given is not None and given.action in (action, _second(action, possible))
        form = given if is_given else None
        if form is None and not step.is_fetched:
            form = step.form(action=action, complaint=complaint, choices=choices)
        is_open = is_given or (step.is_first and not is_one_open)
        is_one_open = is_one_open or is_open
        second = possible.get(_second(action, possible))
        panels.append(
            _panel(
                possible[action],
                complaint,
                form=form,
                is_open=is_open,
                second=_panel(second, complaint, form=None) if second else None,
            )
        )
    return panels


def _second(action: str, possible: Mapping[str, moves.Option]) -> str:
    return "draft" if action == "answer" and "draft" in possible else ""


def _panel(
    option: moves.Option,
    complaint: Complaint,
    *,
    form: StepForm | None,
    is_open: bool = False,
    second: Panel | None = None,
) -> Panel:
    return Panel(
        action=option.action,
        label=option.label,
        step=STEPS[option.action],
        readers=readers(option.action, complaint),
        url=reverse("desk:step", args=[complaint.shown_number, option.action]),
        form=form,
        is_open=is_open,
        second=second,
    )


def refused(given: StepForm, shown: set[str]) -> Panel | None:
    """A form whose step is no longer possible: what was typed is shown all the same."""
    if given.action in shown:
        return None
    label = str(ACTION_LABELS[given.action])
    readers_now = readers(given.action, given.complaint)
    return Panel(given.action, label, STEPS[given.action], readers_now, "", given, is_open=True)
