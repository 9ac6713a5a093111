"""What an officer can do on the page of a complaint: action → form, service, key, place.

Whether a step is possible now is for the workflow table to say; here stands how it is offered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.complaints import services as s
from kentongan.complaints.models import Complaint, Event
from kentongan.desk.forms import answer, desk, shared, unit
from kentongan.desk.forms.base import StepForm
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """One form of the verdict panel.

    `key` is its letter on the keyboard, `is_first` the step that is usually right, `is_more` one
    that is seldom taken, `is_fetched` one whose choices are read only when it is opened. `has_seen`
    says that the service compares the version on which the officer decided.
    """

    form: type[StepForm]
    service: Callable[..., Event]
    key: str = ""
    is_first: bool = False
    is_more: bool = False
    is_fetched: bool = False
    is_final: bool = False  # it ends the complaint: the button is not blue
    has_seen: bool = True
    button: Any = ""

    def take(self, form: StepForm, *, seen: int | None) -> Event:
        """Call the service with what the form holds."""
        given = form.facts() | ({"seen": seen} if self.has_seen else {})
        return self.service(form.complaint, by=form.acting, **given)


def _reopen(complaint: Complaint, *, by: Actor, contest_reason: str = "", **given: Any) -> Event:
    """The desk reopens with a reason; for a reporter the reason decides what is done."""
    if contest_reason:
        return s.not_solved(complaint, by=by, contest_reason=contest_reason, **given)
    return s.reopen(complaint, by=by, **given)


def _approve(
    complaint: Complaint, *, by: Actor, publish_at: datetime | None = None, **given: Any
) -> Event:
    """Send it now, or at the time that was chosen."""
    if publish_at:
        return s.plan_answer(complaint, by=by, publish_at=publish_at, **given)
    return s.approve(complaint, by=by, **given)


# fmt: off
STEPS: dict[str, Step] = {
    # The desks
    "forward": Step(desk.ForwardForm, s.forward, "d", is_first=True, button=_("Forward the report")),
    "dispatch": Step(desk.DispatchForm, s.dispatch, "d", is_first=True,
                     button=_("Dispatch the report")),
    "decide_authority": Step(desk.DecideAuthorityForm, s.decide_authority, "d", is_first=True,
                             button=_("Name the responsible institution")),
    "decide": Step(desk.DecideForm, s.decide, "d", is_first=True,
                   button=_("Name the responsible unit")),
    "archive": Step(shared.PlainForm, s.archive, "a", is_final=True,
                    button=_("Confirm the archiving")),
    "refuse_archive": Step(shared.ReasonForm, s.refuse_archive, "l",
                           button=_("Refuse the archiving")),
    # The unit
    "accept": Step(shared.PlainForm, s.accept, "t", is_first=True, button=_("Accept the report")),
    "approve": Step(answer.ApproveForm, _approve, "r", is_first=True,
                    button=_("Approve and send")),
    "cancel_plan": Step(shared.PlainForm, s.cancel_plan, "z", is_first=True,
                        button=_("Take it back")),
    "send_back": Step(shared.ReasonForm, s.send_back, "b",
                      button=_("Send the draft back")),
    "answer": Step(answer.AnswerForm, s.answer, "r", is_first=True,
                   button=_("Send the answer")),
    "draft": Step(answer.AnswerForm, s.draft, "r", is_first=True,
                  button=_("Submit for approval")),
    "take_up": Step(shared.PlainForm, s.take_up, "t", button=_("Take it up again")),
    "tell": Step(unit.TellForm, s.tell, "u", button=_("Tell the reporter")),
    "schedule": Step(unit.ScheduleForm, s.schedule, "p", button=_("Promise the date")),
    "postpone": Step(unit.PostponeForm, s.postpone, "p", button=_("Postpone the promise")),
    "contribute": Step(shared.TextForm, s.contribute, "h", has_seen=False,
                       button=_("Hand in the contribution")),
    "decline": Step(unit.DeclineForm, s.decline, "b", button=_("Decline the report")),
    # Both
    "return_to_national": Step(shared.ReasonForm, s.return_to_national, "b",
                               button=_("Return the report")),
    "ask": Step(shared.QuestionForm, s.ask, "m", button=_("Send the question")),
    "proceed": Step(shared.ReasonForm, s.proceed, "l", button=_("Go on without waiting")),
    "merge": Step(desk.MergeForm, s.merge, "g", button=_("Merge the report")),
    "propose_archive": Step(desk.ProposeArchiveForm, s.propose_archive, "a",
                            button=_("Propose to archive")),
    "take_back": Step(shared.ReasonForm, s.take_back, "t", button=_("Take the report back")),
    "close_external": Step(desk.OutcomeForm, s.close_external, "r", is_final=True,
                           button=_("Close with this outcome")),
    "close": Step(shared.ReasonForm, s.close, "s", is_final=True, button=_("Close the report")),
    "reopen": Step(shared.ReopenForm, _reopen, "t", has_seen=False,
                   button=_("Reopen the report")),
    "refuse_objection": Step(shared.ReasonForm, s.refuse_objection, "l",
                             button=_("Refuse the objection")),
    "unmerge": Step(shared.ReasonForm, s.unmerge, "g", has_seen=False,
                    button=_("Handle it by itself")),
    # A clerk for the reporter at the counter
    "complete": Step(shared.WordsForm, s.complete, "m", is_first=True, has_seen=False,
                     button=_("Hand in the details")),
    "add": Step(shared.AddForm, s.add, "t", has_seen=False, button=_("Add to the report")),
    "reply": Step(shared.WordsForm, s.reply, "r", has_seen=False, button=_("Send the reply")),
    "contest": Step(shared.ContestForm, s.not_solved, "b", has_seen=False,
                    button=_("Contest the answer")),
    "object_to": Step(shared.ContestForm, s.not_solved, "b", has_seen=False,
                   button=_("Have the desk decide")),
    "confirm": Step(shared.PlainForm, s.confirm, "s", has_seen=False,
                    button=_("Confirm that it is solved")),
    "keep_promise": Step(shared.OptionalTextForm, s.keep_promise, has_seen=False,
                         button=_("Say that it was done")),
    "break_promise": Step(shared.OptionalTextForm, s.break_promise, has_seen=False,
                          button=_("Say that it was not done")),
    "rate": Step(shared.RateForm, s.rate, has_seen=False, is_more=True, button=_("Save the rating")),
    "appeal": Step(shared.ReasonForm, s.appeal, "b", has_seen=False, button=_("File the appeal")),
    "restore": Step(shared.PlainForm, s.restore, "t", has_seen=False,
                    button=_("Restore the report")),
    "withdraw": Step(shared.OptionalTextForm, s.withdraw, has_seen=False, is_more=True,
                     is_final=True, button=_("Withdraw the report")),
    "consent_referral": Step(shared.ConsentForm, s.consent_referral, has_seen=False, is_more=True,
                             button=_("Record the consent")),
    # Seldom
    "list_points": Step(answer.PointsListForm, s.list_points, "e", is_fetched=True,
                        button=_("Save the points")),
    "classify": Step(desk.ClassifyForm, s.classify, "c", is_fetched=True,
                     button=_("Save the class")),
    "assign": Step(unit.AssignForm, s.assign, "i", is_fetched=True,
                   button=_("Assign the report")),
    "add_unit": Step(unit.AddUnitForm, s.add_unit, "", is_more=True, is_fetched=True,
                     has_seen=False, button=_("Add the unit")),
    "redispatch": Step(desk.UnitReasonForm, s.redispatch, "d", is_more=True, is_fetched=True,
                       button=_("Dispatch to this unit")),
    "recall": Step(shared.PlainForm, s.recall, is_more=True, button=_("Take the dispatch back")),
    "release": Step(shared.PlainForm, s.release, is_more=True,
                    button=_("Take the assignment back")),
    "hand_over": Step(desk.HandOverForm, s.hand_over, is_more=True, is_fetched=True,
                      button=_("Hand the report over")),
    "dispute": Step(desk.DisputeForm, s.dispute, "p", is_fetched=True,
                    button=_("Have it decided")),
    "name_arbiter": Step(desk.ArbiterForm, s.name_arbiter, is_fetched=True,
                         button=_("Name the arbiter")),
    "resume_work": Step(shared.ReasonForm, s.resume_work, is_more=True,
                        button=_("Go on working")),
    "publish": Step(desk.PublishForm, s.publish, is_more=True, has_seen=False,
                    button=_("Publish the report")),
    "hide": Step(shared.HideForm, s.hide, is_more=True, has_seen=False,
                 button=_("Take it off the public list")),
    "refer": Step(shared.ReasonForm, s.refer, is_more=True, is_final=True,
                  button=_("Refer to the Ombudsman")),
    "file_paper": Step(shared.PaperForm, s.file_paper, is_more=True,
                       has_seen=False, button=_("File the paper")),
    "note": Step(shared.NoteForm, s.note, "n", has_seen=False, is_fetched=True,
                 button=_("Save the note for officers")),
}
# fmt: on
# The machine takes these, or the page does so by itself.
NOT_OFFERED = frozenset(
    {"submit", "open", "lapse", "close_automatically", "escalate", "remind"}
    | {"approve_promise", "plan_answer"}
    | {"mask"}  # masking has a page of its own
)
# On pages of their own: working together, the tasks of a field officer.
ELSEWHERE = frozenset(
    {
        *("give_task", "report_task", "cancel_task", "ask_outside", "revoke_outside"),
        *("join_case", "leave_case"),
    }
)
