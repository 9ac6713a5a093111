"""Where a complaint stands, in one short sentence for a telephone without internet."""

from django.utils.translation import gettext_lazy as _

from kentongan.common import words
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import Complaint
from kentongan.notifications import gsm

OFFICE = 34  # letters of an office's name; a longer one has a short name or is cut

SENTENCES = {
    S.RECEIVED: _("the national desk is checking it"),
    S.INCOMPLETE: _("waits for your answer. Read the question: BACA"),
    S.FORWARDED: _("the desk is checking it"),
    S.RETURNED: _("handed on to %(body)s"),
    S.DISPATCHED: _("passed on to %(unit)s"),
    S.DECLINED: _("another office is being found"),
    S.DISPUTED: _("it is being decided which office is responsible"),
    S.IN_PROGRESS: _("%(unit)s is working on it"),
    S.AWAITING_APPROVAL: _("%(unit)s is preparing the answer"),
    S.SCHEDULED: _("%(unit)s promises it for %(promised)s"),
    S.ANSWERED: _("answered. Reply BACA, SELESAI or BELUM and why"),
    S.REPLIED: _("%(unit)s has your reply"),
    S.CLOSED: _("closed. Not solved? Reply BELUM and why"),
    S.REOPENED: _("%(unit)s must deal with it again"),
    S.MERGED: _("joined with %(master)s"),
    S.ARCHIVED: _("not followed up. Why: BACA. Appeal: BANDING and why"),
    S.WITHDRAWN: _("withdrawn. Restore it within 30 days: PULIHKAN"),
    S.REFERRED: _("with the Ombudsman"),
}


def standing(complaint: Complaint) -> str:
    """The sentence with its offices and dates filled in."""
    facts = {
        "unit": office(complaint.unit) or str(_("the office")),
        "body": office(complaint.external_body) or str(_("the national desk")),
        "promised": words.day(complaint.promised_on) if complaint.promised_on else "",
        "master": complaint.master.shown_number if complaint.master else "",
    }
    return str(SENTENCES[S(complaint.status)]) % facts


def office(organization: object) -> str:
    """A name that fits: the short one where there is one."""
    short = str(getattr(organization, "short_name", "") or organization or "")
    return short if len(short) <= OFFICE else gsm.fitted(short[: OFFICE - 3] + "...")
