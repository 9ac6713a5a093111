"""The roles of the procedure. A person holds a role in an organization, from a date to a date."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is to a complaint. The last two are held by nobody's membership."""

    REPORTER = "reporter", _("Reporter")
    COUNTER_CLERK = "counter_clerk", _("Counter clerk")
    NATIONAL_ADMIN = "national_admin", _("National desk")
    INSTITUTION_ADMIN = "institution_admin", _("District desk")
    LIAISON = "liaison", _("Liaison officer")
    DRAFTER = "drafter", _("Unit drafter")
    FIELD_OFFICER = "field_officer", _("Field officer")
    UNIT_HEAD = "unit_head", _("Head of unit")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    PPID = "ppid", _("Information officer")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor or Ombudsman")
    OPERATOR = "operator", _("System operator")
    SYSTEM = "system", _("System")
    PUBLIC = "public", _("Public")


UNIT_ROLES = frozenset({Role.LIAISON, Role.DRAFTER, Role.FIELD_OFFICER, Role.UNIT_HEAD})
ADMIN_ROLES = frozenset({Role.OPERATOR, Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN})
OFFICER_ROLES = frozenset(set(Role) - {Role.REPORTER, Role.SYSTEM, Role.PUBLIC})
# Whoever writes down what others say; a village desk works in one of these roles.
RECORDER_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.COUNTER_CLERK})
# Whoever takes in what citizens bring reads the messages that no machine understands.
MESSAGE_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.COUNTER_CLERK})
# Whoever can move work to other hands, or has to answer for it, sees what will probably be late.
FORECAST_ROLES = frozenset(
    {
        Role.NATIONAL_ADMIN,
        Role.INSTITUTION_ADMIN,
        Role.LIAISON,
        Role.UNIT_HEAD,
        Role.LEADER,
        Role.INSPECTORATE,
    }
)
