"""Changes of holidays and rules together with their consequence: open clocks are counted anew."""

from datetime import date, time
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.common import words
from kentongan.complaints import recounts
from kentongan.deadlines import editing, holidays_csv
from kentongan.deadlines.choices import Profile, RuleUnit
from kentongan.deadlines.editing import EditRefused, RuleFacts
from kentongan.deadlines.models import Holiday, OfficeHours, ProfileChoice, Rule
from kentongan.deadlines.permissions import may_edit
from kentongan.organizations import services
from kentongan.organizations.actor import Actor
from kentongan.organizations.errors import PermissionRefused
from kentongan.organizations.models import Organization


class _Signed(TypedDict):
    by_id: int | None
    by_label: str


@transaction.atomic
def add_holiday(
    day: date, *, name: str, kind: str, institution_id: int | None, by: Actor
) -> Holiday:
    """Enter a holiday; clocks that run over it are moved later by the worker."""
    _check(by, institution_id)
    holiday = editing.add_holiday(
        day, name=name, kind=kind, institution_id=institution_id, **_signed(by)
    )
    cause = _("Holiday added: %(name)s, %(day)s") % {"name": name, "day": words.day(day)}
    recounts.order(cause, institution_id=institution_id, by=by, only_later=True)
    return holiday


@transaction.atomic
def withdraw_holiday(holiday: Holiday, *, reason: str, by: Actor) -> Holiday:
    """Take a holiday back; that day counts again for clocks that run over it."""
    _check(by, holiday.institution_id)
    gone = editing.withdraw_holiday(holiday, reason=reason, **_signed(by))
    facts = {"name": gone.name, "day": words.day(gone.day), "reason": reason}
    cause = _("Holiday withdrawn: %(name)s, %(day)s. %(reason)s") % facts
    recounts.order(cause, institution_id=gone.institution_id, by=by)
    return gone


@transaction.atomic
def import_holidays(
    data: bytes | str, *, institution_id: int | None, by: Actor
) -> holidays_csv.Report:
    """Enter the holidays of a file, all or none."""
    _check(by, institution_id)
    report = holidays_csv.load(data, institution_id=institution_id, **_signed(by))
    if report.added:
        cause = _("Holidays imported from a list: %(count)d") % {"count": report.added}
        recounts.order(cause, institution_id=institution_id, by=by, only_later=True)
    return report


@transaction.atomic
def save_rule(facts: RuleFacts, *, valid_from: date, by: Actor) -> Rule:
    """Let a version hold from a day on; open complaints feel it only if the version says so."""
    _check(by, facts.institution_id)
    rule = editing.save_rule(facts, valid_from=valid_from, **_signed(by))
    if rule.applies_to_open and rule.unit != RuleUnit.TIMES:
        cause = _("New limit: %(rule)s, from %(day)s on. %(source)s") % {
            "rule": rule,
            "day": words.day(valid_from),
            "source": rule.source,
        }
        recounts.order(cause, institution_id=rule.institution_id, by=by, on=valid_from)
    return rule


@transaction.atomic
def end_rule(rule: Rule, *, last_day: date, by: Actor) -> Rule:
    """Let a version end; clocks that already run keep it."""
    _check(by, rule.institution_id)
    return editing.end_rule(rule, last_day=last_day, **_signed(by))


@transaction.atomic
def choose_profile(
    profile: str, *, institution_id: int | None, valid_from: date, applies_to_open: bool, by: Actor
) -> ProfileChoice:
    """Let a profile of limits hold from a day on; open complaints feel it only if that is said."""
    _check(by, institution_id)
    choice = editing.choose_profile(
        profile,
        institution_id=institution_id,
        valid_from=valid_from,
        applies_to_open=applies_to_open,
        **_signed(by),
    )
    if applies_to_open:
        cause = _("Another profile of limits: %(profile)s, from %(day)s on") % {
            "profile": Profile(profile).label,
            "day": words.day(valid_from),
        }
        recounts.order(cause, institution_id=institution_id, by=by, on=valid_from)
    return choice


@transaction.atomic
def save_hours(
    *,
    opens: time,
    closes: time,
    weekdays: str,
    valid_from: date,
    valid_to: date | None,
    institution_id: int | None,
    by: Actor,
) -> OfficeHours:
    """Plan office hours. Clocks keep the hours of the day on which they started."""
    _check(by, institution_id)
    if valid_from <= editing.today():
        raise EditRefused(
            _("Office hours begin tomorrow at the earliest: reports of today are timed already.")
        )
    return editing.save_hours(
        opens=opens,
        closes=closes,
        weekdays=weekdays,
        valid_from=valid_from,
        valid_to=valid_to,
        institution_id=institution_id,
        **_signed(by),
    )


@transaction.atomic
def cancel_hours(hours: OfficeHours, *, by: Actor) -> None:
    """Take planned hours back before they hold."""
    _check(by, hours.institution_id)
    editing.cancel_hours(hours, **_signed(by))


@transaction.atomic
def set_time_zone(institution: Organization, *, time_zone: str, by: Actor) -> None:
    """Another time zone for an institution; its open clocks are counted anew."""
    if institution.time_zone == time_zone:
        return
    services.set_time_zone(institution, time_zone=time_zone, by=by)
    cause = _("Time zone of %(body)s: %(zone)s") % {"body": institution.name, "zone": time_zone}
    recounts.order(cause, institution_id=institution.pk, by=by)


def _check(by: Actor, institution_id: int | None) -> None:
    if not may_edit(by, institution_id=institution_id):
        raise PermissionRefused(_("These holidays and limits are kept by somebody else."))


def _signed(by: Actor) -> _Signed:
    return {"by_id": by.user_id, "by_label": by.label}
