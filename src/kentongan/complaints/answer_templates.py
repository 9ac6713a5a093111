"""Texts kept ready for a step: which are offered here, and how their variables are written.

The variables are those of messages (`wordings.Variable`), with values of the complaint itself.
"""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from kentongan.complaints.models import AnswerTemplate, Complaint
from kentongan.complaints.wording import VARIABLES as OF_MESSAGES
from kentongan.notifications import wordings
from kentongan.notifications.wordings import Variable
from kentongan.organizations.actor import Actor

Step = AnswerTemplate.Step


def _plain(value: str, is_sms: bool) -> str:
    return value


_OWN = (
    Variable("subject", "subject", "Jalan rusak", _plain),
    Variable("place", "place", "Kadipaten", _plain),
)
# Never the link of the reporter: whoever has it acts for the reporter.
_TAKEN = ("number", "submitted", "due", "promised", "unit")
VARIABLES: Mapping[str, Variable] = {name: OF_MESSAGES[name] for name in _TAKEN} | {
    one.name: one for one in _OWN
}
# The step of the workflow → the kind of text that fits it.
STEP_OF = {
    "answer": Step.ANSWER,
    "draft": Step.ANSWER,
    "approve": Step.ANSWER,
    "tell": Step.TELL,
    "schedule": Step.SCHEDULE,
    "ask": Step.ASK,
    "propose_archive": Step.ARCHIVE,
    "return_to_national": Step.RETURN,
    "decline": Step.RETURN,
}


def allowed(step: str) -> list[Variable]:
    """The variables that a text for this step may name: only a promise knows its day."""
    return [one for one in VARIABLES.values() if one.name != "promised" or step == Step.SCHEDULE]


def check(step: str, text: str) -> None:
    """Raises WordingRefused for a variable that this step does not carry, or an open brace."""
    wordings.check_variables(text, {one.name for one in allowed(step)})


def fitting(complaint: Complaint, *, by: Actor) -> list[AnswerTemplate]:
    """What fits here, for any step: of the nation, the institution and the unit; of its subject
    or of any. What was written for this very subject stands before what is for all."""
    category = complaint.category
    subjects = [category.pk, category.parent_id] if category else []
    unit = by.organization_id if by.is_of_unit else complaint.unit_id
    found = AnswerTemplate.objects.in_use().filter(
        Q(institution=None) | Q(institution=complaint.institution_id),
        Q(unit=None) | Q(unit=unit),
        Q(category=None) | Q(category__in=[one for one in subjects if one]),
    )
    return sorted(found, key=lambda one: (one.category_id is None, one.unit_id is None, one.title))


def offered(complaint: Complaint, action: str, *, by: Actor) -> list[AnswerTemplate]:
    """What fits this step of the workflow."""
    step = STEP_OF.get(action)
    return [one for one in fitting(complaint, by=by) if one.step == step] if step else []


def filled(
    template: AnswerTemplate, complaint: Complaint, *, promised_on: date | None = None
) -> str:
    """The text for this complaint; asks nothing where its neighbours were read with it."""
    _none, text = wordings.written(
        "", template.text, _params(complaint, promised_on), known=VARIABLES, is_sms=False
    )
    return text


def joined(typed: str, text: str) -> str:
    """What was typed is never written over: a text that is chosen goes behind it."""
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text


def sample(text: str) -> str:
    """The text with examples for its variables."""
    params = {one.param: one.sample for one in VARIABLES.values()}
    return wordings.written("", text, params, known=VARIABLES, is_sms=False)[1]


def _params(complaint: Complaint, promised_on: date | None) -> dict[str, str]:
    return {
        "number": complaint.number,
        "submitted_at": complaint.submitted_at.isoformat(),
        "due_at": complaint.due_at.isoformat() if complaint.due_at else "",
        "promised_on": promised_on.isoformat() if promised_on else "",
        "unit": complaint.unit.name if complaint.unit else "",
        "subject": str(complaint.category or ""),
        "place": complaint.area.name if complaint.area else "",
    }
