"""Village desks that work without network: the devices that may send, and numbered paper forms."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from kentongan.common import ids
from kentongan.organizations.roles import RECORDER_ROLES, Role

if TYPE_CHECKING:
    from kentongan.organizations.actor import Actor


class OfDeskQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, actor: "Actor") -> Self:
        """The only door: a clerk finds those of the own office, the desks those of the institution."""
        match actor.role:
            case Role.COUNTER_CLERK:
                return self.filter(office=actor.organization_id)
            case Role.INSTITUTION_ADMIN if actor.institution_id:
                return self.filter(office__institution=actor.institution_id)
            case role if role in RECORDER_ROLES:
                return self.filter(office=actor.organization_id)
        return self.none()


class VillageDevice(models.Model):
    """A telephone or computer that may send what it took in without network.

    Its token is kept as a digest alone. It can file reports on forms of its desk and nothing else.
    """

    label = models.CharField(max_length=60)
    token_digest = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    membership = models.ForeignKey("organizations.Membership", models.RESTRICT, related_name="+")
    enrolled_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    clock_off = models.IntegerField(default=0)  # seconds by which its clock is behind ours

    objects = OfDeskQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label


class PaperForm(models.Model):
    """A form printed in advance. Its number is that of the report which will stand on it."""

    number = models.CharField(max_length=8, unique=True)
    key = models.UUIDField(default=uuid4, unique=True)  # secret: it makes the PIN
    office = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    batch = models.UUIDField()
    reserved_at = models.DateTimeField()
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    content_digest = models.CharField(max_length=64, blank=True)  # of the report that took it
    complaint = models.OneToOneField(
        "complaints.Complaint", models.RESTRICT, null=True, related_name="+"
    )
    device = models.ForeignKey(VillageDevice, models.RESTRICT, null=True, related_name="+")

    objects = OfDeskQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["office", "id"],
                condition=models.Q(complaint__isnull=True),
                name="paper_form_free",
            ),
            models.Index(fields=["batch"], name="paper_form_batch"),
        )

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """As it stands on the paper: `LP-9K47-TX2B`; the last letter checks the others."""
        return ids.shown(self.number)
