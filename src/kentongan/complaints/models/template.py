"""Texts that an office keeps ready for its steps; an edit makes a new row, the old one stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def current(self) -> "TemplateQuerySet":
        """The newest version of each."""
        return self.filter(replaced_by__isnull=True)

    def in_use(self) -> "TemplateQuerySet":
        """What can be chosen."""
        return self.current().filter(is_active=True)


class AnswerTemplate(models.Model):
    """One version of one text for one step. No institution: the nation's; no unit: everybody's."""

    class Step(models.TextChoices):
        ANSWER = "answer", _("Answer")
        TELL = "tell", _("First word or coordination")
        SCHEDULE = "schedule", _("Promise with a date")
        ASK = "ask", _("Question to the reporter")
        ARCHIVE = "archive", _("Archiving")
        RETURN = "return", _("Return or decline")

    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        "complaints.Category", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=8, choices=Step.choices)
    title = models.CharField(max_length=80)
    text = models.TextField()
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    replaced_by = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="replaces"
    )
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ("step", "title", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(institution__isnull=False),
                name="template_of_a_unit_has_institution",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True) | models.Q(is_active=False),
                name="replaced_template_is_not_in_use",
            ),
        ]
        indexes = [
            models.Index(
                fields=["step", "institution", "unit"],
                name="template_in_use",
                condition=models.Q(is_active=True),
            )
        ]

    def __str__(self) -> str:
        return self.title
