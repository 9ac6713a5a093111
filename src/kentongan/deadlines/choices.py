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


# In the place of a clock: how often a promised date may be moved.
POSTPONEMENTS = "postponements"
# No clock of a complaint, but of each unit that contributes to it.
CONTRIBUTION = "contribution"


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
