"""The only place that says whether "not solved" opens a complaint again, or the desk decides."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kentongan.complaints import moves
from kentongan.complaints.choices import ContestReason, Status
from kentongan.complaints.models import Complaint
from kentongan.organizations.actor import Actor

# Facts that the reporter sees on the spot. Whether a decision was right, and how an officer behaved,
# is for somebody else than the office that answered.
OPENS = frozenset(
    {
        ContestReason.NOT_DONE,
        ContestReason.PARTLY_DONE,
        ContestReason.NOT_ANSWERED,
        ContestReason.CAME_BACK,
        ContestReason.WRONG_PLACE,
    }
)
OBJECT = "object_to"


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of the list from which a reporter chooses, with what it leads to."""

    code: str
    label: str
    action: str  # the step that it takes: contest, reopen or object
    effect: str

    @property
    def opens(self) -> bool:
        """The complaint is opened again at once."""
        return self.action != OBJECT


def reasons(complaint: Complaint, *, by: Actor) -> list[Reason]:
    """What `by` can choose here and now; empty where the answer cannot be contested at all."""
    opening = _opening(complaint, by=by)
    deciding = OBJECT if moves.is_possible(OBJECT, complaint, by=by) else ""
    found = []
    for one in ContestReason:
        is_alone = complaint.status == Status.MERGED  # only by going on alone can it be heard
        action = (opening if one in OPENS or is_alone else "") or deciding
        if action:
            found.append(Reason(one.value, str(one.label), action, effect(action)))
    return found


def effect(action: str) -> str:
    """What happens, in a sentence that stands beside the reason before it is sent."""
    if action == OBJECT:
        return _("It is not opened by itself: the district desk decides and tells you.")
    return _("The report is opened again at once. The office must answer anew.")


def action_for(complaint: Complaint, reason: str, *, by: Actor) -> str:
    """The step that this reason takes; where none is possible, the one whose refusal says why."""
    for one in reasons(complaint, by=by):
        if one.code == reason:
            return one.action
    if complaint.status == Status.CLOSED:
        return "reopen" if reason in OPENS else OBJECT
    return "contest" if reason in OPENS or reason not in ContestReason.values else OBJECT


def _opening(complaint: Complaint, *, by: Actor) -> str:
    for action in ("contest", "reopen"):
        if moves.is_possible(action, complaint, by=by):
            return action
    return ""
