"""What officers keep at their desk, and who has a complaint open just now: no part of the record."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list with its filters under a name: for its owner, or for everybody of that role in an office."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    organization = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)  # the address behind the question mark
    at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "role", "organization", "name"], name="one_saved_view_of_a_name"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "role", "is_shared"], name="saved_view_of_office")
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Somebody has this complaint open. Told to colleagues for a minute, then the worker deletes it."""

    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "user"], name="one_presence_of_a_person")
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.user_id}"
