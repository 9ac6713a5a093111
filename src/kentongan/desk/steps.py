"""What an officer can do on the complaint page: action → form, service, key, words when done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kentongan.complaints import services
from kentongan.desk import forms as f


@dataclass(frozen=True, slots=True)
class Step:
    """One form of the verdict panel; `key` is its letter on the keyboard."""

    form: type[f.StepForm]
    call: Callable[..., Any]
    key: str = ""
    is_first: bool = False  # the step that is usually right


def _text_without_seen(service: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, seen: Any = None, **given: Any) -> Any:
        return service(complaint, by=by, **{name: given[name]})

    return call


def _plain(service: Callable[..., Any]) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, seen: Any = None) -> Any:
        return service(complaint, by=by)

    return call


def _reopen(complaint: Any, *, by: Any, reason: str, seen: Any = None) -> Any:
    return services.reopen(complaint, by=by, text=reason)


def _close(complaint: Any, *, by: Any, reason: str, seen: Any = None) -> Any:
    return services.close(complaint, by=by, reason=reason, seen=seen)


# fmt: off
STEPS = {
    "dispatch": Step(f.DispatchForm, services.dispatch, "d", is_first=True),
    "forward": Step(f.ForwardForm, services.forward, "d", is_first=True),
    "accept": Step(f.PlainForm, services.accept, "t", is_first=True),
    "decide": Step(f.UnitReasonForm, services.decide, "d", is_first=True),
    "approve": Step(f.PlainForm, services.approve, "t", is_first=True),
    "take_up": Step(f.PlainForm, services.take_up, "t"),
    "answer": Step(f.AnswerForm, services.answer, "r", is_first=True),
    "draft": Step(f.AnswerForm, services.draft, "r"),
    "send_back": Step(f.ReasonForm, services.send_back, "b"),
    "tell": Step(f.TellForm, services.tell, "k"),
    "schedule": Step(f.PromiseForm, services.schedule, "p"),
    "postpone": Step(f.PostponeForm, services.postpone, "p"),
    "resume_work": Step(f.ReasonForm, services.resume_work),
    "decline": Step(f.DeclineForm, services.decline, "b"),
    "return_to_national": Step(f.ReasonForm, services.return_to_national, "b"),
    "hand_over": Step(f.HandOverForm, services.hand_over),
    "take_back": Step(f.ReasonForm, services.take_back),
    "close_external": Step(f.OutcomeForm, services.close_external),
    "ask": Step(f.QuestionForm, services.ask, "m"),
    "proceed": Step(f.ReasonForm, services.proceed),
    "classify": Step(f.ClassifyForm, services.classify, "c"),
    "assign": Step(f.AssignForm, services.assign),
    "add_unit": Step(f.AddUnitForm, services.add_unit),
    "contribute": Step(f.TextForm, _text_without_seen(services.contribute, "text")),
    "redispatch": Step(f.UnitReasonForm, services.redispatch),
    "dispute": Step(f.ArbiterForm, services.dispute),
    "name_arbiter": Step(f.NameArbiterForm, services.name_arbiter),
    "merge": Step(f.MergeForm, services.merge, "g"),
    "unmerge": Step(f.ReasonForm, _text_without_seen(services.unmerge, "reason")),
    "propose_archive": Step(f.ArchiveForm, services.propose_archive, "a"),
    "refuse_archive": Step(f.ReasonForm, services.refuse_archive),
    "archive": Step(f.PlainForm, services.archive),
    "close": Step(f.ReasonForm, _close),
    "reopen": Step(f.ReasonForm, _reopen),
    "refer": Step(f.ReasonForm, services.refer),
    "publish": Step(f.PublishForm, services.publish),
    "hide": Step(f.ReasonForm, _text_without_seen(services.hide, "reason")),
    "note": Step(f.TextForm, _text_without_seen(services.note, "text"), "n"),
    "file_paper": Step(f.PaperForm, services.file_paper),
}
# fmt: on
