"""What came as a message, as it came, and which address proved to be whose complaint's."""

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.channels.import_models import ImportFile, ImportRow
from kentongan.notifications.models import Message
from kentongan.organizations.roles import Role

if TYPE_CHECKING:
    from kentongan.organizations.actor import Actor

__all__ = ["ComplaintContact", "ImportFile", "ImportRow", "InboundMessage"]


class InboundQuerySet(models.QuerySet["InboundMessage"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The only door for officers: the desk and the counters of the institution it is for."""
        match actor.role:
            case Role.NATIONAL_ADMIN:
                return self
            case Role.INSTITUTION_ADMIN | Role.COUNTER_CLERK if actor.institution_id:
                return self.filter(institution=actor.institution_id)
        return self.none()

    def for_desk(self) -> Self:
        """What a person has to look at, or has looked at."""
        return self.exclude(state__in=(InboundMessage.State.WAITING, InboundMessage.State.PART))


class InboundMessage(models.Model):
    """One message of a carrier. It is kept in one INSERT; whatever follows happens afterwards.

    The number of the sender is sealed until the worker has found its contact, and never readable.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PART = "part", _("Part of another")
        DONE = "done", _("Done by the machine")
        INBOX = "inbox", _("For an officer")
        HANDLED = "handled", _("Handled")
        SPAM = "spam", _("Spam")
        IGNORED = "ignored", _("Filtered out")

    key = models.UUIDField(default=uuid4, unique=True)  # secret: it makes the PIN
    dedupe = models.CharField(max_length=200, unique=True)  # channel and the carrier's id
    channel = models.CharField(max_length=40)
    transport = models.CharField(
        max_length=20, default="sms"
    )  # what it came by, and is answered by
    sender_sealed = models.TextField(blank=True)
    sender_index = models.CharField(max_length=64, blank=True)
    sender_label = models.CharField(max_length=40, blank=True)  # a short code or a brand: nobody
    contact = models.ForeignKey(
        "accounts.VerifiedContact", models.RESTRICT, null=True, related_name="+"
    )
    recipient = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    original = models.TextField(blank=True)  # where more was written: what was quoted and signed
    mail_id = models.CharField(max_length=255, blank=True)
    answers = models.BigIntegerField(null=True)  # the message of ours that it proves to answer
    is_automatic = models.BooleanField(default=False)  # a machine wrote it: never answered
    is_proved = models.BooleanField(default=True)  # False: anybody may have written this sender
    part_ref = models.CharField(max_length=20, blank=True)
    part_number = models.PositiveSmallIntegerField(default=1)
    part_total = models.PositiveSmallIntegerField(default=1)
    lacks_parts = models.BooleanField(default=False)
    joined_into = models.ForeignKey("self", models.RESTRICT, null=True, related_name="parts")
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=20, blank=True)  # the command, or why it was filtered

    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    complaint = models.ForeignKey(
        "complaints.Complaint", models.RESTRICT, null=True, related_name="+"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", due_at__isnull=False)
                | (~models.Q(state="waiting") & models.Q(due_at__isnull=True)),
                name="inbound_due_while_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(due_at__isnull=False),
                name="inbound_due",
            ),
            models.Index(
                fields=["sender_index", "part_ref"],
                condition=models.Q(state="waiting") & ~models.Q(part_ref=""),
                name="inbound_parts",
            ),
            models.Index(
                fields=["institution", "state", "-id"],
                condition=~models.Q(state__in=("waiting", "part", "done")),
                name="inbound_desk",
            ),
            models.Index(fields=["contact", "-id"], name="inbound_contact"),
            models.Index(fields=["channel", "-id"], name="inbound_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def way(self) -> str:
        """The kind of channel, in words."""
        return str(Message.Transport(self.transport).label)

    @property
    def sender_token(self) -> str:
        """What an officer sees of the sender: enough to know two of the same apart from others."""
        return self.sender_label or self.sender_index[:6].upper()


class InboundFile(models.Model):
    """A file of a message. It is checked as every upload; what is refused is not even kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being fetched")
        KEPT = "kept", _("Here")
        REFUSED = "refused", _("Not accepted")

    message = models.ForeignKey(InboundMessage, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    path = models.CharField(max_length=200, blank=True)  # storage name
    reference = models.CharField(max_length=500, blank=True)  # at the carrier
    reason = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="inbound_file_due",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class Mailbox(models.Model):
    """How far a mailbox has been read: the last UID, which means something under one UIDVALIDITY."""

    name = models.CharField(max_length=100, primary_key=True)  # channel and folder
    validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class ComplaintContact(models.Model):
    """This address has proved that this complaint is its own: it filed it, or gave the PIN."""

    contact = models.ForeignKey("accounts.VerifiedContact", models.RESTRICT, related_name="+")
    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "complaint"], name="one_proof_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.complaint_id}"


# Django finds the tables of an app through this module.
from kentongan.channels.village_models import PaperForm, VillageDevice  # noqa: E402

__all__ = ["ComplaintContact", "InboundMessage", "InboundQuerySet", "PaperForm", "VillageDevice"]
