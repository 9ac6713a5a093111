"""What the citizens' pages show of a complaint, gathered in a handful of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from kentongan.common import words as common_words
from kentongan.complaints.models import Attachment, Complaint, Event
from kentongan.portal import words

REPORTERS = (Event.Audience.PUBLIC, Event.Audience.REPORTER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    title: str
    at: datetime
    text: str = ""
    by: str = ""
    current: bool = False
    files: list["File"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class File:
    """A cleaned file that this reader may open."""

    url: str
    name: str
    size: int
    thumb_url: str = ""


def tracked(complaint: Complaint) -> dict[str, Any]:
    """Everything for the reporter's own page."""
    files = _files(complaint, route="portal:own_file", purposes=("evidence", "answer"))
    events = complaint.events.filter(audience__in=REPORTERS).select_related("actor_organization")
    chain = complaint.clocks.filter(clock="chain").order_by("-started_at").first()
    return {
        "complaint": complaint,
        "standing": words.standing(complaint),
        "entries": _entries(events, words.EVENTS, files),
        "answer_by": chain.target_at if chain and not chain.stopped_at else None,
        "first_files": files.get(_first(events), []),
        "rating": complaint.ratings.last(),
    }


def published(complaint: Complaint) -> dict[str, Any]:
    """What anybody may read of a published complaint."""
    events = complaint.events.filter(audience=Event.Audience.PUBLIC)
    files = _files(complaint, route="portal:public_file", purposes=("answer",))
    return {
        "complaint": complaint,
        "standing": words.standing(complaint),
        "entries": _entries(
            events.select_related("actor_organization"), words.PUBLIC_EVENTS, files, is_public=True
        ),
    }


# What officers wrote to be read; a reporter's later words may name people and stay with the office.
PUBLIC_TEXTS = frozenset({"tell", "approve", "answer", "schedule", "postpone", "close_external"})


def _entries(
    events: Iterable[Event],
    titles: Mapping[str, Any],
    files: Mapping[int | None, list[File]],
    *,
    is_public: bool = False,
) -> list[Entry]:
    shown = [event for event in events if event.action in titles]
    return [
        Entry(
            title=str(titles[event.action]) % _facts(event),
            at=event.at,
            text=event.text if not is_public or event.action in PUBLIC_TEXTS else "",
            by=str(event.actor_organization or ""),
            current=event is shown[-1],
            files=files.get(event.pk, []),
        )
        for event in reversed(shown)
    ]


def _facts(event: Event) -> dict[str, Any]:
    facts = {"institution_name": "", "unit_name": "", "body_name": "", "promised_on": ""}
    facts |= {name: str(value) for name, value in event.facts.items()}
    if facts["promised_on"]:
        facts["promised_on"] = common_words.day(date.fromisoformat(facts["promised_on"]))
    return facts


def _first(events: Iterable[Event]) -> int | None:
    return next((event.pk for event in events if event.action == "submit"), None)


def _files(
    complaint: Complaint, *, route: str, purposes: tuple[str, ...]
) -> dict[int | None, list[File]]:
    ready = complaint.attachments.filter(state=Attachment.State.READY, purpose__in=purposes)
    found: dict[int | None, list[File]] = {}
    for one in ready:
        url = reverse(route, args=[complaint.shown_number, one.key])
        small = f"{url}?kecil" if one.thumbnail else ""
        found.setdefault(one.event_id, []).append(File(url, one.name, one.size, small))
    return found
