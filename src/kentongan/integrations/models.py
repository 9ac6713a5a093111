"""Machines of institutions: the keys by which they come in, the webhooks by which they are told."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


def _administered(actor: Actor, organization: str) -> Q | None:
    """Which rows an administrator may see; None: none at all."""
    match actor.role:
        case Role.OPERATOR | Role.NATIONAL_ADMIN | Role.SYSTEM:
            return Q()
        case Role.INSTITUTION_ADMIN if actor.institution_id is not None:
            return Q(**{f"{organization}__institution": actor.institution_id})
    return None


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, actor: Actor) -> Self:
        """Keys of the offices that the actor administers."""
        allowed = _administered(actor, "membership__organization")
        return self.none() if allowed is None else self.filter(allowed)


class ApiKey(models.Model):
    """A key with which a program acts as one membership. Only its digest is kept."""

    membership = models.ForeignKey(
        "organizations.Membership", models.RESTRICT, related_name="api_keys"
    )
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)  # shown, to tell keys apart
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.GenericIPAddressField(null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="key_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, actor: Actor) -> Self:
        """Webhooks of the institutions that the actor administers."""
        allowed = _administered(actor, "organization")
        return self.none() if allowed is None else self.filter(allowed)


class Webhook(models.Model):
    """An address of a system that is told of steps: those of an institution, or of a unit alone.

    The national desk's is told of all.
    """

    organization = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, related_name="webhooks"
    )
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list, blank=True)  # actions; empty: every step
    secret = models.TextField()  # sealed with the keys of the vault: it signs what is sent
    is_active = models.BooleanField(default=True)
    # The circuit breaker (health.py): a receiver that fails again and again is left alone.
    failures = models.PositiveIntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.url


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        """The log of the webhooks that the actor administers."""
        allowed = _administered(actor, "webhook__organization")
        return self.none() if allowed is None else self.filter(allowed)


class Delivery(models.Model):
    """One step owed to one webhook, and what became of it. Written in the step's transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Delivered")
        FAILED = "failed", _("Failed, will be tried again")
        DEAD = "dead", _("Could not be delivered")

    webhook = models.ForeignKey(Webhook, models.RESTRICT, related_name="deliveries")
    key = models.UUIDField(unique=True)  # the same at every try: the receiver drops repetitions
    event_id = models.BigIntegerField()
    action = models.CharField(max_length=30)
    reference = models.CharField(max_length=20)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    status_code = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="one_delivery_a_step"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, state__in=("waiting", "failed"))
                | Q(due_at__isnull=True, state__in=("sent", "dead")),
                name="delivery_due_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="delivery_due"
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.reference} → {self.webhook_id}"


class Heartbeat(models.Model):
    """When a program beside the web server was last alive, for `/readyz`."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
