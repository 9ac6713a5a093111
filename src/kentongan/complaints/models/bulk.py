"""One step on many complaints at once: what was asked, and what became of each."""

from django.conf import settings
from django.db import models


class BulkRun(models.Model):
    """One press of a button. `key` is made by the form: sent twice, it is still one."""

    key = models.UUIDField(primary_key=True)
    action = models.CharField(max_length=30)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.action}"


class BulkItem(models.Model):
    """One complaint of a run: written in the transaction of its step, or with the refusal."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    number = models.CharField(max_length=8)
    is_done = models.BooleanField()
    words = models.TextField(blank=True)  # why not

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="once_in_a_bulk_run")]

    def __str__(self) -> str:
        return f"{self.number} {self.is_done}"
