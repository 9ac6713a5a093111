"""How much time each holder used up, by month: added up from events, so that a page sums a few rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.complaints.choices import Kind, Status


class TimeSpent(models.Model):
    """The time that reports of one kind lay in one state with one holder, within one month."""

    class Side(models.TextChoices):
        """On whose side the time passed."""

        NATIONAL = "national", _("National desk")
        INSTITUTION = "institution", _("District desk")
        UNIT = "unit", _("Unit")
        REPORTER = "reporter", _("Reporter")
        EXTERNAL = "external", _("Outside body")

    # The facts below in one word: two of them may be empty, and the row must be there once.
    code = models.CharField(max_length=80, unique=True)
    month = models.DateField()  # its first day
    institution = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    side = models.CharField(max_length=11, choices=Side.choices)
    holder = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    status = models.CharField(max_length=20, choices=Status.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    seconds = models.BigIntegerField(default=0)
    passed_on = models.PositiveIntegerField(default=0)  # how often it left this state

    class Meta:
        indexes = [
            models.Index(fields=["institution", "month"], name="time_of_institution"),
            models.Index(fields=["holder", "month"], name="time_of_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.side} {self.holder_id}: {self.seconds}"


class TimeCounted(models.Model):
    """One row: up to which event time has been added up."""

    done_id = models.BigIntegerField(default=0)
    # Events up to here were there at `seen_at`: what began before them has ended by now.
    seen_id = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_time_counted"),)

    def __str__(self) -> str:
        return str(self.done_id)
