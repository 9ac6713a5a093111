"""The rows that say how long each step may take, and on which days the offices work."""

from datetime import date, time

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kentongan.deadlines.choices import (
    POSTPONEMENTS,
    RULE_PROFILES,
    HolidayKind,
    Purpose,
    RuleUnit,
)
from kentongan.organizations.models import Organization

CLASSIFICATIONS = ("information", "suggestion", "ordinary", "supervisory", "emergency")
MONDAY_TO_FRIDAY = "12345"
NAME_LENGTH = 120


class Rule(models.Model):
    """One version of one limit. A version in force is never edited: the next one ends it."""

    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=160)
    source = models.CharField(_("Source (law, article, procedure)"), max_length=240)
    clock = models.SlugField(_("Clock"), max_length=20)
    # Empty: for every class.
    classification = models.CharField(_("Classification"), max_length=20, blank=True)
    # Empty: for every institution that has no rows of its own for this clock and purpose.
    institution = models.ForeignKey(
        Organization, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    purpose = models.CharField(_("Purpose"), max_length=8, choices=Purpose.choices)
    value = models.PositiveSmallIntegerField(_("Length"))
    unit = models.CharField(_("Counted in"), max_length=12, choices=RuleUnit.choices)
    # Empty: it holds whichever profile is chosen.
    profile = models.CharField(_("Profile"), max_length=9, choices=RULE_PROFILES, blank=True)
    pauses = models.BooleanField(_("Pauses while the reporter is asked"), default=True)
    # False: the number is quoted from memory or proposed; a jurist has not yet compared it.
    is_confirmed = models.BooleanField(_("Compared with the source"), default=False)
    # False: clocks that started before `valid_from` keep the version of their first day.
    applies_to_open = models.BooleanField(_("Holds for open reports, too"), default=False)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("Withdrawn before it came into force"), default=False)

    class Meta:
        ordering = ("clock", "purpose", "classification", "code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=Q(institution__isnull=True, is_withdrawn=False),
                name="general_rule_version_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "code", "valid_from"],
                condition=Q(institution__isnull=False, is_withdrawn=False),
                name="own_rule_version_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(value__gte=1), name="rule_has_a_length"),
            models.CheckConstraint(
                condition=Q(unit__in=RuleUnit.values), name="rule_unit_is_known"
            ),
            models.CheckConstraint(
                condition=Q(clock=POSTPONEMENTS, unit=RuleUnit.TIMES)
                | (~Q(clock=POSTPONEMENTS) & ~Q(unit=RuleUnit.TIMES)),
                name="rule_counts_time_or_times",
                violation_error_message=_(
                    "“Times” counts postponements of a promise, and nothing else."
                ),
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="rule_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(classification__in=("", *CLASSIFICATIONS)),
                name="rule_classification_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.value} {self.get_unit_display()}"


class Holiday(models.Model):
    """A day on which offices are closed, in the nation or in one institution."""

    day = models.DateField(_("Date"))
    name = models.CharField(_("Name"), max_length=NAME_LENGTH)
    kind = models.CharField(_("Kind"), max_length=16, choices=HolidayKind.choices)
    institution = models.ForeignKey(
        Organization, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    is_withdrawn = models.BooleanField(_("Holiday withdrawn"), default=False)

    class Meta:
        ordering = ("day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(institution__isnull=True, is_withdrawn=False),
                name="national_holiday_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "day"],
                condition=Q(institution__isnull=False, is_withdrawn=False),
                name="local_holiday_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HolidayKind.values), name="holiday_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class OfficeHours(models.Model):
    """When offices are open. Hours in force on the day a clock starts hold for its whole run."""

    institution = models.ForeignKey(
        Organization, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    opens = models.TimeField(_("Opens"), default=time(8))
    closes = models.TimeField(_("Closes"), default=time(16))
    weekdays = models.CharField(
        _("Working weekdays (1 is Monday)"),
        max_length=7,
        default=MONDAY_TO_FRIDAY,
        validators=[RegexValidator("^1?2?3?4?5?6?7?$")],
    )
    valid_from = models.DateField(_("Valid from"), default=date(1945, 8, 17))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(institution__isnull=True),
                name="general_hours_version_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "valid_from"],
                condition=Q(institution__isnull=False),
                name="own_hours_version_once",
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="office_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=~Q(weekdays=""), name="office_works_some_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="hours_end_after_they_begin",
            ),
        )

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class Revision(models.Model):
    """One row. Its number changes with every edit, so that each process knows its copy is old.

    The number is drawn, not counted: after a rolled-back edit a counter would come round to the
    same number for other rows, and a process that had read them would keep wrong dates.
    """

    number = models.BigIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_revision_row"),)

    def __str__(self) -> str:
        return str(self.number)


# Django finds the tables of an app through this module.
from kentongan.deadlines.ladder_models import LadderRevision, Rung  # noqa: E402
from kentongan.deadlines.profile_models import ProfileChoice  # noqa: E402

__all__ = [
    "CLASSIFICATIONS",
    "MONDAY_TO_FRIDAY",
    "NAME_LENGTH",
    "Holiday",
    "LadderRevision",
    "OfficeHours",
    "ProfileChoice",
    "Revision",
    "Rule",
    "Rung",
]
