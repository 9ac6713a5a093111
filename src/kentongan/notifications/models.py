"""The outbox: every message that somebody is owed, and what became of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock

MANY_UNREAD = 100  # "99+": an officer who never looks must not make every page count further


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, complaint_id: int) -> Self:
        """Everything told about one complaint, in the order in which it was written."""
        return self.filter(about=complaint_id).order_by("pk")

    def bell_for(self, user_id: int) -> Self:
        """What the bell of one person shows, newest first."""
        return self.filter(user_id=user_id, transport=Message.Transport.BELL).order_by("-pk")

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def mark_read(self) -> int:
        """Note that these were looked at: `bell_for(user_id).about(complaint_id).mark_read()`."""
        return self.unread().order_by().update(read_at=clock.now())

    def open(self) -> Self:
        """Messages that still have to be sent: those with a time at which they are due."""
        return self.filter(due_at__isnull=False)

    def dead(self) -> Self:
        """Messages that nobody tries any more, newest first, for the dead-letter page."""
        return self.filter(state=Message.State.DEAD).order_by("-pk")


class Message(models.Model):
    """One text owed to one recipient by one transport.

    A reporter is named by `identity`: the address is opened only while sending and never stored
    here. What was sent is kept as it was sent, since an office must be able to show what it told
    whom; texts therefore hold no identity. Texts with a secret (`purpose` "account": links that set
    a password) are wiped once sent.
    """

    class Transport(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")
        WHATSAPP = "whatsapp", _("WhatsApp")
        TELEGRAM = "telegram", _("Telegram")
        BELL = "bell", _("In the application")
        WEBHOOK = "webhook", _("Webhook of a person")
        PUSH = "push", _("On the device")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed, will be tried again")
        DEAD = "dead", _("Could not be delivered")
        CANCELLED = "cancelled", _("Cancelled")
        FOLDED = "folded", _("In the daily letter")

    dedupe = models.CharField(max_length=200, unique=True)
    # The complaint by its number only: this app stands below complaints and does not know them.
    about = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    event_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=60)
    transport = models.CharField(max_length=20, choices=Transport.choices)
    # The channel by which the person wrote; empty: the first one that carries this transport.
    via = models.CharField(max_length=40, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)  # the e-mail that this one answers

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    identity = models.ForeignKey(
        "accounts.Identity", models.RESTRICT, null=True, related_name="+", db_index=False
    )
    address = models.CharField(max_length=254, blank=True)

    language = models.CharField(max_length=10, default="id")
    template = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Whoever holds the token of an unexpired lease may send; a finish with an old token is ignored.
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    carrier_reference = models.CharField(max_length=200, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, identity__isnull=True, address="")
                | models.Q(user__isnull=True, identity__isnull=False, address="")
                | (models.Q(user__isnull=True, identity__isnull=True) & ~models.Q(address="")),
                name="message_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=False, state__in=("waiting", "failed"))
                | models.Q(due_at__isnull=True, state__in=("sent", "dead", "cancelled", "folded")),
                name="message_due_while_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(transport="bell") | models.Q(user__isnull=False),
                name="message_bell_has_a_user",
            ),
        ]
        indexes = [
            # Only open rows: the worker's question costs the same after ten million messages.
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(due_at__isnull=False),
                name="message_due",
            ),
            models.Index(fields=["about", "id"], name="message_about"),
            models.Index(
                fields=["user", "-id"], condition=models.Q(transport="bell"), name="message_bell"
            ),
            models.Index(
                fields=["user"],
                condition=models.Q(transport="bell", read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(fields=["-id"], condition=models.Q(state="dead"), name="message_dead"),
            # Receipts come by the carrier's reference, thousands in a flood.
            models.Index(
                fields=["carrier_reference"],
                condition=~models.Q(carrier_reference=""),
                name="message_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.transport} ({self.reference or self.pk})"

    @property
    def key(self) -> str:
        """The same at every try, so that a carrier or a mailbox recognises a repetition."""
        return f"{self.pk}.{self.created_at:%Y%m%d%H%M%S%f}"


# Django finds the tables of an app through this module.
from kentongan.notifications.message_models import (  # noqa: E402
    DigestItem,
    Preference,
    Receipt,
    Recurring,
    TransportHealth,
    Wording,
)
from kentongan.notifications.push_models import PushSubscription  # noqa: E402

__all__ = [
    "MANY_UNREAD",
    "DigestItem",
    "Message",
    "Preference",
    "PushSubscription",
    "Receipt",
    "Recurring",
    "TransportHealth",
    "Wording",
]
