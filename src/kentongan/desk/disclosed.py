"""Who reads the words of a step, in one word for the pages; `complaints.disclosure` decides it."""

from kentongan.complaints import disclosure
from kentongan.complaints.models import Complaint, Event

OFFICERS, REPORTER, PUBLIC = "officers", "reporter", "public"


def readers(action: str, complaint: Complaint) -> str:
    """Who will read what is written in this step."""
    if action == "publish" or (action in disclosure.TO_ALL and complaint.published_at):
        return PUBLIC
    return REPORTER if action in disclosure.TO_REPORTER else OFFICERS


def is_internal(event: Event) -> bool:
    """Only officers may know of it, or only they read what was written in it."""
    if event.audience == Event.Audience.OFFICERS:
        return True
    return bool(event.text) and not disclosure.text_for_reporter(event)
