"""The audit log in words: what was done, and to what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "organization.created": _("office founded"),
    "organization.renamed": _("office renamed"),
    "organization.described": _("contact of the office changed"),
    "organization.moved": _("office moved"),
    "organization.merged": _("office ended and merged"),
    "organization.ended": _("office ended"),
    "membership.granted": _("role given"),
    "membership.extended": _("role extended"),
    "membership.ended": _("role ended"),
    "membership.stand_in": _("somebody stands in"),
    "membership.stand_in_ended": _("standing in ended"),
    "precedent.ended": _("precedent ended"),
    "category.added": _("subject added"),
    "category.changed": _("subject changed"),
    "category.moved": _("subject moved"),
    "category.retired": _("subject retired"),
    "category.restored": _("subject restored"),
    "answer_template.added": _("text kept ready"),
    "answer_template.changed": _("text kept ready: new version"),
    "answer_template.retired": _("text no longer offered"),
    "answer_template.restored": _("text offered again"),
    "deadlines.holiday_saved": _("holiday entered"),
    "deadlines.holiday_withdrawn": _("holiday withdrawn"),
    "deadlines.holidays_imported": _("holidays imported"),
    "deadlines.rule_saved": _("limit saved"),
    "deadlines.rule_ended": _("limit ended"),
    "deadlines.rule_withdrawn": _("planned limit withdrawn"),
    "deadlines.hours_saved": _("office hours changed"),
    "deadlines.hours_cancelled": _("planned office hours taken back"),
    "organization.time_zone": _("time zone changed"),
    "deadlines.seeds_loaded": _("shipped limits and holidays loaded"),
    "identity.open": _("identity of a reporter opened"),
    "identity.recognise": _("earlier reports of a person shown at intake"),
    "vault.rotate": _("keys of the vault changed"),
    "receipt.send_again": _("receipt sent again to the reporter"),
    "message_requeued": _("message sent again"),
}
GROUPS: tuple[tuple[str, Any], ...] = (
    ("", _("Everything")),
    ("organization.", _("Offices")),
    ("membership.", _("People and roles")),
    ("category.", _("Subjects")),
    ("answer_template.", _("Texts kept ready")),
    ("deadlines.", _("Holidays and limits")),
    ("identity", _("Identities")),
)


def action_words(action: str) -> str:
    """What was done; an action without words is named by its code."""
    return str(ACTIONS.get(action, action))
