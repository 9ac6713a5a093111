"""What a reporter can do on the tracking page: action → words, form, service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import services
from kentongan.portal.forms import ContestForm, RateForm, ReasonForm, WordsForm


@dataclass(frozen=True, slots=True)
class Step:
    """One form of the tracking page."""

    action: str
    heading: Any
    button: Any
    done: Any
    form: type[forms.Form]
    call: Callable[..., Any]
    takes_files: bool = False
    is_quiet: bool = False  # behind a line to open: seldom wanted


def _without_text(service: Callable[..., Any]) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, **_given: Any) -> Any:
        return service(complaint, by=by)

    return call


def _as_reason(service: Callable[..., Any]) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, text: str) -> Any:
        return service(complaint, by=by, reason=text)

    return call


def _reopen(complaint: Any, *, by: Any, contest_reason: str, text: str, files: Any) -> Any:
    return services.reopen(complaint, by=by, contest_reason=contest_reason, text=text)


STEPS = {
    one.action: one
    for one in (
        Step(
            "complete", _("The officer needs your answer"), _("Send the answer"),
            _("Your answer has been sent. The time limit goes on."),
            WordsForm, services.complete, takes_files=True,
        ),
        Step(
            "confirm", _("Is the problem solved?"), _("Yes, it is solved"),
            _("Thank you. The report is closed as solved."),
            forms.Form, _without_text(services.confirm),
        ),
        Step(
            "contest", _("Not solved?"), _("Send it back to the office"),
            _("Your report is open again. The office must answer anew."),
            ContestForm, services.contest, takes_files=True,
        ),
        Step(
            "reply", _("Write to the office"), _("Send the reply"), _("Your reply has been sent."),
            WordsForm, services.reply, takes_files=True,
        ),
        Step(
            "rate", _("How were you served?"), _("Send the rating"),
            _("Thank you for your rating."), RateForm, services.rate,
        ),
        Step(
            "reopen", _("Not solved after all?"), _("Reopen the report"),
            _("Your report is open again. The office must answer anew."),
            ContestForm, _reopen, takes_files=True,
        ),
        Step(
            "appeal", _("You do not agree?"), _("Send the appeal"),
            _("Your appeal has been sent. The report is checked again."),
            ReasonForm, _as_reason(services.appeal),
        ),
        Step(
            "restore", _("You want it handled after all?"), _("Restore the report"),
            _("Your report is being handled again."),
            forms.Form, _without_text(services.restore),
        ),
        Step(
            "add", _("Add information or photos"), _("Add this"),
            _("This has been added to your report."),
            WordsForm, services.add, takes_files=True, is_quiet=True,
        ),
        Step(
            "consent_referral", _("Hand it to the Ombudsman"),
            _("I agree that the Ombudsman gets my file"),
            _("Your consent is recorded. The desk hands the file over."),
            forms.Form, _without_text(services.consent_referral), is_quiet=True,
        ),
        Step(
            "withdraw", _("Withdraw the report"), _("Withdraw the report"),
            _("Your report is withdrawn. You can restore it within 30 days."),
            ReasonForm, services.withdraw, is_quiet=True,
        ),
    )
}  # fmt: skip
