"""What the API itself remembers: parts of files that arrive, and answers to repeated requests."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Upload(models.Model):
    """A file on its way in. Whoever knows its id may go on sending it and may attach it, once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=list)  # names in the storage, in their order
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_fits")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    @property
    def is_complete(self) -> bool:
        """Every byte is there."""
        return self.received == self.size


class Answered(models.Model):
    """The answer to a step, kept for a day: the same Idempotency-Key gets it again."""

    scope = models.CharField(max_length=80)  # who sent it: keys of two senders never meet
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)  # of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
