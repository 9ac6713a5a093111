"""Forms of limits."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.common.forms import RadioCards
from kentongan.complaints.choices import Classification, Clock
from kentongan.console.forms.base import ConsoleForm, DayField, choice, line
from kentongan.deadlines.choices import (
    POSTPONEMENTS,
    RULE_PROFILES,
    Beyond,
    Profile,
    Purpose,
    RuleUnit,
    Unit,
)
from kentongan.deadlines.editing import RuleFacts
from kentongan.deadlines.models import Rule

EVERY = ("", _("Every class"))
ALWAYS = ("", _("Holds in every profile"))


class VersionForm(ConsoleForm):
    """A new version of a limit: what it is about stays, how long it is may change."""

    name = line(_("Name"), most=160)
    value = forms.IntegerField(
        label=_("Length"),
        min_value=1,
        max_value=1000,
        error_messages={"required": _("Fill this in."), "invalid": _("Write a whole number.")},
    )
    unit = choice(_("Counted in"), choices=RuleUnit.choices)
    source = line(_("Source (law, article, procedure)"), most=240)
    valid_from = DayField(label=_("Holds from"), help_text=_("Today or later; never in the past."))
    pauses = forms.BooleanField(label=_("Stands still while the reporter is asked"), required=False)
    is_confirmed = forms.BooleanField(
        label=_("A jurist has compared it with the source"), required=False
    )
    applies_to_open = forms.BooleanField(
        label=_("Holds for open reports, too"),
        required=False,
        help_text=_("Without this tick, open reports keep the limit of the day on which it began."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", clock.today())

    def count(self, *, is_times: bool) -> None:
        """What this limit can be counted in."""
        times = [(RuleUnit.TIMES.value, RuleUnit.TIMES.label)]
        self.fields["unit"].choices = times if is_times else Unit.choices  # type: ignore[attr-defined]
        if is_times:
            del self.fields["pauses"]

    def facts(self, rule: Rule, *, institution_id: int | None) -> RuleFacts:
        """The version of `rule` that was typed."""
        given = self.cleaned_data
        return RuleFacts(
            code=rule.code,
            clock=rule.clock,
            purpose=rule.purpose,
            classification=rule.classification,
            institution_id=institution_id,
            profile=rule.profile,
            **{name: given.get(name, False) for name in _TYPED},
        )


_TYPED = ("name", "value", "unit", "source", "pauses", "is_confirmed", "applies_to_open")


class NewRuleForm(VersionForm):
    """A limit that did not exist."""

    clock = choice(_("What is timed"), choices=[*Clock.choices, *Beyond.choices])
    classification = choice(_("Class"), choices=[EVERY, *Classification.choices], required=False)
    purpose = choice(
        _("Purpose"),
        choices=Purpose.choices,
        help_text=_("The strictest target is shown; the legal limit is what the law asks at most."),
    )
    profile = choice(_("Profile"), choices=[ALWAYS, *RULE_PROFILES], required=False)
    field_order = (
        "clock",
        "classification",
        "purpose",
        "profile",
        *_TYPED[:4],
        "valid_from",
        *_TYPED[4:],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_times = given.get("unit") == RuleUnit.TIMES
        if "clock" in given and is_times != (given["clock"] == POSTPONEMENTS):
            self.add_error(
                "unit", _("“Times” counts postponements of a promise, and nothing else.")
            )
        return given

    def rule(self) -> Rule:
        """What the new limit is about; its code is made of its name."""
        given = self.cleaned_data
        return Rule(
            code=slugify(f"{given['name']}-{given['clock']}-{given['classification']}")[:60],
            clock=given["clock"],
            classification=given["classification"],
            purpose=given["purpose"],
            profile=given["profile"],
        )


class ProfileForm(ConsoleForm):
    """Whose limits hold where procedure and national practice differ."""

    profile = choice(
        _("Profile"),
        choices=Profile.choices,
        widget=RadioCards(
            hints={
                Profile.STRICTEST: _("As shipped: of both, the earlier date holds."),
                Profile.SOP: _("2 days to dispatch, 30 days to answer, 34 days in all."),
                Profile.NATIONAL: _("3 working days to dispatch; 5, 14 or 60 to answer."),
            }
        ),
    )
    valid_from = DayField(label=_("Holds from"), help_text=_("Today or later; never in the past."))
    applies_to_open = forms.BooleanField(
        label=_("Holds for open reports, too"),
        required=False,
        help_text=_("Without this tick, open reports keep the limit of the day on which it began."),
    )


class EndRuleForm(ConsoleForm):
    last_day = DayField(label=_("Last day"))
