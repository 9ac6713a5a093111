"""A question to a body outside the system, answered through a link that ends by itself."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.actor import Actor


class OutsideQuestionQuerySet(models.QuerySet["OutsideQuestion"]):
    def visible_to(self, actor: Actor) -> Self:
        """Officers who may know of the complaint. Whoever holds the link has their own door."""
        from kentongan.complaints.models.complaint import Complaint

        if not actor.is_officer and actor.role != "system":
            return self.none()
        seen = Complaint.objects.visible_to(actor)
        return self.filter(complaint__in=seen.values("pk"))


class OutsideQuestion(models.Model):
    """The link holds a secret of which only the digest is kept: lost is lost, ask again."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        REVOKED = "revoked", _("Revoked")

    complaint = models.ForeignKey(
        "complaints.Complaint", models.RESTRICT, related_name="outside_questions"
    )
    body = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    body_name = models.CharField(max_length=160)
    question = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answers = models.PositiveSmallIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    objects = OutsideQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.body_name}"


class OutsideVisit(models.Model):
    """Each use of a link: opened, a file looked at, answered, refused. Never changed afterwards."""

    class What(models.TextChoices):
        OPENED = "opened", _("Opened")
        FILE = "file", _("Looked at a file")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")

    question = models.ForeignKey(OutsideQuestion, models.RESTRICT, related_name="visits")
    at = models.DateTimeField()
    what = models.CharField(max_length=8, choices=What.choices)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.question_id} {self.what}"
