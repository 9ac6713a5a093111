"""The only place that edits a ladder: a new version holds from a day on, the record is kept."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock
from kentongan.deadlines.choices import Anchor, Unit
from kentongan.deadlines.editing import EditRefused
from kentongan.deadlines.ladder import facts_of
from kentongan.deadlines.ladder_models import LadderRevision, Rung
from kentongan.deadlines.rungs import RungFacts

ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class RungChange:
    """What an office may change of a rung; the rest of it stays."""

    anchor: str
    value: int
    unit: str
    audiences: tuple[str, ...]
    transports: tuple[str, ...]


@transaction.atomic
def save_rung(
    rung: Rung,
    change: RungChange,
    *,
    valid_from: date,
    institution_id: int | None,
    by_id: int | None,
    by_label: str,
) -> Rung:
    """Let a changed rung hold from a day on, for everybody or for one institution."""
    if valid_from < clock.today():
        raise EditRefused(_("A ladder cannot change in the past."))
    bump()
    if institution_id is not None:
        _own_copy(rung.clock, institution_id, valid_from=valid_from)
    versions = Rung.objects.filter(code=rung.code, institution_id=institution_id)
    later = versions.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    versions.filter(valid_from=valid_from).delete()
    versions.filter(valid_from__lt=valid_from).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    ).update(valid_to=valid_from - ONE_DAY)
    new = _with(rung, change)
    new.pk, new.institution_id = None, institution_id
    new.valid_from = valid_from
    new.valid_to = later.valid_from - ONE_DAY if later else None
    new.is_confirmed = False
    try:
        new.full_clean()
    except ValidationError as error:
        raise EditRefused(" ".join(error.messages)) from error
    new.save(force_insert=True)
    detail = {"code": new.code, "anchor": new.anchor, "value": str(new.value), "unit": new.unit}
    detail |= {"audiences": new.audiences, "transports": new.transports}
    log.record(
        "deadlines.rung_saved",
        actor_id=by_id,
        actor_label=by_label,
        subject=f"rung:{new.pk}",
        detail=detail | {"valid_from": valid_from.isoformat()},
    )
    return new


def proposed(rung: RungFacts, change: RungChange) -> RungFacts:
    """The rung as it would be after the change, for the simulator."""
    return replace(
        rung,
        anchor=change.anchor,
        value=change.value,
        unit="" if change.anchor == Anchor.PERCENT else change.unit,
        audiences=change.audiences,
        transports=change.transports,
        valid_from=date.min,
        valid_to=None,
    )


def bump() -> None:
    """Change the revision, and have every open run planned anew."""
    LadderRevision.objects.bulk_create([LadderRevision(pk=1, number=0)], ignore_conflicts=True)
    LadderRevision.objects.filter(pk=1).update(number=secrets.randbits(62), replan_from=0)


def _own_copy(clock_code: str, institution_id: int, *, valid_from: date) -> None:
    """An institution's own ladder begins as a copy of the general one of that clock."""
    if Rung.objects.filter(clock=clock_code, institution_id=institution_id).exists():
        return
    general = Rung.objects.filter(clock=clock_code, institution=None)
    copies = []
    for one in general.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)):
        one.pk, one.institution_id = None, institution_id
        copies.append(one)
    Rung.objects.bulk_create(copies)


def _with(rung: Rung, change: RungChange) -> Rung:
    facts = facts_of(rung)
    columns: dict[str, Any] = {
        name: getattr(facts, name)
        for name in ("code", "name", "source", "clock", "classification", "category", "template")
    } | {"level": facts.level, "action": facts.action}
    return Rung(
        **columns,
        anchor=change.anchor,
        value=change.value,
        unit="" if change.anchor == Anchor.PERCENT else change.unit or Unit.WORKING_DAY,
        audiences=",".join(change.audiences),
        transports=",".join(change.transports),
    )
