"""The only place that edits rules, holidays and office hours.

Every edit is audited, and every process notices it: the revision changes in the same transaction.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock
from kentongan.deadlines.choices import HolidayKind
from kentongan.deadlines.models import (
    MONDAY_TO_FRIDAY,
    Holiday,
    OfficeHours,
    ProfileChoice,
    Revision,
    Rule,
)

ONE_DAY = timedelta(1)


class EditRefused(ValueError):
    """The edit would rewrite the past or leave a gap; the text says what to do instead."""


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a version of a rule says."""

    code: str
    name: str
    source: str
    clock: str
    purpose: str
    value: int
    unit: str
    classification: str = ""
    institution_id: int | None = None
    pauses: bool = True
    is_confirmed: bool = False
    applies_to_open: bool = False
    profile: str = ""


@transaction.atomic
def save_rule(facts: RuleFacts, *, valid_from: date, by_id: int | None, by_label: str) -> Rule:
    """Let a new version of a rule hold from a day on; the version before ends the day before."""
    bump()
    if valid_from < today():
        raise EditRefused(
            _("A rule cannot begin in the past: complaints were already timed by the old one.")
        )
    versions = Rule.objects.filter(
        code=facts.code, institution_id=facts.institution_id, is_withdrawn=False
    )
    if versions.filter(valid_from=valid_from).exists():
        raise EditRefused(
            _("A version of this rule already begins on that day. Choose a later day.")
        )
    later = versions.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    rule = Rule(
        **asdict(facts),
        valid_from=valid_from,
        valid_to=later.valid_from - ONE_DAY if later else None,
    )
    _check(rule)
    versions.filter(valid_from__lt=valid_from).filter(_still_holds(valid_from)).update(
        valid_to=valid_from - ONE_DAY
    )
    rule.save(force_insert=True)
    _record("rule_saved", rule, by_id=by_id, by_label=by_label)
    return rule


@transaction.atomic
def end_rule(rule: Rule, *, last_day: date, by_id: int | None, by_label: str) -> Rule:
    """Let a rule in force end with `last_day`; a planned one is withdrawn and never begins."""
    bump()
    rule.refresh_from_db()
    if rule.is_withdrawn or (rule.valid_to is not None and rule.valid_to < today()):
        raise EditRefused(_("This version has already ended."))
    if rule.valid_from > today():
        _withdraw(rule)
        _record("rule_withdrawn", rule, by_id=by_id, by_label=by_label)
        return rule
    if last_day < today():
        raise EditRefused(_("A rule cannot end in the past: complaints were already timed by it."))
    if rule.valid_to is not None and rule.valid_to < last_day:
        raise EditRefused(_("This version ends before that day already."))
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    _record("rule_ended", rule, by_id=by_id, by_label=by_label)
    return rule


@transaction.atomic
def choose_profile(
    profile: str,
    *,
    institution_id: int | None,
    valid_from: date,
    applies_to_open: bool,
    by_id: int | None,
    by_label: str,
) -> ProfileChoice:
    """Let a profile hold from a day on; what was chosen before ends the day before."""
    bump()
    if valid_from < today():
        raise EditRefused(
            _("A profile cannot begin in the past: complaints were already timed by another one.")
        )
    same_day = ProfileChoice.objects.filter(institution_id=institution_id, valid_from=valid_from)
    if same_day.exists():
        raise EditRefused(_("Another profile already begins on that day. Choose a later day."))
    choice = ProfileChoice(
        institution_id=institution_id,
        profile=profile,
        valid_from=valid_from,
        applies_to_open=applies_to_open,
    )
    _check(choice)
    choice.save(force_insert=True)
    _record("profile_chosen", choice, by_id=by_id, by_label=by_label)
    return choice


@transaction.atomic
def save_holiday(
    day: date,
    *,
    name: str,
    kind: str,
    institution_id: int | None = None,
    by_id: int | None,
    by_label: str,
) -> Holiday:
    """Enter a holiday, or give the one on that day another name or kind."""
    bump()
    holiday = Holiday.objects.filter(
        day=day, institution_id=institution_id, is_withdrawn=False
    ).first() or Holiday(day=day, institution_id=institution_id)
    holiday.name, holiday.kind = name, kind
    if institution_id is None and kind == HolidayKind.LOCAL:
        raise EditRefused(_("A local holiday needs an institution."))
    _check(holiday)
    holiday.save()
    _record("holiday_saved", holiday, by_id=by_id, by_label=by_label)
    return holiday


