"""What a reporter can do on the tracking page: action → words, form, service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import contesting, services
from kentongan.complaints.models import Complaint
from kentongan.complaints.services import referral
from kentongan.organizations.actor import Actor
from kentongan.portal.forms import (
    ContestForm,
    NothingForm,
    RateForm,
    ReasonForm,
    WordsForm,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One form of the tracking page."""

    action: str
    heading: Any
    button: Any
    done: Any
    form: type[forms.Form]
    call: Callable[..., Any]
    hint: Any = ""
    is_quiet: bool = False  # behind a line to open: seldom wanted
    is_grave: bool = False  # the button warns

    @property
    def takes_files(self) -> bool:
        return "photos" in self.form.base_fields


def _with_files(service: Callable[..., Any]) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, photos: Any, **given: Any) -> Any:
        return service(complaint, by=by, files=photos, **given)

    return call


def _as_reason(service: Callable[..., Any]) -> Callable[..., Any]:
    def call(complaint: Any, *, by: Any, text: str) -> Any:
        return service(complaint, by=by, reason=text)

    return call


_OPEN_AGAIN = _("Your report is open again. The office must answer anew.")
_OBJECTED = _("Your objection is at the district desk. It decides and tells you.")
# What a step is answered with that became another one by its reason.
DONE = {"object_to": _OBJECTED, "contest": _OPEN_AGAIN, "reopen": _OPEN_AGAIN}
# One form for "not solved", whichever of these is possible: the first one stands on the page.
UNSOLVED = ("contest", "reopen", "object_to")


def form_of(step: Step, complaint: Complaint, actor: Actor, *given: Any) -> forms.Form:
    """The form of a step, filled with what was sent, if anything."""
    facts: dict[str, Any] = {"auto_id": f"{step.action}-%s"}
    if issubclass(step.form, ContestForm):
        facts["reasons"] = contesting.reasons(complaint, by=actor)
    return step.form(*given, **facts)


# fmt: off
# In the order in which they stand on the page.
STEPS = {
    one.action: one
    for one in (
        Step("complete", _("The officer needs your answer"), _("Send the answer"),
             _("Your answer has been sent. The time limit goes on."),
             WordsForm, _with_files(services.complete)),
        Step("keep_promise", _("Was the promised work done?"), _("Yes, it was done"),
             _("Thank you. The office now sends its answer."),
             NothingForm, services.keep_promise),
        Step("break_promise", _("Not done yet?"), _("No, it was not done"),
             _("Thank you. The office has the report again, and its head was told."),
             NothingForm, services.break_promise),
        Step("confirm", _("Is the problem solved?"), _("Yes, it is solved"),
             _("Thank you. The report is closed as solved."),
             NothingForm, services.confirm),
        Step("contest", _("No, it is not solved"), _("Send it back to the office"),
             _OPEN_AGAIN, ContestForm, _with_files(services.not_solved), is_quiet=True),
        Step("reply", _("Write to the office"), _("Send the reply"),
             _("Your reply has been sent."),
             WordsForm, _with_files(services.reply), is_quiet=True),
        Step("rate", _("How were you served?"), _("Send the rating"),
             _("Thank you for your rating."),
             RateForm, services.rate),
        Step("reopen", _("Not solved after all?"), _("Say what is not solved"),
             _OPEN_AGAIN, ContestForm, _with_files(services.not_solved), is_quiet=True),
        Step("object_to", _("Not solved after all?"), _("Ask the desk to decide"),
             _OBJECTED, ContestForm, _with_files(services.not_solved), is_quiet=True),
        Step("appeal", _("You do not agree?"), _("Send the appeal"),
             _("Your appeal has been sent. The report is checked again."),
             ReasonForm, _as_reason(services.appeal)),
        Step("restore", _("You want it handled after all?"), _("Restore the report"),
             _("Your report is being handled again."),
             NothingForm, services.restore),
        Step("add", _("Add information or photos"), _("Add this"),
             _("This has been added to your report."),
             WordsForm, _with_files(services.add), is_quiet=True),
        Step("consent_referral", _("Hand it to the Ombudsman"),
             _("I agree that the Ombudsman gets my file"),
             _("Your consent is recorded. The desk hands the file over."),
             NothingForm, services.consent_referral, is_quiet=True,
             hint=format_lazy("{} {}", _(
                 "Sixty days have passed. The Ombudsman supervises public services, apart from this "
                 "government. This is what you agree to, and it is recorded with the time:"
             ), referral.CONSENT)),
        Step("withdraw", _("Withdraw the report"), _("Withdraw the report"),
             _("Your report is withdrawn. You can restore it within 30 days."),
             ReasonForm, services.withdraw, is_quiet=True, is_grave=True,
             hint=_("Nobody works on it any more and it leaves the public list. Nothing is deleted; "
                    "you can restore it for 30 days.")),
    )
}
# fmt: on
