"""What an officer decided about words and pictures before the public sees them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mask(models.Model):
    """Words of one complaint that are covered, or left in, wherever the public reads them."""

    class Verdict(models.TextChoices):
        COVER = "cover", _("Cover it")
        SHOW = "show", _("Leave it")

    complaint = models.ForeignKey("complaints.Complaint", models.CASCADE, related_name="masks")
    words = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)  # masking.Kind
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["complaint", "words"], name="one_verdict_on_words"),
        )

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.verdict}"


class PhotoMask(models.Model):
    """Black boxes on a picture, burnt into a copy; the picture itself stays as it was."""

    attachment = models.OneToOneField(
        "complaints.Attachment", models.CASCADE, primary_key=True, related_name="cover"
    )
    boxes = models.JSONField()  # [[left, top, width, height], …] in percent of the picture
    file = models.CharField(max_length=200)  # storage name of the covered copy
    thumbnail = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.attachment_id)
