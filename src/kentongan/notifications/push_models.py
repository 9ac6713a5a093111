"""Browsers that asked for pushes: of one report, or of one officer."""

from django.conf import settings
from django.db import models


class PushSubscription(models.Model):
    """Where one browser is reached, and the key that seals what goes there.

    The complaint by its number only, as in `Message`. What came of the last message is kept so that
    a second try reaches only the browsers that the first one missed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    about = models.BigIntegerField(null=True)
    endpoint = models.CharField(max_length=1000)
    endpoint_digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    last_message = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, about__isnull=True)
                | models.Q(user__isnull=True, about__isnull=False),
                name="push_has_one_owner",
            ),
            models.UniqueConstraint(fields=["user", "endpoint_digest"], name="push_user_once"),
            models.UniqueConstraint(fields=["about", "endpoint_digest"], name="push_about_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id or self.about} {self.endpoint_digest[:8]}"
