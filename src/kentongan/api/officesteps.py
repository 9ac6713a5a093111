"""Every step that a key may take: action → what is sent, which service, whether it takes `seen`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kentongan.api.schemas import office as o
from kentongan.api.schemas import reporter as r
from kentongan.api.schemas.base import In
from kentongan.complaints import points
from kentongan.complaints import services as s
from kentongan.complaints.models import Complaint, Event
from kentongan.complaints.points import Said
from kentongan.complaints.services.answers import Substance
from kentongan.organizations.actor import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """`has_seen`: the service compares the version (If-Match) on which the officer decided."""

    schema: type[In]
    service: Callable[..., Event | None]
    has_seen: bool = True


def _with_outcomes(service: Callable[..., Event]) -> Callable[..., Event]:
    """What is sent by the number of a point goes to the service by the point itself."""

    def act(
        complaint: Complaint,
        *,
        by: Actor,
        outcomes: list[dict[str, Any]] | None = None,
        override: str = "",
        **given: Any,
    ) -> Event:
        keys = {one.position: one.pk for one in points.of(complaint)} if outcomes else {}
        said = [
            Said(point_id=keys.get(one.pop("point")), **(one | {"kind": str(one["kind"])}))
            for one in outcomes or ()
        ]
        substance = Substance(outcomes=said if outcomes else None, override=override)
        return service(complaint, by=by, substance=substance, **given)

    return act


# fmt: off
STEPS: dict[str, Step] = {
    "forward": Step(o.ForwardIn, s.forward),
    "dispatch": Step(o.DispatchIn, s.dispatch),
    "redispatch": Step(o.UnitReasonIn, s.redispatch),
    "return_to_national": Step(o.ReasonIn, s.return_to_national),
    "hand_over": Step(o.HandOverIn, s.hand_over),
    "take_back": Step(o.ReasonIn, s.take_back),
    "close_external": Step(o.OutcomeIn, s.close_external),
    "classify": Step(o.ClassifyIn, s.classify),
    "hide": Step(o.HideIn, s.hide, has_seen=False),
    "mask": Step(o.MaskIn, s.mask, has_seen=False),
    "publish": Step(o.PublishIn, s.publish, has_seen=False),
    "ask": Step(o.QuestionIn, s.ask),
    "proceed": Step(o.ReasonIn, s.proceed),
    "open": Step(r.Nothing, s.mark_opened, has_seen=False),
    "accept": Step(r.Nothing, s.accept),
    "decline": Step(o.DeclineIn, s.decline),
    "dispute": Step(o.DisputeIn, s.dispute),
    "name_arbiter": Step(o.ArbiterIn, s.name_arbiter),
    "decide": Step(o.DecideIn, s.decide),
    "decide_authority": Step(o.DecideAuthorityIn, s.decide_authority),
    "assign": Step(o.AssignIn, s.assign),
    "release": Step(r.Nothing, s.release),
    "recall": Step(r.Nothing, s.recall),
    "add_unit": Step(o.AddUnitIn, s.add_unit, has_seen=False),
    "contribute": Step(o.TextIn, s.contribute, has_seen=False),
    "tell": Step(o.TellIn, s.tell),
    "take_up": Step(r.Nothing, s.take_up),
    "draft": Step(o.AnswerIn, _with_outcomes(s.draft)),
    "send_back": Step(o.ReasonIn, s.send_back),
    "approve": Step(o.ApproveIn, _with_outcomes(s.approve)),
    "answer": Step(o.AnswerIn, _with_outcomes(s.answer)),
    "plan_answer": Step(o.PlanIn, _with_outcomes(s.plan_answer)),
    "cancel_plan": Step(r.Nothing, s.cancel_plan),
    "list_points": Step(o.PointsIn, s.list_points),
    "schedule": Step(o.ScheduleIn, s.schedule),
    "postpone": Step(o.PostponeIn, s.postpone),
    "resume_work": Step(o.ReasonIn, s.resume_work),
    "close": Step(o.ReasonIn, s.close),
    "refuse_objection": Step(o.ReasonIn, s.refuse_objection),
    "reopen": Step(o.ReopenIn, s.reopen, has_seen=False),
    "merge": Step(o.MergeIn, s.merge),
    "unmerge": Step(o.ReasonIn, s.unmerge, has_seen=False),
    "propose_archive": Step(o.ProposeArchiveIn, s.propose_archive),
    "refuse_archive": Step(o.ReasonIn, s.refuse_archive),
    "archive": Step(r.Nothing, s.archive),
    "refer": Step(o.ReasonIn, s.refer),
    "note": Step(o.TextIn, s.note, has_seen=False),
    "file_paper": Step(o.PaperIn, s.file_paper, has_seen=False),
    # A clerk for the reporter at the counter
    "complete": Step(r.WordsIn, s.complete, has_seen=False),
    "add": Step(r.AddIn, s.add, has_seen=False),
    "reply": Step(r.WordsIn, s.reply, has_seen=False),
    "contest": Step(r.ContestIn, s.not_solved, has_seen=False),
    "object_to": Step(r.ContestIn, s.object_to, has_seen=False),
    "confirm": Step(r.Nothing, s.confirm, has_seen=False),
    "rate": Step(r.RateIn, s.rate, has_seen=False),
    "appeal": Step(r.AppealIn, s.appeal, has_seen=False),
    "withdraw": Step(r.WithdrawIn, s.withdraw, has_seen=False),
    "restore": Step(r.Nothing, s.restore, has_seen=False),
    "keep_promise": Step(r.WithdrawIn, s.keep_promise, has_seen=False),
    "break_promise": Step(r.WithdrawIn, s.break_promise, has_seen=False),
    "consent_referral": Step(r.Nothing, s.consent_referral, has_seen=False),
}
# fmt: on
# Filing has its own address; the others are the machine's.
NOT_HERE = frozenset(
    {
        *("submit", "lapse", "close_automatically", "escalate", "remind"),
        *("transfer", "transfer_part", "recount", "pass_on", "part_late"),
        # Photos from a telephone, secrets in a link, many reports at once: pages of their own.
        *("give_task", "report_task", "cancel_task"),
        *("ask_outside", "answer_outside", "revoke_outside"),
        *("join_case", "leave_case", "case_news", "case_ended", "case_late"),
        # The service chooses it where a point is promised.
        "approve_promise",
    }
)
