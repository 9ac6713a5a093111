"""The only place that makes, judges and ends keys of programs."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.audit import log as audit_log
from kentongan.common import clock
from kentongan.integrations.models import ApiKey
from kentongan.integrations.scopes import SCOPES
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import Role

START = "ktg_"
LONGEST_DAYS = 366
NOTED_EVERY = timedelta(minutes=1)  # when a key was used is worth one write a minute, not more
ADMINISTRATORS = (Role.INSTITUTION_ADMIN, Role.NATIONAL_ADMIN, Role.OPERATOR, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a valid key stands for."""

    key_id: int
    actor: Actor
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """A new key; `token` is shown once and kept nowhere."""

    key: ApiKey
    token: str


@transaction.atomic
def create(
    membership: Membership, *, by: Actor, name: str, scopes: Collection[str], days: int
) -> Made:
    """Make a key for a program that acts as `membership`. Raises ChangeRefused, PermissionRefused."""
    if not may_administer(by, membership):
        raise PermissionRefused(_("You do not administer this office."))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise ChangeRefused(_("Choose what the key may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise ChangeRefused(_("A key lives from 1 to 366 days."))
    if not name.strip():
        raise ChangeRefused(_("Write which program uses the key."))
    now = clock.now()
    prefix, rest = START + secrets.token_hex(4), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        membership=membership,
        name=name.strip()[:80],
        prefix=prefix,
        digest=_digest(rest),
        scopes=sorted(scopes),
        created_by_id=by.user_id,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _log("api_key_created", key, by)
    return Made(key, f"{prefix}.{rest}")


@transaction.atomic
def revoke(key: ApiKey, *, by: Actor) -> bool:
    """End a key at once; False when it had ended already."""
    if not may_administer(by, key.membership):
        raise PermissionRefused(_("You do not administer this office."))
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now()):
        return False
    _log("api_key_revoked", key, by)
    return True


def opened(token: str, *, address: str) -> Opened | None:
    """What the key stands for today; None when it is wrong, ended, or its holder left the office."""
    prefix, _dot, rest = token.partition(".")
    rows = ApiKey.objects.select_related("membership__user", "membership__organization")
    key = rows.filter(prefix=prefix[:12], revoked_at=None, expires_at__gt=clock.now()).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(rest)):
        return None
    if not Membership.objects.valid_on(clock.today()).filter(pk=key.membership_id).exists():
        return None
    _note_use(key, address)
    actor = Actor.of(key.membership)
    return Opened(key_id=key.pk, actor=actor, scopes=frozenset(key.scopes))


def may_administer(by: Actor, membership: Membership) -> bool:
    """Whoever administers the office gives and ends the keys of its members."""
    if by.role not in ADMINISTRATORS:
        return False
    if by.role == Role.INSTITUTION_ADMIN:
        return membership.organization.institution_id == by.institution_id
    return True


def _note_use(key: ApiKey, address: str) -> None:
    now = clock.now()
    if key.last_used_at and now - key.last_used_at < NOTED_EVERY:
        return
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_from=address or None)


def _digest(secret: str) -> str:
    # The secret is 256 random bits: a slow hash would add nothing but work for every request.
    return hashlib.sha256(secret.encode()).hexdigest()


def _log(action: str, key: ApiKey, by: Actor) -> None:
    audit_log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"api_key:{key.prefix}",
        detail={"name": key.name, "membership": str(key.membership_id)},
    )
