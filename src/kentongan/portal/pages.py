"""What the citizens' pages show of a complaint, gathered in a handful of queries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kentongan.common import clock
from kentongan.common import words as common_words
from kentongan.complaints import disclosure, masking, points
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import Attachment, Complaint, Event
from kentongan.deadlines import rulebook
from kentongan.organizations import places
from kentongan.portal import usual, words

Purpose = Attachment.Purpose


@dataclass(frozen=True, slots=True)
class File:
    """A cleaned file that this reader may open."""

    url: str
    name: str
    size: int
    thumb_url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    title: str
    at: datetime
    text: str = ""
    note: str = ""  # what kind of answer it is
    by: str = ""
    current: bool = False
    files: list[File] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when something is due, and how many working days are left."""

    due_at: datetime
    working_days: int


def tracked(complaint: Complaint) -> dict[str, Any]:
    """Everything for the reporter's own page."""
    events = list(disclosure.events_for_reporter(complaint).select_related("actor_organization"))
    waiting = 0
    files: dict[int | None, list[File]] = {}
    for one in complaint.attachments.filter(purpose__in=(Purpose.EVIDENCE, Purpose.ANSWER)):
        if one.state == Attachment.State.READY:
            files.setdefault(one.event_id, []).append(_file(one, complaint, "portal:own_file"))
        elif one.state == Attachment.State.WAITING:
            waiting += 1
    first = next((event.pk for event in events if event.action == "submit"), None)
    first_files = files.pop(first, [])
    joint = list(disclosure.answers_of_master(complaint).select_related("actor_organization"))
    events = sorted([*events, *joint], key=lambda event: event.at)

    def read(event: Event) -> str:
        is_own = event.complaint_id == complaint.pk
        return disclosure.text_for_reporter(event) if is_own else disclosure.text_for_all(event)

    entries = _entries(events, words.EVENTS, files, read=read)
    chain = complaint.clocks.filter(clock=Clock.CHAIN, stopped_at=None).first()
    next_limit, answer_limit = limits(
        complaint, complaint.due_at, chain.target_at if chain else None
    )
    return {
        "complaint": complaint,
        "place": places.find(complaint.area_id or ""),
        "standing": words.standing(complaint),
        "entries": entries,
        "points": points.shown(complaint.master if joint and complaint.master else complaint),
        "first_files": first_files,
        # The scan of a signed answer was filed by a step that only officers see.
        "other_files": [one for event_files in files.values() for one in event_files],
        "waiting_files": waiting,
        "next_limit": next_limit,
        "answer_limit": answer_limit,
        "legal_at": chain.legal_at if chain else complaint.legal_at,
        "usual": usual.of_complaint(complaint, now=clock.now()) if chain else None,
        "rating": complaint.ratings.last() if not complaint.is_open else None,
    }


def published(complaint: Complaint) -> dict[str, Any]:
    """What anybody may read of a published complaint: of files only those of the answer."""
    ready = complaint.attachments.filter(state=Attachment.State.READY, purpose=Purpose.ANSWER)
    files: dict[int | None, list[File]] = {}
    for one in ready:
        if one.is_image:
            files.setdefault(one.event_id, []).append(_file(one, complaint, "portal:public_file"))
    events = list(disclosure.events_for_all(complaint).select_related("actor_organization"))
    return {
        "complaint": complaint,
        "place": places.find(complaint.area_id or ""),
        "label": words.public_label(complaint.status),
        "entries": _entries(events, words.PUBLIC_EVENTS, files, read=disclosure.text_for_all),
        "other_files": [one for event_files in files.values() for one in event_files],
        "next_limit": limits(complaint, complaint.due_at)[0],
        "points": _masked(complaint),
    }


def _masked(complaint: Complaint) -> list[points.Shown]:
    """What anybody may read: outcomes may name people; points are in the reporter's words, and
    where a desk has written the public text anew they stay with the reporter."""
    is_anew = complaint.public_text != masking.masked(complaint.text)
    return [
        replace(
            one,
            text="" if is_anew else masking.masked(one.text),
            words=masking.masked(one.words),
            evidence=masking.masked(one.evidence),
        )
        for one in points.shown(complaint)
    ]


def limits(complaint: Complaint, *dates: datetime | None) -> list[Limit | None]:
    """Dates with the working days that the institution which has the complaint has left."""
    zone = complaint.institution.time_zone if complaint.institution else settings.TIME_ZONE
    calendar = rulebook.current().calendar(complaint.institution_id, zone)
    today = clock.today()
    return [
        Limit(one, max(calendar.working_days_between(today, timezone.localdate(one)), 0))
        if one
        else None
        for one in dates
    ]


def _entries(
    events: Iterable[Event],
    titles: Mapping[str, Any],
    files: dict[int | None, list[File]],
    *,
    read: Callable[[Event], str],
) -> list[Entry]:
    """The timeline, newest first. Takes from `files` what belongs to an event that is shown."""
    shown = [event for event in events if event.action in titles]
    return [
        Entry(
            title=str(titles[event.action]) % _facts(event),
            at=event.at,
            note=words.kind_of(event),
            text=read(event),
            by=str(event.actor_organization or ""),
            current=event is shown[-1],
            files=files.pop(event.pk, []),
        )
        for event in reversed(shown)
    ]


def _facts(event: Event) -> dict[str, Any]:
    facts = {"institution_name": "", "unit_name": "", "body_name": "", "promised_on": ""}
    facts |= {name: str(value) for name, value in event.facts.items()}
    if facts["promised_on"]:
        facts["promised_on"] = common_words.day(date.fromisoformat(facts["promised_on"]))
    return facts


def _file(one: Attachment, complaint: Complaint, route: str) -> File:
    url = reverse(route, args=[complaint.shown_number, one.key])
    small = f"{url}?kecil" if one.thumbnail else ""
    return File(url, one.name, one.size, small)
