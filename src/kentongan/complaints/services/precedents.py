"""Decisions as precedents: recorded with the decision, found for similar complaints, ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock, ids
from kentongan.complaints import similar
from kentongan.complaints.models import Complaint, Event, RoutingPrecedent
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.directory import local_day
from kentongan.organizations.models import Area, Organization
from kentongan.organizations.roles import Role

KECAMATAN = "kecamatan"
LOOKED_AT = 200  # newest decisions of an institution
MOST = 3
MAY_END = (Role.INSTITUTION_ADMIN, Role.LEADER, Role.NATIONAL_ADMIN)


@dataclass(frozen=True, slots=True)
class Guide:
    """What was decided for something alike, in words that an officer may read."""

    owner_id: int
    owner: str
    citation: str
    decided_by: str
    decided_on: date
    number: str
    is_same_subject: bool


def record(
    complaint: Complaint, event: Event, *, owner: Organization, citation: str, scope: str
) -> RoutingPrecedent:
    """Keep a decision; an earlier one for the same subject and place no longer guides."""
    above = owner.level == Organization.Level.INSTITUTION
    area = (
        Area.objects.filter(code=complaint.area_id[: similar.KECAMATAN]).first()
        if (scope == KECAMATAN and complaint.area_id)
        else None
    )
    today = local_day(event.at, complaint.institution)
    made = RoutingPrecedent(
        institution_id=None if above else complaint.institution_id,
        category=complaint.category,
        area=area,
        owner=owner,
        citation=citation[:240],
        complaint=complaint,
        event=event,
        decided_by_id=event.actor_user_id,
        decided_label=event.actor_label,
        valid_from=today,
    )
    if made.category_id:
        earlier = RoutingPrecedent.objects.in_force(today).filter(
            institution=made.institution_id, category=made.category_id, area=area
        )
        earlier.exclude(owner=owner).update(
            valid_to=today - timedelta(days=1),
            end_reason=_("Decided anew in %(number)s") % {"number": complaint.shown_number},
        )
    made.save(force_insert=True)
    return made


def find(complaint: Complaint, *, by: Actor) -> list[Guide]:
    """Decisions in force for the same subject, or about nearly the same words; the best first."""
    today = local_day(clock.now(), complaint.institution)
    rows = RoutingPrecedent.objects.visible_to(by).in_force(today)
    rows = rows.filter(institution=complaint.institution_id).exclude(complaint=complaint.pk)
    rows = rows.select_related("owner", "complaint")[:LOOKED_AT]
    place = complaint.area_id or ""
    subjects = {complaint.category_id}
    if complaint.category:
        subjects.add(complaint.category.parent_id)
    wanted = None
    found: list[tuple[float, RoutingPrecedent]] = []
    for one in rows:
        if one.area_id and not place.startswith(one.area_id):
            continue
        if one.owner.valid_to and one.owner.valid_to < today:
            continue
        if one.category_id and one.category_id in subjects:
            found.append((2.0 + bool(one.area_id), one))
            continue
        wanted = similar.pieces(complaint.text) if wanted is None else wanted
        score = similar.alikeness(wanted, similar.pieces(one.complaint.text))
        if score >= similar.ALIKE:
            found.append((score, one))
    found.sort(key=lambda pair: -pair[0])
    return [_guide(one, score) for score, one in found[:MOST]]


def _guide(one: RoutingPrecedent, score: float) -> Guide:
    return Guide(
        owner_id=one.owner_id,
        owner=one.owner.name,
        citation=one.citation,
        decided_by=one.decided_label,
        decided_on=one.valid_from,
        number=ids.shown(one.complaint.number),
        is_same_subject=score > 1,
    )


@transaction.atomic
def end_precedent(precedent: RoutingPrecedent, *, by: Actor, reason: str) -> None:
    """From today it guides nobody any more; it stays on record."""
    is_own = by.role == Role.NATIONAL_ADMIN or precedent.institution_id == by.institution_id
    if by.role not in MAY_END or not is_own:
        raise MoveRefused(_("Only the desk or a leader may end a precedent."))
    if not reason.strip():
        raise Missing(_("Write the reason."), field="reason")
    rows = RoutingPrecedent.objects.visible_to(by).filter(pk=precedent.pk, valid_to=None)
    yesterday = clock.today() - timedelta(days=1)
    if not rows.update(valid_to=yesterday, end_reason=reason.strip()[:240]):
        raise MoveRefused(_("This precedent has ended already."))
    log.record(
        "precedent.ended",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"precedent:{precedent.pk}",
        detail={"reason": reason.strip()[:240]},
    )
