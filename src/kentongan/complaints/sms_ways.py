"""How an SMS leads back to its complaint, and what may stand in it.

Who came by SMS may have no internet: a keyword leads back. A number that was silent for long may
have been handed to somebody else: it gets no link that opens the complaint, but the page that asks
for the PIN.
"""

from datetime import timedelta

from django.conf import settings

from kentongan.common import clock
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.organizations.roles import Role

TO_TELEPHONES = ("sms", "whatsapp")  # a number is handed on to somebody else; a chat is not
# News with words of an office behind it.
TO_READ = frozenset(
    {
        *("answered", "asked", "asked_again", "asked_last", "told", "archived", "closed"),
        *("closed_external", "scheduled", "postponed", "returned", "handed_over"),
    }
)


# Where one word is the whole answer: it brings back what counted as withdrawn.
_ANSWERS = {"lapsed": "PULIHKAN"}


def own_link(complaint: Complaint, template: str, *, transport: str) -> dict[str, str]:
    """The param that stands for the link, where it is not the ordinary one."""
    if complaint.channel == Channel.SMS and transport == "sms":
        keyword = _ANSWERS.get(template) or ("BACA" if template in TO_READ else "STATUS")
        return {"own_link": f"SMS: {keyword} {complaint.number}"}
    if is_silent(complaint):
        return {"own_link": f"{settings.PUBLIC_URL}/lacak/"}
    return {}


def is_silent(complaint: Complaint) -> bool:
    """The reporter has not been heard of for so long that the number may be somebody else's."""
    since = clock.now() - timedelta(days=settings.SMS_SILENCE_DAYS)
    if complaint.submitted_at > since:
        return False
    heard = complaint.events.filter(actor_role=Role.REPORTER, at__gt=since)
    return not heard.exists()
