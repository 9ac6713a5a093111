"""What the ladder has done: one row for each rung of each run, told or passed over."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Firing(models.Model):
    """A rung that was reached. The constraint is what makes a second time impossible."""

    class State(models.TextChoices):
        FIRED = "fired", _("Told")
        SKIPPED = "skipped", _("Passed over: a higher one was due, too")

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="firings")
    run = models.ForeignKey(
        "complaints.ClockRun", models.RESTRICT, related_name="firings", db_index=False
    )
    code = models.CharField(max_length=60)
    rung_id = (
        models.BigIntegerField()
    )  # the version of the row; no key, as versions may be replaced
    level = models.PositiveSmallIntegerField()
    is_for_reporter = models.BooleanField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    event = models.ForeignKey(
        "complaints.Event", models.RESTRICT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("fired_at", "id")
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="rung_fires_once")]
        indexes = [models.Index(fields=["fired_at", "id"], name="firing_newest")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.code} {self.state}"
