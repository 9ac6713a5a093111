"""The closed vocabularies of deadlines."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    """What a limit counts. "Hari" in a law may mean either kind of day: the row says which."""

    CALENDAR_DAY = "calendar_day", _("calendar days")
    WORKING_DAY = "working_day", _("working days")
    HOUR = "hour", _("hours")
    OFFICE_HOUR = "office_hour", _("office hours")


# A rung is told at an opening, at a closing, or by the clock: it counts no office hours.
RUNG_UNITS = tuple((one.value, one.label) for one in Unit if one != Unit.OFFICE_HOUR)


class RuleUnit(TextChoices):
    """What a rule may count: the units of a limit, or how often something may be done."""

    CALENDAR_DAY = Unit.CALENDAR_DAY.value, Unit.CALENDAR_DAY.label
    WORKING_DAY = Unit.WORKING_DAY.value, Unit.WORKING_DAY.label
    HOUR = Unit.HOUR.value, Unit.HOUR.label
    OFFICE_HOUR = Unit.OFFICE_HOUR.value, Unit.OFFICE_HOUR.label
    TIMES = "times", _("times")


class Beyond(TextChoices):
    """What a rule may limit although no clock of a complaint measures it."""

    FILING = "filing", _("Filing of a complaint")  # by the citizen: it warns and refuses nothing
    POSTPONEMENTS = "postponements", _("Postponements of a promise")
    CONTRIBUTION = "contribution", _("Part of a contributing unit")
    BREACH_NOTICE = "breach_notice", _("Notice of a leak of personal data")


# In the place of a clock: how often a promised date may be moved.
POSTPONEMENTS = Beyond.POSTPONEMENTS.value
FILING = Beyond.FILING.value
CONTRIBUTION = Beyond.CONTRIBUTION.value  # a clock of each unit that contributes


class Profile(TextChoices):
    """Whose limits hold in an institution, where procedure and national practice differ."""

    STRICTEST = "strictest", _("The strictest of both")
    SOP = "sop", _("Procedure of the district (SOP)")
    NATIONAL = "national", _("National practice (SP4N-LAPOR!)")


# What a single limit belongs to; a law belongs to neither and always holds.
RULE_PROFILES = tuple((one.value, one.label) for one in (Profile.SOP, Profile.NATIONAL))


class Purpose(TextChoices):
    """The target is the strictest promise in force; the legal limit is what a court would ask."""

    TARGET = "target", _("Target")
    LEGAL = "legal", _("Legal limit")


class HolidayKind(TextChoices):
    LIBUR_NASIONAL = "libur_nasional", _("National holiday")
    CUTI_BERSAMA = "cuti_bersama", _("Joint leave")
    LOCAL = "local", _("Local holiday")


class Reason(TextChoices):
    """Why a day was not counted."""

    NOT_AN_OFFICE_DAY = "not_an_office_day", _("Office closed on this weekday")
    HOLIDAY = "holiday", _("Holiday")
    PAUSED = "paused", _("Waiting for the reporter’s answer")
    AFTER_HOURS = "after_hours", _("After office hours")


class Anchor(TextChoices):
    """From where the moment of a rung is counted."""

    PERCENT = "percent", _("Per cent of the time")
    BEFORE_DUE = "before_due", _("Before the limit")
    AFTER_DUE = "after_due", _("At or after the limit")
    AFTER_START = "after_start", _("After the start")
    AFTER_STOP = "after_stop", _("After the end")
