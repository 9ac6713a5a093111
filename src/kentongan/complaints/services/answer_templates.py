"""The only place that edits texts kept ready; each edit is a new version, and is logged."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock
from kentongan.complaints import answer_templates
from kentongan.complaints.models import AnswerTemplate, Category
from kentongan.complaints.models.template import TemplateQuerySet
from kentongan.notifications.wordings import WordingRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

OF_NATION = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN})
OF_UNIT = frozenset({Role.LIAISON, Role.UNIT_HEAD})
EDITORS = OF_NATION | OF_UNIT | {Role.INSTITUTION_ADMIN}


@dataclass(frozen=True, slots=True)
class Content:
    """What a text is for, and what it says."""

    step: str
    title: str
    text: str
    category: Category | None = None
    unit: Organization | None = None


def of(by: Actor) -> TemplateQuerySet:
    """The texts that the actor keeps: of the nation, of the institution, or of the own unit."""
    rows = AnswerTemplate.objects.current().select_related("unit", "category")
    if by.role in OF_NATION:
        return rows.filter(institution=None)
    if by.role == Role.INSTITUTION_ADMIN:
        return rows.filter(institution=by.institution_id)
    if by.role in OF_UNIT:
        return rows.filter(Q(unit=by.organization_id))
    return rows.none()


@transaction.atomic
def add(content: Content, *, by: Actor) -> AnswerTemplate:
    """Keep a new text ready."""
    _check(content, by)
    return _keep(content, by=by, version=1)


@transaction.atomic
def change(template: AnswerTemplate, content: Content, *, by: Actor) -> AnswerTemplate:
    """Another version; answers that were written with the old one stay as they are."""
    _check(content, by)
    before = _own(template, by)
    after = _keep(content, by=by, version=before.version + 1, is_active=before.is_active)
    rows = AnswerTemplate.objects.filter(pk=before.pk, replaced_by__isnull=True)
    if not rows.update(replaced_by=after, is_active=False):
        raise ChangeRefused(_("Somebody has changed this text meanwhile."))
    return after


@transaction.atomic
def set_active(template: AnswerTemplate, is_active: bool, *, by: Actor) -> AnswerTemplate:
    """Offer it no longer, or again."""
    row = _own(template, by)
    if row.is_active == is_active:
        raise ChangeRefused(_("Somebody has done this already."))
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    _record("restored" if is_active else "retired", row, by)
    return row


def _own(template: AnswerTemplate, by: Actor) -> AnswerTemplate:
    found = of(by).filter(pk=template.pk).first()
    if found is None:
        raise PermissionRefused(_("This text is kept by another office, or was changed meanwhile."))
    return found


def _check(content: Content, by: Actor) -> None:
    if by.role not in EDITORS:
        raise PermissionRefused(_("Your role keeps no texts ready."))
    if content.unit and content.unit.institution_id != by.institution_id:
        raise PermissionRefused(_("That unit belongs to another institution."))
    if by.role in OF_UNIT and (content.unit is None or content.unit.pk != by.organization_id):
        raise PermissionRefused(_("Your office keeps texts for itself."))
    try:
        answer_templates.check(content.step, content.text)
    except WordingRefused as refusal:
        raise ChangeRefused(str(refusal)) from None


def _keep(content: Content, *, by: Actor, version: int, is_active: bool = True) -> AnswerTemplate:
    row = AnswerTemplate.objects.create(
        institution_id=None if by.role in OF_NATION else by.institution_id,
        unit=content.unit,
        category=content.category,
        step=content.step,
        title=content.title.strip(),
        text=content.text.strip(),
        is_active=is_active,
        version=version,
        saved_at=clock.now(),
        saved_by=by.label,
    )
    _record("added" if version == 1 else "changed", row, by)
    return row


def _record(what: str, row: AnswerTemplate, by: Actor) -> None:
    log.record(
        f"answer_template.{what}",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"answer_template:{row.pk}",
        detail={"title": row.title, "step": row.step, "version": str(row.version)},
    )
