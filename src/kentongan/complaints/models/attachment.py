"""Photos, PDFs and clips. What is shown was made anew without metadata."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file of a complaint. It is shown to nobody before the worker has cleaned it."""

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", _("Evidence")
        ANSWER = "answer", _("Part of the answer")
        SIGNED_PAPER = "signed_paper", _("Signed paper")
        INTERNAL = "internal", _("Internal")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    complaint = models.ForeignKey(
        "complaints.Complaint", models.RESTRICT, related_name="attachments"
    )
    event = models.ForeignKey(
        "complaints.Event", models.RESTRICT, null=True, related_name="attachments"
    )
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    original = models.CharField(max_length=200)  # storage name of what came in
    cleaned = models.CharField(max_length=200, blank=True)  # storage name of what is shown
    thumbnail = models.CharField(max_length=200, blank=True)
    key = models.UUIDField(unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")
        indexes = [
            models.Index(
                fields=["id"], name="attachment_waiting", condition=models.Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; anything else is a download."""
        return self.media_type.startswith("image/")


class PhotoCheck(models.Model):
    """What a photo showed before its metadata was stripped, and the look of it in 64 bits.

    The bits stand in four bands: two photos that differ in at most three bits share a band.
    """

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="photo"
    )
    band_a = models.PositiveIntegerField(db_index=True)
    band_b = models.PositiveIntegerField(db_index=True)
    band_c = models.PositiveIntegerField(db_index=True)
    band_d = models.PositiveIntegerField(db_index=True)
    has_place = models.BooleanField()
    taken_at = models.DateTimeField(null=True)
    is_drawn = models.BooleanField()  # a screenshot, a logo: few colours, no camera
    same_as = models.ForeignKey(Attachment, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.attachment_id)
