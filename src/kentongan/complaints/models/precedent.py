"""A decision that says whose task something is, and by which rule: it shows the way to the next one."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import OFFICER_ROLES, Role


class PrecedentQuerySet(models.QuerySet["RoutingPrecedent"]):
    def visible_to(self, actor: Actor) -> Self:
        """Officers read the decisions of their institution and those of the national desk."""
        if actor.role in (Role.NATIONAL_ADMIN, Role.SYSTEM, Role.AUDITOR):
            return self
        if actor.role in OFFICER_ROLES and actor.institution_id:
            own = models.Q(institution=actor.institution_id)
            return self.filter(own | models.Q(institution__isnull=True))
        return self.none()

    def in_force(self, day: date) -> Self:
        """Those that guide on that day."""
        ends = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day)
        return self.filter(ends, valid_from__lte=day)


class RoutingPrecedent(models.Model):
    """Subject and area → owner, in one institution. Without institution: decided for all of them."""

    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    category = models.ForeignKey("complaints.Category", models.RESTRICT, null=True)
    area = models.ForeignKey("organizations.Area", models.RESTRICT, null=True)  # None: everywhere
    owner = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    citation = models.CharField(max_length=240)
    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="+")
    event = models.OneToOneField("complaints.Event", models.RESTRICT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    decided_label = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    end_reason = models.CharField(max_length=240, blank=True)

    objects = PrecedentQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from"))
                | ~models.Q(end_reason=""),
                name="precedent_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.citation}"
