"""A complaint handed to a unit: one leads, others contribute."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disposition(models.Model):
    """One hand-over to one unit; ended ones stay as history of who had it."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Leads")
        CONTRIBUTING = "contributing", _("Contributes")

    complaint = models.ForeignKey(
        "complaints.Complaint", models.RESTRICT, related_name="dispositions"
    )
    unit = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    note = models.TextField(blank=True)
    dispatched_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # declined, re-dispatched or returned
    decline_reason = models.TextField(blank=True)
    proposed_owner = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("dispatched_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(part="lead", ended_at__isnull=True),
                name="one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["complaint", "unit"],
                condition=models.Q(ended_at__isnull=True),
                name="one_disposition_a_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "complaint"],
                name="live_disposition",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.unit_id}"
