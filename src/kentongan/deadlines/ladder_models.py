"""The rows that say who is told what, and when, while a clock runs, is late, or has stopped."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kentongan.deadlines.choices import RUNG_UNITS, Anchor
from kentongan.organizations.models import Organization


class Rung(models.Model):
    """One version of one rung of a ladder. Each rung fires once for each run of its clock."""

    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=160)
    source = models.CharField(_("Source (law, article, procedure)"), max_length=240)
    # False: proposed, or quoted from memory; a jurist has not yet compared it with its source.
    is_confirmed = models.BooleanField(_("Compared with the source"), default=False)
    clock = models.SlugField(_("Clock"), max_length=20)
    # Empty: for every class, subject and institution. A subject counts with those below it.
    classification = models.CharField(_("Classification"), max_length=20, blank=True)
    category = models.CharField(_("Subject (code)"), max_length=60, blank=True)
    institution = models.ForeignKey(
        Organization, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    anchor = models.CharField(_("Counted from"), max_length=12, choices=Anchor.choices)
    value = models.PositiveSmallIntegerField(_("Length or per cent"))
    unit = models.CharField(_("Counted in"), max_length=12, choices=RUNG_UNITS, blank=True)
    # Codes with commas between them: roles, or `reporter`; transports, or `digest`.
    audiences = models.CharField(_("Who is told"), max_length=120, blank=True)
    transports = models.CharField(_("By which way"), max_length=60, blank=True)
    template = models.SlugField(_("Text"), max_length=60, blank=True)
    # Of several rungs that are due at once only the highest is told.
    level = models.PositiveSmallIntegerField(_("Height"))
    action = models.SlugField(_("Step that the system takes"), max_length=30, blank=True)
    valid_from = models.DateField(_("Valid from"), default=date(2014, 1, 1))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        ordering = ("clock", "level", "code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=Q(institution__isnull=True),
                name="general_rung_version_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "code", "valid_from"],
                condition=Q(institution__isnull=False),
                name="own_rung_version_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rung_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=Anchor.values), name="rung_anchor_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(anchor=Anchor.PERCENT) | Q(value__range=(1, 99)),
                name="rung_percent_lies_inside",
            ),
            models.CheckConstraint(
                condition=Q(anchor=Anchor.PERCENT)
                | Q(unit__in=[code for code, _label in RUNG_UNITS]),
                name="rung_has_a_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock}: {self.name}"


class LadderRevision(models.Model):
    """One row. Its number changes with every edit of the ladder.

    `replan_from`: runs with a higher key still have to be planned anew; None when all are.
    """

    number = models.BigIntegerField()
    replan_from = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_ladder_revision_row"),)

    def __str__(self) -> str:
        return str(self.number)
