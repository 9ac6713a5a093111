"""Who reads the words of a step, in one word for the pages; `complaints.disclosure` decides it."""

from kentongan.complaints import disclosure
from kentongan.complaints.models import Complaint, Event

OFFICERS, REPORTER, PUBLIC = "officers", "reporter", "public"


def readers(action: str, complaint: Complaint) -> str:
    """Who will read what is written in this step."""
    if action in disclosure.TO_ALL and complaint.published_at:
        return PUBLIC
    return REPORTER if action in disclosure.TO_REPORTER else OFFICERS


def readers_of(event: Event, complaint: Complaint) -> str:
    """Who can read what was written in this one."""
    if not disclosure.text_for_reporter(event):
        return OFFICERS
    return PUBLIC if readers(event.action, complaint) == PUBLIC else REPORTER
