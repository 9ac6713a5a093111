"""What goes to national LAPOR!: one row for each complaint, waiting out its failures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Outbound(models.Model):
    """A complaint owed to national LAPOR!. Its answer, the tracking id, becomes our alias."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Registered there")
        REFUSED = "refused", _("Refused there")

    complaint = models.OneToOneField(
        "complaints.Complaint", models.RESTRICT, related_name="lapor_outbound"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, state="waiting")
                | (Q(due_at__isnull=True) & ~Q(state="waiting")),
                name="outbound_due_while_waiting",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="outbound_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.state}"
