"""The only place that lends numbers and tokens to village desks, and takes in what they send."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.audit import log as audit_log
from kentongan.channels import filed
from kentongan.channels.models import PaperForm, VillageDevice
from kentongan.common import clock, ids
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import submit
from kentongan.complaints.services.submit import Receipt, Submission
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import PermissionRefused
from kentongan.organizations.models import Membership
from kentongan.organizations.roles import RECORDER_ROLES

LIFE = timedelta(days=366)
MOST = 100  # forms in one go
START = "ktd_"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new device; `token` is shown once and kept nowhere."""

    device: VillageDevice
    token: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a valid token stands for."""

    device: VillageDevice
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How a report was taken in at the desk."""

    number: str  # on the paper, as stored
    taken_at: datetime | None  # by the device's clock
    sent_at: datetime | None
    may_contact: bool


@transaction.atomic
def enrol(*, by: Actor, label: str) -> Enrolled:
    """Let one more device send for the officer's desk."""
    membership = _recorder(by)
    token, now = START + secrets.token_urlsafe(32), clock.now()
    device = VillageDevice.objects.create(
        label=label.strip()[:60] or str(_("Village desk")),
        token_digest=_digest(token),
        office_id=membership.organization_id,
        membership=membership,
        enrolled_at=now,
        expires_at=now + LIFE,
    )
    _note("village_device_enrolled", device, by)
    return Enrolled(device, token)


@transaction.atomic
def revoke(pk: int, *, by: Actor) -> bool:
    """End the token of a device at once; False when there is none for this officer."""
    found = VillageDevice.objects.visible_to(by).filter(pk=pk, revoked_at=None).first()
    if found is None:
        return False
    VillageDevice.objects.filter(pk=pk).update(revoked_at=clock.now())
    _note("village_device_revoked", found, by)
    return True


def opened(token: str) -> Opened | None:
    """The device of a token, and as whom it files; None when it may not, or no longer."""
    rows = VillageDevice.objects.select_related("membership__user", "membership__organization")
    device = rows.filter(token_digest=_digest(token), revoked_at=None).first()
    now = clock.now()
    if device is None or device.expires_at <= now:
        return None
    held = Membership.objects.valid_on(clock.today()).filter(pk=device.membership_id)
    if not device.membership.user.is_active or not held.exists():
        return None
    return Opened(device, Actor.of(device.membership))


@transaction.atomic
def reserve(count: int, *, by: Actor) -> list[PaperForm]:
    """Lend `count` numbers to the officer's desk, to be printed in advance."""
    membership = _recorder(by)
    assert by.user_id is not None
    numbers = {ids.new_number() for _one in range(min(max(count, 1), MOST))}
    numbers -= set(Complaint.objects.filter(number__in=numbers).values_list("number", flat=True))
    numbers -= set(PaperForm.objects.filter(number__in=numbers).values_list("number", flat=True))
    batch, now = uuid4(), clock.now()
    return PaperForm.objects.bulk_create(
        PaperForm(
            number=number,
            office_id=membership.organization_id,
            batch=batch,
            reserved_at=now,
            reserved_by_id=by.user_id,
        )
        for number in sorted(numbers)
    )


def pin_of(form: PaperForm) -> str:
    """The PIN of the report that will stand on this form: the device prints it without network."""
    return ids.pin_for(str(form.key), secret=settings.SECRET_KEY)


def free(office_id: int) -> list[PaperForm]:
    """Forms of a desk on which nothing stands yet, those printed first at the beginning."""
    rows = PaperForm.objects.filter(office=office_id, complaint=None)
    return list(rows.order_by("pk")[: MOST * 5])


def take(given: Submission, taken: Taken, *, by: Opened) -> Receipt:
    """File what a desk took in, under the number of its paper. The same again gives the same receipt.

    Raises MoveRefused when the number is not the desk's, or another report stands on that form.
    """
    rows = PaperForm.objects.filter(office=by.device.office_id, number=taken.number)
    form = rows.first()
    if form is None:
        raise MoveRefused(_("This number was not lent to your desk. Check it on the paper."))
    now = clock.now()
    when = filed.judged(
        taken.taken_at, sent_at=taken.sent_at, now=now, reserved_at=form.reserved_at
    )
    digest = hashlib.sha256("\n".join(given.text.split()).encode()).hexdigest()
    with transaction.atomic():
        mine = PaperForm.objects.filter(pk=form.pk, content_digest__in=("", digest))
        if not mine.update(content_digest=digest):
            raise MoveRefused(
                _("Another report stands on this form already. Write this one on a new form.")
            )
        receipt = submit(_of_form(given, form, taken, when, by.device), by=by.actor)
        PaperForm.objects.filter(pk=form.pk).update(
            complaint_id=receipt.complaint_id, device=by.device
        )
    seconds = round(when.off.total_seconds())
    VillageDevice.objects.filter(pk=by.device.pk).update(seen_at=now, clock_off=seconds)
    return receipt


def _of_form(
    given: Submission, form: PaperForm, taken: Taken, when: filed.Filed, device: VillageDevice
) -> Submission:
    return replace(
        given,
        idempotency_key=form.key,
        number=form.number,
        filed_at=when.at,
        facts={
            "taken_by_device": device.label,
            "device_time": taken.taken_at.isoformat() if taken.taken_at else "",
            "device_clock": str(when.verdict),
            "read_back": True,
            "may_contact": taken.may_contact,
        },
    )


def _recorder(by: Actor) -> Membership:
    if by.role not in RECORDER_ROLES or by.membership_id is None:
        raise PermissionRefused(_("Your role takes in no reports."))
    return Membership.objects.get(pk=by.membership_id)


def _note(action: str, device: VillageDevice, by: Actor) -> None:
    subject = f"village_device:{device.pk}"
    audit_log.record(action, actor_id=by.user_id, actor_label=by.label, subject=subject)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
