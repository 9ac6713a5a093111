"""Many complaints with one cause: one case with an owner, a plan and a clock of its own."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import UNIT_ROLES, Role

WIDE = (Role.INSTITUTION_ADMIN, Role.INSPECTORATE, Role.LEADER, Role.PPID)


class SystemicQuerySet(models.QuerySet["SystemicCase"]):
    def visible_to(self, actor: Actor) -> Self:
        """The institution's desk and leaders; a unit sees those that it or an office below owns."""
        if actor.role in (Role.NATIONAL_ADMIN, Role.SYSTEM):
            return self
        if actor.role in WIDE:
            return self.filter(institution=actor.institution_id)
        if actor.role in UNIT_ROLES and actor.path:
            return self.filter(owner__path__startswith=actor.path)
        return self.none()


class SystemicCase(models.Model):
    """The cause that many complaints share. Each of them is still answered by itself."""

    class State(models.TextChoices):
        OPEN = "open", _("Being worked on")
        SOLVED = "solved", _("Cause removed")
        DROPPED = "dropped", _("Given up")

    title = models.CharField(max_length=120)
    cause = models.TextField()
    institution = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    owner = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    late_told_at = models.DateTimeField(null=True)

    objects = SystemicQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class SystemicStep(models.Model):
    """One step of the plan, with its day; done ones say what was done."""

    case = models.ForeignKey(SystemicCase, models.RESTRICT, related_name="steps")
    title = models.CharField(max_length=160)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.title


class SystemicMember(models.Model):
    """A complaint that has this cause, from when to when."""

    case = models.ForeignKey(SystemicCase, models.RESTRICT, related_name="members")
    complaint = models.ForeignKey(
        "complaints.Complaint", models.RESTRICT, related_name="systemic_members"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("joined_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(left_at__isnull=True),
                name="one_systemic_case_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} in {self.case_id}"
