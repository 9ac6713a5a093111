"""What a unit says to the reporter, from draft to publication; and how the reporter judges it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.complaints.choices import AnswerKind


class Answer(models.Model):
    """A text to the reporter. Only a substantive, published one is a follow-up in law."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Awaiting approval")
        SENT_BACK = "sent_back", _("Sent back")
        PUBLISHED = "published", _("Published")
        DISCARDED = "discarded", _("Discarded")

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="answers")
    unit = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=12, choices=AnswerKind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    text = models.TextField()
    promised_on = models.DateField(null=True, blank=True)
    # What a draft says to each point, and its files (points.py); it may be incomplete till it is sent.
    content = models.JSONField(default=dict, blank=True)
    # What is left of a published text without numbers: the same words to many reporters are found
    # by it in one look, whatever the number of answers (gate.digest_of).
    digest = models.CharField(max_length=16, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("changed_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(state__in=["draft", "submitted", "sent_back"]),
                name="one_unpublished_answer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="published_answer_has_time",
            ),
        ]

        indexes = [
            models.Index(fields=["digest"], name="answer_digest", condition=~models.Q(digest=""))
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.state}"


class Rating(models.Model):
    """The reporter's judgement: really solved? and one to five. The last one counts."""

    class Solved(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("Not yet")

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="ratings")
    solved = models.CharField(max_length=6, choices=Solved.choices)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(1, 5)),
                name="score_is_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.solved} {self.score}"
