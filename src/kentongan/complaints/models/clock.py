"""Clocks as they run: what is timed, since when, until when, and when it stood still."""

from datetime import UTC, datetime

from django.db import models
from django.db.models.functions import Coalesce

from kentongan.complaints.choices import Clock

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What the rungs of a run hang on: when it changes, the run is planned anew.
STATE = Coalesce("stopped_at", "target_at", "started_at")


class ClockRun(models.Model):
    """One run of one clock. `target_at` is the strictest rule, `legal_at` the limit of the law."""

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="clocks")
    clock = models.CharField(max_length=14, choices=Clock.choices)
    holder = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    target_at = models.DateTimeField(null=True)
    legal_at = models.DateTimeField(null=True)
    target_rule = models.ForeignKey("deadlines.Rule", models.RESTRICT, null=True, related_name="+")
    legal_rule = models.ForeignKey("deadlines.Rule", models.RESTRICT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    # Written by the worker only (escalation): when the next rung of the ladder is due, and for
    # which state of this row that was worked out.
    next_rung_at = models.DateTimeField(null=True)
    planned_for = models.DateTimeField(default=NEVER)

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "clock"],
                condition=models.Q(stopped_at__isnull=True),
                name="one_open_clock_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["clock", "target_at"],
                name="open_clock_due",
                condition=models.Q(stopped_at__isnull=True),
            ),
            models.Index(
                fields=["next_rung_at", "id"],
                name="rung_due",
                condition=models.Q(next_rung_at__isnull=False),
            ),
            models.Index(
                fields=["id"], name="clock_unplanned", condition=~models.Q(planned_for=STATE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.clock}"

    @property
    def was_kept(self) -> bool:
        """Stopped no later than the target."""
        return bool(self.stopped_at and self.target_at and self.stopped_at <= self.target_at)


class Pause(models.Model):
    """A time in which the reporter had to act and the clocks stood still."""

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("started_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_pause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.started_at:%Y-%m-%d}"
