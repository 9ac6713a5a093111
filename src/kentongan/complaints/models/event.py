"""What happened: append-only, each event holds the hash of the one before it."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from kentongan.common.labels import Labelled
from kentongan.complaints.choices import Status


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("Events are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are append-only.")


class Event(Labelled, models.Model):
    """One step. Text is hashed through a nonce: erasing it by law keeps the chain whole."""

    class Audience(models.TextChoices):
        PUBLIC = "public"
        REPORTER = "reporter"
        OFFICERS = "officers"

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=30)
    source = models.CharField(max_length=20, choices=Status.choices, blank=True)
    target = models.CharField(max_length=20, choices=Status.choices)
    at = models.DateTimeField()
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    actor_role = models.CharField(max_length=20)
    actor_organization = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    actor_label = models.CharField(max_length=160, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    facts = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    text_nonce = models.CharField(max_length=32, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("complaint_id", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sequence"], name="one_event_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}.{self.sequence} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Events are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are append-only.")
