"""Everything that the officers' page of one complaint shows, gathered in a dozen statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from kentongan.complaints import moves
from kentongan.complaints.models import Attachment, Complaint, Event
from kentongan.complaints.services.identity import may_reveal
from kentongan.complaints.words import ACTION_LABELS
from kentongan.desk.forms import StepForm
from kentongan.desk.steps import STEPS, Step
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, as officers read it."""

    title: str
    at: datetime
    by: str
    text: str = ""
    internal: bool = False
    current: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that is possible now, with its form."""

    action: str
    label: str
    step: Step
    form: StepForm
    is_open: bool = False


def casefile(
    complaint: Complaint, actor: Actor, *, failed: dict[str, StepForm] | None = None
) -> dict[str, Any]:
    """The context of the complaint page."""
    failed = failed or {}
    options = [one for one in moves.options(complaint, actor) if one.action in STEPS]
    files = _files(complaint)
    return {
        "complaint": complaint,
        "offers": [_offer(one, complaint, actor, failed) for one in options if one.is_possible],
        "impossible": [one for one in options if not one.is_possible],
        "entries": _entries(complaint, files),
        "evidence": files.get(None, []) + [one for key in files if key for one in files[key]],
        "clocks": complaint.clocks.filter(stopped_at=None).select_related("holder"),
        "dispositions": complaint.dispositions.select_related("unit", "proposed_owner"),
        "sent": Message.objects.about(complaint.pk)
        .exclude(transport="bell")
        .select_related("user"),
        "merged": complaint.merged.only("number", "title") if complaint.merged_count else [],
        "may_reveal": may_reveal(complaint, actor),
    }


def _offer(
    option: moves.Option, complaint: Complaint, actor: Actor, failed: dict[str, StepForm]
) -> Offer:
    step = STEPS[option.action]
    form = failed.get(option.action)
    made = form or step.form(complaint=complaint, actor=actor, prefix=option.action)
    return Offer(option.action, option.label, step, made, is_open=form is not None)


def _entries(complaint: Complaint, files: dict[int | None, list[dict[str, Any]]]) -> list[Entry]:
    events = list(complaint.events.select_related("actor_organization").order_by("-sequence"))
    return [
        Entry(
            title=str(ACTION_LABELS[event.action]) + _object(event),
            at=event.at,
            by=_by(event),
            text=event.text,
            internal=event.audience == Event.Audience.OFFICERS,
            current=at == 0,
            files=files.get(event.pk, []),
        )
        for at, event in enumerate(events)
    ]


def _object(event: Event) -> str:
    for name in ("unit_name", "institution_name", "body_name", "handler_name", "arbiter_name"):
        if event.facts.get(name):
            return f": {event.facts[name]}"
    return f": {event.facts['promised_on']}" if event.facts.get("promised_on") else ""


def _by(event: Event) -> str:
    parts: Iterable[str] = (
        event.actor_label,
        str(Role(event.actor_role).label),
        str(event.actor_organization or ""),
    )
    return ", ".join(part for part in parts if part)


def _files(complaint: Complaint) -> dict[int | None, list[dict[str, Any]]]:
    found: dict[int | None, list[dict[str, Any]]] = {}
    for one in complaint.attachments.filter(state=Attachment.State.READY):
        url = reverse("desk:file", args=[complaint.shown_number, one.key])
        small = f"{url}?kecil" if one.thumbnail else ""
        shown = {"url": url, "name": one.name, "size": one.size, "thumb_url": small}
        found.setdefault(one.event_id, []).append(shown)
    return found