@transaction.atomic
def add_holiday(
    day: date,
    *,
    name: str,
    kind: str,
    institution_id: int | None = None,
    by_id: int | None,
    by_label: str,
) -> Holiday:
    """Enter a holiday on a day that has none; whoever comes second is told what stands there."""
    bump()
    standing = Holiday.objects.filter(day=day, institution_id=institution_id, is_withdrawn=False)
    if known := standing.first():
        raise EditRefused(_("%(name)s already stands on that day.") % {"name": known.name})
    return save_holiday(
        day, name=name, kind=kind, institution_id=institution_id, by_id=by_id, by_label=by_label
    )


@transaction.atomic
def withdraw_holiday(holiday: Holiday, *, reason: str, by_id: int | None, by_label: str) -> Holiday:
    """Take back a holiday that was moved or entered by mistake; the row stays for the record."""
    bump()
    if not reason.strip():
        raise EditRefused(_("Say why the holiday is withdrawn."))
    holiday.refresh_from_db()
    if holiday.is_withdrawn:
        raise EditRefused(_("This holiday is already withdrawn."))
    holiday.is_withdrawn = True
    holiday.save(update_fields=["is_withdrawn"])
    _record("holiday_withdrawn", holiday, by_id=by_id, by_label=by_label, more={"reason": reason})
    return holiday


@transaction.atomic
def save_hours(
    *,
    opens: time,
    closes: time,
    weekdays: str = MONDAY_TO_FRIDAY,
    institution_id: int | None = None,
    valid_from: date,
    valid_to: date | None = None,
    by_id: int | None,
    by_label: str,
) -> OfficeHours:
    """Set the office hours from a day on; with `valid_to` for a time, such as Ramadan."""
    bump()
    if valid_from < today():
        raise EditRefused(_("Office hours cannot change in the past."))
    hours = OfficeHours(
        institution_id=institution_id,
        opens=opens,
        closes=closes,
        weekdays=weekdays,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _check(hours)
    hours.save(force_insert=True)
    _record("hours_saved", hours, by_id=by_id, by_label=by_label)
    return hours


@transaction.atomic
def cancel_hours(hours: OfficeHours, *, by_id: int | None, by_label: str) -> None:
    """Take back hours that were planned and never held; no date was reckoned by them."""
    bump()
    if hours.valid_from <= today():
        raise EditRefused(_("These hours hold already. Plan others that replace them."))
    _record("hours_cancelled", hours, by_id=by_id, by_label=by_label)
    OfficeHours.objects.filter(pk=hours.pk).delete()


def bump() -> None:
    """Change the revision. Done first in every edit: two editors then queue for this one row."""
    Revision.objects.bulk_create([Revision(pk=1, number=0)], ignore_conflicts=True)
    Revision.objects.filter(pk=1).update(number=secrets.randbits(62))


def today() -> date:
    """The day on which an edit is made, in the time zone of the installation."""
    return timezone.localdate(clock.now())


def _withdraw(rule: Rule) -> None:
    """Take back a planned version and give its time to the version that it would have ended."""
    rule.is_withdrawn = True
    rule.save(update_fields=["is_withdrawn"])
    Rule.objects.filter(
        code=rule.code,
        institution_id=rule.institution_id,
        is_withdrawn=False,
        valid_to=rule.valid_from - ONE_DAY,
    ).update(valid_to=rule.valid_to)


def _still_holds(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=on)


def _check(row: models.Model) -> None:
    """Refuse what the columns and constraints refuse, as a form error instead of a fault."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise EditRefused(" ".join(error.messages)) from error


def _record(
    action: str,
    row: Rule | Holiday | OfficeHours | ProfileChoice,
    *,
    by_id: int | None,
    by_label: str,
    more: Mapping[str, str] | None = None,
) -> None:
    facts = {
        field.attname: "" if value is None else str(value)
        for field in row._meta.concrete_fields
        if field.name != "id"
        for value in [getattr(row, field.attname)]
    }
    log.record(
        f"deadlines.{action}",
        actor_id=by_id,
        actor_label=by_label,
        subject=f"{row._meta.model_name}:{row.pk}",
        detail={**facts, **(more or {})},
    )
