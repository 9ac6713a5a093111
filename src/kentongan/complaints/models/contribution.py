"""What a contributing unit owes to the leading one, and by when: a clock of its own."""

from typing import Self

from django.db import models

from kentongan.organizations.actor import Actor


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever may know of the complaint."""
        from kentongan.complaints.models.complaint import Complaint

        seen = Complaint.objects.visible_to(actor)
        return self.filter(disposition__complaint__in=seen.values("pk"))

    def running(self) -> Self:
        """Not handed in yet, by a unit that still has it."""
        return self.filter(disposition__finished_at=None, disposition__ended_at=None)


class Contribution(models.Model):
    """One part of the work. The citizen's clock is the lead's: this one only shows who is late."""

    disposition = models.OneToOneField(
        "complaints.Disposition", models.RESTRICT, related_name="contribution"
    )
    task = models.TextField(blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    rule = models.ForeignKey("deadlines.Rule", models.RESTRICT, null=True, related_name="+")
    late_told_at = models.DateTimeField(null=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="contribution_due",
                condition=models.Q(late_told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.disposition_id} {self.due_at}"
