"""Read the workflow table: which line applies now, for whom, and if none, why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import workflow
from kentongan.complaints.choices import ArchiveReason, ContestReason, HideReason
from kentongan.complaints.conditions import CONDITIONS
from kentongan.complaints.models import Complaint, Rating
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.words import ACTION_LABELS
from kentongan.complaints.workflow import Move
from kentongan.organizations.actor import Actor

MISSING = {
    "text": _("Write the text."),
    "reason": _("Write the reason."),
    "question": _("Write what the reporter should add."),
    "outcome": _("Write what came of it."),
    "institution": _("Choose the institution."),
    "unit": _("Choose the unit."),
    "external_body": _("Choose the outside body."),
    "proposed_owner": _("Say whose task it is."),
    "arbiter": _("Choose who decides."),
    "citation": _("Name the rule on which the decision rests."),
    "handler": _("Choose who works on it."),
    "promised_on": _("Give the date by which the work will be done."),
    "contest_reason": _("Choose what is not solved."),
    "publish_at": _("Choose when it is sent."),
    "solved": _("Say whether the problem is solved."),
    "master": _("Give the number of the complaint that this one joins."),
    "archive_reason": _("Choose the reason."),
    "hide_reason": _("Choose the reason."),
    "text_or_files": _("Write something or add a file."),
    "files": _("Choose the file."),
    "rung": _("Say which rung it is."),
    "assignee": _("Choose who goes there."),
    "task": _("Say which task it is."),
    "body_name": _("Say whom you ask."),
    "case": _("Choose the case."),
}


# Facts that are one word of a closed list: any other word is as good as none.
VOCABULARIES: dict[str, type[TextChoices]] = {
    "contest_reason": ContestReason,
    "archive_reason": ArchiveReason,
    "hide_reason": HideReason,
    "solved": Rating.Solved,
}


@dataclass(frozen=True, slots=True)
class Option:
    """A step that concerns the actor here: possible now, or with the reason why not."""

    action: str
    label: str
    move: Move
    why_not: str = ""

    @property
    def is_possible(self) -> bool:
        return not self.why_not


def find(action: str, complaint: Complaint, *, by: Actor, facts: Mapping[str, object]) -> Move:
    """The line that `action` takes now; raises MoveRefused or Missing with a sentence."""
    # A new complaint has no status yet: `submit` alone has no sources.
    lines = workflow.lines_of(action)
    here = [one for one in lines if complaint.status in one.sources or not one.sources]
    if not here:
        raise MoveRefused(
            _("“%(step)s” is not possible while the status is “%(status)s”.")
            % {"step": ACTION_LABELS[action], "status": complaint.get_status_display()}
        )
    allowed = [move for move in here if by.role in move.by]
    if not allowed:
        raise MoveRefused(_("Your role may not take this step."))
    refusal = ""
    for move in allowed:
        refusal = _refusal(move, complaint, by)
        if not refusal:
            check_needs(move, facts)
            return move
    raise MoveRefused(refusal)


def options(complaint: Complaint, actor: Actor) -> list[Option]:
    """Every step of the table for this role here, possible ones and others with their reason."""
    found: dict[str, Option] = {}
    for move in workflow.moves_from(complaint.status):
        if actor.role not in move.by:
            continue
        earlier = found.get(move.action)
        if earlier and earlier.is_possible:
            continue
        found[move.action] = Option(
            action=move.action,
            label=str(ACTION_LABELS[move.action]),
            move=move,
            why_not=_refusal(move, complaint, actor),
        )
    return list(found.values())


def is_possible(action: str, complaint: Complaint, *, by: Actor) -> bool:
    """Whether the table has a line for this step here and now; facts are asked for later."""
    lines = (move for move in workflow.moves_from(complaint.status) if move.action == action)
    return any(by.role in one.by and not _refusal(one, complaint, by) for one in lines)


def _refusal(move: Move, complaint: Complaint, actor: Actor) -> str:
    for name in move.when:
        holds, why_not = CONDITIONS[name]
        if not holds(complaint, actor):
            return str(why_not)
    return ""


def check_needs(move: Move, facts: Mapping[str, object]) -> None:
    """Refuse a step that lacks a fact the table asks for."""
    for need in move.needs:
        given = facts.get(need)
        vocabulary = VOCABULARIES.get(need)
        if given in (None, "", []) or (vocabulary and given not in vocabulary.values):
            raise Missing(str(MISSING[need]), field=need)
