"""What an officer notes about something that did not come through our own forms: once, by its facts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Paper(models.Model):
    """Where the words of a complaint stand in the original, and what its bringer agreed to."""

    class Way(models.TextChoices):
        """How the reporter would like to hear of it; empty: whatever reaches them."""

        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Asks at the counter")
        POST = "post", _("By letter")

    complaint = models.OneToOneField(
        "complaints.Complaint", models.CASCADE, primary_key=True, related_name="paper"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()  # complaints/arrival.py says from when what counts
    source_url = models.URLField(max_length=500, blank=True)  # the post or message itself
    letter_number = models.CharField(max_length=80, blank=True)
    letter_date = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)  # when it reached the office, if before
    may_contact = models.BooleanField(default=True)
    preferred_way = models.CharField(max_length=5, choices=Way.choices, blank=True)
    is_for_another = models.BooleanField(default=False)  # whom and as what: in the vault

    class Meta:
        indexes = (models.Index(fields=["entered_by", "entered_at"], name="paper_entered"),)

    def __str__(self) -> str:
        return str(self.complaint_id)
