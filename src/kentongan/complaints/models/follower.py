"""Who has the same problem as a published complaint, and wishes to hear of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from kentongan.complaints.choices import Channel


class Follower(models.Model):
    """One "I have this too". The address is sealed in the vault; nobody sees who follows whom."""

    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, related_name="followers")
    key = models.UUIDField(unique=True, default=uuid4)
    identity = models.OneToOneField(
        "accounts.Identity", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    # Blind, and for this complaint alone: counts a person once, and finds nobody elsewhere.
    mark = models.CharField(max_length=64)
    way = models.CharField(max_length=20, blank=True)  # the transport; empty: only counted
    language = models.CharField(max_length=5, default="id")
    door = models.CharField(max_length=12, choices=Channel.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    wording = models.TextField(blank=True)  # to what was agreed, as it was read
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(
        null=True, blank=True
    )  # proved to have the address, and agreed
    stopped_at = models.DateTimeField(null=True, blank=True)
    told_version = models.PositiveIntegerField(default=0)  # of the complaint, at the last look

    class Meta:
        constraints = (models.UniqueConstraint(fields=["complaint", "mark"], name="follows_once"),)
        indexes = (
            models.Index(
                fields=["complaint"],
                name="followers_to_tell",
                condition=models.Q(agreed_at__isnull=False, stopped_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.door}"
