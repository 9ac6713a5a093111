"""Work that a change of days or rules leaves to the worker: count the open clocks anew."""

from django.conf import settings
from django.db import models

from kentongan.common import clock


class Recount(models.Model):
    """One change and how far its consequences have been worked out, complaint by complaint."""

    # Empty: complaints of every institution.
    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    cause = models.CharField(max_length=400)
    only_later = models.BooleanField(default=False)  # holidays were added, none taken away
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    ordered_by_label = models.CharField(max_length=160)
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    # The last complaint that is done: whoever goes on begins after it.
    after_id = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # Whoever holds the token of an unexpired lease works on it.
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(finished_at__isnull=True),
                name="open_recount",
            ),
        )

    def __str__(self) -> str:
        return self.cause
