"""What the night worked out from the past: the pace of offices, and what will probably be late."""

from django.db import models

from kentongan.complaints.choices import Clock, Kind


class Pace(models.Model):
    """How long one clock takes for one group. Replaced as a whole, clock by clock."""

    clock = models.CharField(max_length=14, choices=Clock.choices)
    # Of an office (`holder`), or of a place (`area`: a Kemendagri code) with a subject or a kind.
    holder = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    institution = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    area = models.CharField(max_length=13, blank=True)
    subject = models.ForeignKey("complaints.Category", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    done = models.PositiveIntegerField()  # ends that stand behind the figures
    half = models.DurationField(null=True)  # within this time half of them end
    ninth = models.DurationField(null=True)  # within this time nine of ten end
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["clock", "area", "subject", "kind"], name="pace_of_place"),
            models.Index(fields=["clock", "holder"], name="pace_of_office"),
            models.Index(fields=["-made_at"], name="pace_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.holder_id or self.area}: {self.half}"


class Outlook(models.Model):
    """One open clock that will probably pass its target within a week, and why it is thought so."""

    class Basis(models.TextChoices):
        """From the narrow group to the wide one; the first with enough ends is taken."""

        OFFICE_SUBJECT = "office_subject"
        OFFICE = "office"
        INSTITUTION_SUBJECT = "peers_subject"
        INSTITUTION = "peers"
        ALL = "all"

    run = models.OneToOneField(
        "complaints.ClockRun", models.CASCADE, related_name="outlook", primary_key=True
    )
    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, related_name="outlooks")
    clock = models.CharField(max_length=14, choices=Clock.choices)
    holder = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    institution = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    target_at = models.DateTimeField()  # as it was that night: a moved date needs a new forecast
    percent = models.PositiveSmallIntegerField()  # chance that the target passes
    basis = models.CharField(max_length=16, choices=Basis.choices)
    done = models.PositiveIntegerField()
    # An office of the same institution that knows the subject and is likely to make the date.
    proposed = models.ForeignKey(
        "organizations.Organization", models.CASCADE, null=True, related_name="+"
    )
    proposed_percent = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "holder", "-percent", "run"], name="outlook_of_office"
            ),
            models.Index(fields=["institution", "-percent", "run"], name="outlook_of_institution"),
            models.Index(fields=["-percent", "run"], name="outlook_worst"),
            models.Index(fields=["clock"], name="outlook_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.clock}: {self.percent} %"
