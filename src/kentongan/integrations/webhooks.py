"""The only place that makes webhooks and writes what they are owed, in the step's transaction."""

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kentongan.audit import log as audit_log
from kentongan.common import addresses, clock
from kentongan.integrations import health, sealing
from kentongan.integrations.models import Delivery, Webhook
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

OWNERS = (
    Organization.Level.NATIONAL,
    Organization.Level.INSTITUTION,
    Organization.Level.UNIT,
)
LOOK_AGAIN = 5.0  # seconds until another process notices a new webhook


@dataclass(frozen=True, slots=True)
class Happened:
    """A step, without a word of anybody and without anybody's name."""

    event_id: int
    action: str
    source: str
    target: str
    at: datetime
    version: int
    number: str
    institution: str
    unit: str
    category: str
    due_at: datetime | None
    legal_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Listener:
    pk: int
    institution_id: int | None  # None: the national desk, which hears of everything
    unit_id: int | None  # of a unit: it hears of what it has a part in
    actions: frozenset[str]


@dataclass(slots=True)
class _Kept:
    """Read once for some seconds: an intake must not ask for webhooks that hardly anybody has."""

    listeners: tuple[_Listener, ...] = ()
    until: float = 0.0


_kept = _Kept()


@dataclass(frozen=True, slots=True)
class Made:
    """A new webhook; `secret` is shown once."""

    webhook: Webhook
    secret: str


@transaction.atomic
def create(organization: Organization, *, by: Actor, url: str, events: Collection[str]) -> Made:
    """Tell `url` of steps. Raises ChangeRefused, PermissionRefused."""
    _check(organization, by)
    fault = addresses.fault_of(url)
    if fault:
        raise ChangeRefused(fault)
    secret = secrets.token_urlsafe(32)
    webhook = Webhook.objects.create(
        organization=organization,
        url=url,
        events=sorted(events),
        secret=sealing.seal(secret),
        created_by_id=by.user_id,
        created_at=clock.now(),
    )
    _log("webhook_created", webhook, by)
    return Made(webhook, secret)


@transaction.atomic
def switch(webhook: Webhook, *, by: Actor, on: bool) -> None:
    """Stop telling it, or go on. What waits while it is off is sent when it is on again."""
    _check(webhook.organization, by)
    Webhook.objects.filter(pk=webhook.pk).update(is_active=on)
    _log("webhook_on" if on else "webhook_off", webhook, by)


@transaction.atomic
def wake(webhook: Webhook, *, by: Actor) -> None:
    """Its receiver works again: do not wait until its rest is over."""
    _check(webhook.organization, by)
    health.reset(webhook.pk)
    _log("webhook_woken", webhook, by)


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor) -> bool:
    """Send again what was sent or given up; the receiver knows it by its key."""
    _check(delivery.webhook.organization, by)
    over = (Delivery.State.SENT, Delivery.State.DEAD)
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=over)
    now = timezone.now()
    return bool(rows.update(state=Delivery.State.WAITING, due_at=now, tries=0, last_error=""))


def listens(
    institution_id: int | None, action: str, *, units: Callable[[], Collection[int]] = tuple
) -> list[int]:
    """The webhooks that are owed this step. `units`: who has a part in it, asked only if needed."""
    found = [
        one
        for one in _listeners()
        if one.institution_id in (None, institution_id)
        and (not one.actions or action in one.actions)
    ]
    concerned = units() if any(one.unit_id for one in found) else ()
    return [one.pk for one in found if one.unit_id is None or one.unit_id in concerned]


def queue(happened: Happened, to: Collection[int]) -> None:
    """Write what these webhooks are owed into the caller's transaction."""
    now = clock.now()
    Delivery.objects.bulk_create(
        Delivery(
            webhook_id=pk,
            key=uuid4(),
            event_id=happened.event_id,
            action=happened.action,
            reference=happened.number,
            payload=_payload(happened),
            due_at=now,
            created_at=now,
        )
        for pk in to
    )


def forget() -> None:
    """Look again at the next step: in this process a change counts at once."""
    _kept.until = 0.0


def _listeners() -> tuple[_Listener, ...]:
    if time.monotonic() >= _kept.until:
        rows = Webhook.objects.filter(is_active=True).values_list(
            "pk",
            "organization__level",
            "organization__institution",
            "organization_id",
            "events",
        )
        _kept.listeners = tuple(
            _Listener(
                pk=pk,
                institution_id=None if level == Organization.Level.NATIONAL else tenant,
                unit_id=owner if level == Organization.Level.UNIT else None,
                actions=frozenset(events),
            )
            for pk, level, tenant, owner, events in rows
        )
        _kept.until = time.monotonic() + LOOK_AGAIN
    return _kept.listeners


def _payload(one: Happened) -> dict[str, object]:
    return {
        "event": f"complaint.{one.action}",
        "id": one.event_id,
        "at": timezone.localtime(one.at).isoformat(timespec="seconds"),
        "number": one.number,
        "status": one.target,
        "previous_status": one.source,
        "version": one.version,
        "institution": one.institution,
        "unit": one.unit,
        "category": one.category,
        "due_at": _moment(one.due_at),
        "legal_at": _moment(one.legal_at),
    }


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _check(organization: Organization, by: Actor) -> None:
    if organization.level not in OWNERS:
        raise ChangeRefused(_("Webhooks belong to the national desk, an institution or a unit."))
    is_national = by.role in (Role.NATIONAL_ADMIN, Role.OPERATOR, Role.SYSTEM)
    is_own = by.role == Role.INSTITUTION_ADMIN and by.institution_id == organization.institution_id
    if not (is_national or is_own):
        raise PermissionRefused(_("You do not administer this office."))


def _log(action: str, webhook: Webhook, by: Actor) -> None:
    transaction.on_commit(forget)
    audit_log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"webhook:{webhook.pk}",
        detail={"url": webhook.url},
    )
