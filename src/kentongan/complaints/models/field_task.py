"""What somebody is to do on the spot, and the photos that come back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


class FieldTaskQuerySet(models.QuerySet["FieldTask"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; those who may know of the complaint see its tasks, field officers do not."""
        from kentongan.complaints.models.complaint import Complaint

        own = models.Q(assignee=actor.user_id) if actor.is_officer else models.Q(pk__in=())
        if actor.role == Role.FIELD_OFFICER:
            return self.filter(own)
        seen = Complaint.objects.visible_to(actor)
        return self.filter(own | models.Q(complaint__in=seen.values("pk")))


class FieldTask(models.Model):
    """One errand. The assignee sees place, masked words, photos and what to do; never the reporter."""

    class State(models.TextChoices):
        GIVEN = "given", _("To do")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly done")
        NOT_FOUND = "not_found", _("Not found on the spot")
        NOT_POSSIBLE = "not_possible", _("Could not be done")

    key = models.UUIDField(unique=True)
    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="tasks")
    unit = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, related_name="field_tasks"
    )
    instructions = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.GIVEN)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    given_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    done_at = models.DateTimeField(null=True)  # by the clock of the device, never after the arrival
    received_at = models.DateTimeField(null=True)
    result_key = models.UUIDField(null=True, unique=True)  # of the device: one result, however sent
    result = models.OneToOneField("complaints.Event", models.RESTRICT, null=True, related_name="+")

    objects = FieldTaskQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        indexes = [
            models.Index(
                fields=["assignee", "due_on"],
                name="task_to_do",
                condition=models.Q(state="given"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.assignee_id}"


class FieldPhoto(models.Model):
    """A photo of the spot, before or after the work, with place and time from the device."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    task = models.ForeignKey(FieldTask, models.RESTRICT, related_name="photos")
    attachment = models.OneToOneField(
        "complaints.Attachment", models.RESTRICT, related_name="field_photo"
    )
    moment = models.CharField(max_length=6, choices=Moment.choices)
    taken_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("moment", "id")

    def __str__(self) -> str:
        return f"{self.task_id} {self.moment}"
