"""The log of administration and of every look at protected data: written once, chained by hash."""

from typing import ClassVar

from django.db import models

from kentongan.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kentongan.audit.chain import GENESIS


class Entry(AppendOnly):
    """Who did what to which thing. Only `log.record` writes here."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    # A plain number, not a foreign key: the log outlives the accounts that it names.
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    # Unique: two entries cannot both follow the same one, whatever the database lets through.
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    objects: ClassVar[AppendOnlyQuerySet["Entry"]] = AppendOnlyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("sequence",)
        verbose_name_plural = "entries"
        base_manager_name = "objects"  # Django's own way to the rows refuses, too
        indexes = (
            models.Index(fields=["subject", "sequence"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

    def facts(self) -> dict[str, object]:
        """What the hash of this entry vouches for."""
        return {
            "sequence": self.sequence,
            "at": self.at,
            "actor_id": self.actor_id,
            "actor_label": self.actor_label,
            "action": self.action,
            "subject": self.subject,
            "detail": self.detail,
        }


class Head(models.Model):
    """One row: the last link of the chain. Writers queue for it, and it betrays a missing tail."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_has_one_head"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
