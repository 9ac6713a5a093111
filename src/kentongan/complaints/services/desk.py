"""Steps of the two desks: Admin Pusat forwards, Admin Kabupaten dispatches, returns, decides."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.complaints import gate
from kentongan.complaints import points as rules
from kentongan.complaints.choices import Classification, ClosedKind, Kind
from kentongan.complaints.models import Answer, Category, Complaint, Disposition, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import dispositions, precedents
from kentongan.complaints.services.dispositions import NO_UNIT, facts_of, today_of
from kentongan.complaints.services.publishing import publication
from kentongan.complaints.step import take
from kentongan.organizations import recipients
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

PUBLISHED, DISCARDED = Answer.State.PUBLISHED, Answer.State.DISCARDED
ARBITERS = (Role.LEADER, Role.INSTITUTION_ADMIN)


def forward(
    complaint: Complaint,
    *,
    by: Actor,
    institution: Organization,
    note: str = "",
    seen: int | None = None,
) -> Event:
    """Admin Pusat gives a complaint to the institution that is responsible."""
    _check_institution(institution)
    changes = {"institution": institution, "external_body": None, "in_agenda": False} | NO_UNIT
    facts = facts_of(institution, role="institution")
    return take(complaint, "forward", by=by, facts=facts, text=note, changes=changes, seen=seen)


@transaction.atomic
def dispatch(
    complaint: Complaint,
    *,
    by: Actor,
    unit: Organization,
    note: str = "",
    contributing: Sequence[Organization] = (),
    points: Sequence[str] = (),
    seen: int | None = None,
) -> Event:
    """Admin Kabupaten notifies the unit that must answer (SOP step 3); others contribute.

    `points` is what is asked, one by one; without any it stays as it was listed before.
    """
    _check_units(complaint, unit, *contributing)
    facts = facts_of(unit) | {"contributing": [one.code for one in contributing]}
    texts = rules.lines("\n".join(points))
    facts |= {"points": len(texts)} if texts else {}
    event = take(
        complaint,
        "dispatch",
        by=by,
        facts=facts,
        text=note,
        changes=lambda current: {"unit": unit, "handler": None} | publication(current),
        seen=seen,
    )
    _hand_out(complaint, event, unit=unit, contributing=contributing, note=note)
    if texts:
        rules.put(complaint, texts, at=event.at)
    return event


@transaction.atomic
def redispatch(
    complaint: Complaint, *, by: Actor, unit: Organization, reason: str, seen: int | None = None
) -> Event:
    """Another unit leads from now on; the citizen's clock goes on as it was."""
    _check_units(complaint, unit)
    if unit.pk == complaint.unit_id:
        raise MoveRefused(_("That unit already has this complaint."))
    changes = NO_UNIT | {"unit": unit}
    facts = facts_of(unit)
    event = take(
        complaint, "redispatch", by=by, facts=facts, text=reason, changes=changes, seen=seen
    )
    complaint.answers.exclude(state=PUBLISHED).update(state=DISCARDED)
    _hand_out(complaint, event, unit=unit, contributing=(), note=reason)
    return event


@transaction.atomic
def decide(
    complaint: Complaint,
    *,
    by: Actor,
    unit: Organization,
    reason: str,
    citation: str,
    scope: str = "",
    seen: int | None = None,
) -> Event:
    """The arbiter of a dispute says which unit is responsible, and by which rule.

    That unit cannot decline again without new facts, and the decision is a precedent.
    """
    _check_units(complaint, unit)
    citation = citation.strip()
    event = take(
        complaint,
        "decide",
        by=by,
        facts=facts_of(unit) | {"citation": citation},
        text=reason,
        changes=lambda current: {"unit": unit, "handler": None} | publication(current),
        seen=seen,
    )
    _hand_out(complaint, event, unit=unit, contributing=(), note=reason)
    precedents.record(complaint, event, owner=unit, citation=citation, scope=scope)
    return event


@transaction.atomic
def decide_authority(
    complaint: Complaint,
    *,
    by: Actor,
    institution: Organization,
    reason: str,
    citation: str,
    scope: str = "",
    seen: int | None = None,
) -> Event:
    """Handed back twice: Admin Pusat says which institution is responsible, and by which rule."""
    _check_institution(institution)
    citation = citation.strip()
    changes = {"institution": institution, "external_body": None, "in_agenda": False} | NO_UNIT
    facts = facts_of(institution, role="institution") | {"citation": citation}
    event = take(
        complaint, "decide_authority", by=by, facts=facts, text=reason, changes=changes, seen=seen
    )
    precedents.record(complaint, event, owner=institution, citation=citation, scope=scope)
    return event


@transaction.atomic
def return_to_national(
    complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None
) -> Event:
    """Outside the district's authority: back to Admin Pusat (SOP step 3). It is a hand-back."""
    event = take(
        complaint,
        "return_to_national",
        by=by,
        text=reason,
        changes=lambda current: NO_UNIT | {"bounce_count": current.bounce_count + 1},
        seen=seen,
    )
    dispositions.end_all(complaint, at=event.at)
    return event


