"""The only place that edits the tree of subjects; codes stay, and each change is logged."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.complaints.models import Category
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.roles import Role

# The tree is the nation's: a district that renamed it could no longer be compared with others.
EDITORS = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN})


def may_edit(by: Actor) -> bool:
    """Whether the actor keeps the tree of subjects."""
    return by.role in EDITORS


@transaction.atomic
def add(
    code: str,
    *,
    name_id: str,
    name_en: str,
    classification: str,
    is_sensitive: bool,
    parent: Category | None,
    by: Actor,
) -> Category:
    """Add a subject at the end of its level."""
    _check(by)
    _check_parent(parent)
    last = Category.objects.order_by("-position").values_list("position", flat=True).first()
    category = Category(
        code=code,
        name_id=name_id.strip(),
        name_en=name_en.strip(),
        classification=classification,
        is_sensitive=is_sensitive,
        parent=parent,
        position=(last or 0) + 1,
    )
    try:
        with transaction.atomic():
            category.save(force_insert=True)
    except IntegrityError:
        raise ChangeRefused(_("A subject with this code exists already.")) from None
    _record("category.added", category, by, {"name": category.name_id, **_under(parent)})
    return category


@transaction.atomic
def change(
    category: Category,
    *,
    name_id: str,
    name_en: str,
    classification: str,
    is_sensitive: bool,
    by: Actor,
) -> Category:
    """Give a subject other names, another class or flag; reports keep what they were given."""
    _check(by)
    row = Category.objects.get(pk=category.pk)
    facts = {
        "name_id": name_id.strip(),
        "name_en": name_en.strip(),
        "classification": classification,
        "is_sensitive": is_sensitive,
    }
    detail: dict[str, str] = {}
    for name, value in facts.items():
        if getattr(row, name) != value:
            detail |= {f"{name}_before": str(getattr(row, name)), name: str(value)}
            setattr(row, name, value)
    if detail:
        row.save(update_fields=list(facts))
        _record("category.changed", row, by, detail)
    return row


@transaction.atomic
def move(category: Category, *, under: Category | None, by: Actor) -> Category:
    """Put a subject under another one, or on the first level."""
    _check(by)
    row = Category.objects.get(pk=category.pk)
    if under is not None:
        _check_parent(under)
        if under.pk == row.pk:
            raise ChangeRefused(_("A subject cannot be placed under itself."))
        if row.children.exists():
            raise ChangeRefused(_("Subjects lie below this one. Move them first."))
    before = row.parent
    row.parent = under
    row.save(update_fields=["parent"])
    _record(
        "category.moved",
        row,
        by,
        {"before": before.code if before else "", "after": under.code if under else ""},
    )
    return row


@transaction.atomic
def retire(category: Category, *, by: Actor) -> Category:
    """Offer a subject no longer; reports that have it keep it."""
    _check(by)
    row = Category.objects.get(pk=category.pk)
    if row.children.filter(is_active=True).exists():
        raise ChangeRefused(_("Subjects below this one are still in use. Retire them first."))
    return _set_active(row, False, by)


@transaction.atomic
def restore(category: Category, *, by: Actor) -> Category:
    """Offer a retired subject again."""
    _check(by)
    row = Category.objects.select_related("parent").get(pk=category.pk)
    if row.parent is not None and not row.parent.is_active:
        raise ChangeRefused(_("The subject above it is retired. Restore that one first."))
    return _set_active(row, True, by)


def _set_active(row: Category, is_active: bool, by: Actor) -> Category:
    if row.is_active == is_active:
        raise ChangeRefused(_("Somebody has done this already."))
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    _record("category.restored" if is_active else "category.retired", row, by, {})
    return row


def _check(by: Actor) -> None:
    if not may_edit(by):
        raise PermissionRefused(_("The subjects are kept by the national desk."))


def _check_parent(parent: Category | None) -> None:
    if parent is not None and (parent.parent_id is not None or not parent.is_active):
        raise ChangeRefused(_("Choose a subject of the first level that is in use."))


def _under(parent: Category | None) -> dict[str, str]:
    return {"under": parent.code} if parent else {}


def _record(action: str, category: Category, by: Actor, detail: dict[str, str]) -> None:
    log.record(
        action,
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"category:{category.code}",
        detail=detail,
    )