@transaction.atomic
def hand_over(
    complaint: Complaint,
    *,
    by: Actor,
    external_body: Organization,
    reason: str,
    reference: str = "",
    seen: int | None = None,
) -> Event:
    """A body outside the system is responsible: it gets the complaint, its reference is kept."""
    if not external_body.is_external:
        raise MoveRefused(_("Choose a body outside the system, or dispatch to a unit."))
    dispositions.check_exists(external_body)
    facts = facts_of(external_body, role="external_body")
    facts |= {"body_name": external_body.name, "reference": reference}
    changes = NO_UNIT | {"external_body": external_body}
    event = take(
        complaint, "hand_over", by=by, facts=facts, text=reason, changes=changes, seen=seen
    )
    dispositions.end_all(complaint, at=event.at)
    return event


def take_back(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The outside body refused it, or it was a mistake: the desk has it again."""
    changes = {"external_body": None}
    return take(complaint, "take_back", by=by, text=reason, changes=changes, seen=seen)


def close_external(
    complaint: Complaint, *, by: Actor, outcome: str, seen: int | None = None
) -> Event:
    """The outside body has dealt with it; counted apart from what the institution solved."""
    changes = {"closed_kind": ClosedKind.EXTERNAL}
    return take(complaint, "close_external", by=by, text=outcome, changes=changes, seen=seen)


def classify(
    complaint: Complaint,
    *,
    by: Actor,
    kind: Kind | str,
    classification: Classification | str,
    category: Category | None,
    title: str,
    is_urgent: bool = False,
    is_secret: bool = False,
    seen: int | None = None,
) -> Event:
    """Set what it is; the limits of the class count from the original start.

    A complaint that needs investigation, or of a sensitive category, is secret (regulation.md 7);
    a secret one leaves the public list.
    """
    sensitive = bool(category and category.is_sensitive)
    is_secret = is_secret or sensitive or classification == Classification.SUPERVISORY
    changes: dict[str, Any] = {
        "kind": kind,
        "classification": classification,
        "category": category,
        "title": title.strip() or complaint.title,
        "is_urgent": is_urgent or classification == Classification.EMERGENCY,
        "is_secret": is_secret,
    }
    if is_secret:
        changes["published_at"] = None
    facts = {
        name: {"from": _plain(getattr(complaint, name)), "to": _plain(value)}
        for name, value in changes.items()
        if name != "published_at" and getattr(complaint, name) != value
    }
    return take(complaint, "classify", by=by, facts=facts, changes=changes, seen=seen)


def refuse_objection(
    complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None
) -> Event:
    """The answer stands: the reporter reads why, and the ten days of closing begin anew."""
    return take(complaint, "refuse_objection", by=by, text=reason, seen=seen)


def dispute(
    complaint: Complaint, *, by: Actor, reason: str, arbiter: User, seen: int | None = None
) -> Event:
    """Two offices disagree, which is the second hand-back: a named person decides in one day."""
    _check_arbiter(complaint, arbiter)
    facts = {"arbiter": arbiter.pk, "arbiter_name": arbiter.full_name}
    return take(
        complaint,
        "dispute",
        by=by,
        facts=facts,
        text=reason,
        changes=lambda current: {"arbiter": arbiter, "bounce_count": current.bounce_count + 1},
        seen=seen,
    )


def name_arbiter(
    complaint: Complaint, *, by: Actor, arbiter: User, seen: int | None = None
) -> Event:
    """Another person decides this dispute."""
    _check_arbiter(complaint, arbiter)
    facts = {"arbiter": arbiter.pk, "arbiter_name": arbiter.full_name}
    changes = {"arbiter": arbiter}
    return take(complaint, "name_arbiter", by=by, facts=facts, changes=changes, seen=seen)


def close(complaint: Complaint, *, by: Actor, reason: str, seen: int | None = None) -> Event:
    """The desk closes it (answered and undisputed, or the Ombudsman has ended it)."""
    gate.refuse_not_ours(reason, field="reason")
    changes = {"closed_kind": ClosedKind.BY_ADMIN}
    return take(complaint, "close", by=by, text=reason, changes=changes, seen=seen)


def _check_institution(institution: Organization) -> None:
    if institution.level != Organization.Level.INSTITUTION or institution.is_external:
        raise MoveRefused(_("Choose an institution that takes part."))
    dispositions.check_exists(institution)


def _check_units(complaint: Complaint, *units: Organization) -> None:
    for unit in units:
        dispositions.check_unit(
            complaint, unit, refusal=_("That unit belongs to another institution.")
        )


def _check_arbiter(complaint: Complaint, arbiter: User) -> None:
    """Only who may decide there can be named; anybody else would leave the dispute undecided."""
    if complaint.institution_id and not recipients.holds(
        arbiter.pk, ARBITERS, institution_id=complaint.institution_id, on=today_of(complaint)
    ):
        raise MoveRefused(_("Choose a leader or an officer of the district desk."))


def _hand_out(
    complaint: Complaint,
    event: Event,
    *,
    unit: Organization,
    contributing: Sequence[Organization],
    note: str,
) -> None:
    dispositions.end_lead(complaint, at=event.at)
    dispositions.OF_UNIT.update({"ended_at": event.at}, complaint=complaint.pk, unit=unit.pk)
    part = Disposition.Part
    dispositions.hand_to(complaint, unit, part=part.LEAD, note=note, at=event.at)
    # Who contributes already goes on with it: a unit that declined has left them their part.
    has_it = set(dispositions.live(complaint).values_list("unit_id", flat=True))
    for one in {one.pk: one for one in contributing if one.pk not in has_it}.values():
        dispositions.hand_to(complaint, one, part=part.CONTRIBUTING, note=note, at=event.at)


def _plain(value: object) -> object:
    return value.code if isinstance(value, Category) else value
