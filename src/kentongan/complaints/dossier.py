"""The file that the Ombudsman gets: one ZIP that can be checked without this system.

`berkas.html` is for reading and printing, `berkas.json` for programs, `lampiran/` holds the files as
they came, `manifes.json` the SHA-256 of each. The chain of steps is in it, so that a missing or
changed step shows.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import disclosure
from kentongan.complaints.models import Attachment, Complaint, Event
from kentongan.complaints.words import ACTION_LABELS
from kentongan.organizations.roles import Role

FORMAT = "kentongan-berkas-1"
Purpose = Attachment.Purpose


@dataclass(frozen=True, slots=True)
class Line:
    """One step, as the file shows it."""

    event: Event
    step: str
    who: str
    text: str


def build(complaint: Complaint, *, person: PersonalData | None, is_own: bool = False) -> bytes:
    """The ZIP. `person` is whom the reporter consented to name; `is_own`: the reporter's own copy,
    which leaves out what officers wrote among themselves."""
    events = list(disclosure.events_for_reporter(complaint) if is_own else complaint.events.all())
    purposes = [Purpose.EVIDENCE, Purpose.ANSWER]
    if not is_own:
        purposes += [Purpose.SIGNED_PAPER, Purpose.INTERNAL]
    attached = list(complaint.attachments.filter(purpose__in=purposes))
    parts = {f"lampiran/{_name(one)}": _content(one) for one in attached}
    missing = [one for one in attached if not parts[f"lampiran/{_name(one)}"]]
    parts = {name: content for name, content in parts.items() if content}
    lines = [_line(one, is_own=is_own) for one in events]
    facts = _facts(complaint, lines, attached, person=person, is_own=is_own)
    context = facts | {
        "complaint": complaint,
        "lines": lines,
        "person": person,
        "attached": attached,
        "missing": missing,
        "consent": _consent(events),
        "made_at": clock.now(),
        "clocks": complaint.clocks.order_by("started_at"),
    }
    parts["berkas.json"] = _json(facts)
    parts["berkas.html"] = render_to_string("complaints/dossier.html", context).encode()
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())}
    manifest = {
        "format": FORMAT,
        "number": complaint.shown_number,
        "made_at": clock.now().isoformat(),
        "head_hash": complaint.head_hash,
        "sha256": sums,
        "not_found": [_name(one) for one in missing],
    }
    return _zipped({"manifes.json": _json(manifest), **parts})


def _consent(events: list[Event]) -> Event | None:
    given = [one for one in events if one.action == "consent_referral"]
    return given[-1] if given else None


def _line(event: Event, *, is_own: bool) -> Line:
    text = disclosure.text_for_reporter(event) if is_own else event.text
    who = event.actor_label if not is_own else ""
    label = " · ".join(one for one in (str(Role(event.actor_role).label), who) if one)
    return Line(event, str(ACTION_LABELS[event.action]), label, text)


def _facts(
    complaint: Complaint,
    lines: list[Line],
    attached: list[Attachment],
    *,
    person: PersonalData | None,
    is_own: bool,
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "format": FORMAT,
        "number": complaint.shown_number,
        "status": complaint.status,
        "kind": complaint.kind,
        "classification": complaint.classification,
        "title": complaint.title,
        "text": complaint.text,
        "wish": complaint.wish,
        "happened_on": complaint.happened_on,
        "place": str(complaint.area or ""),
        "landmark": complaint.landmark,
        "channel": complaint.channel,
        "submitted_at": complaint.submitted_at,
        "institution": str(complaint.institution or ""),
        "unit": str(complaint.unit or ""),
        "reporter": None if person is None else _person(person),
        "steps": [_step(one, is_own=is_own) for one in lines],
        "files": [
            {"name": _name(one), "sha256": one.sha256, "added_at": one.added_at, "size": one.size}
            for one in attached
        ],
        "limits": [
            {
                "clock": run.clock,
                "started_at": run.started_at,
                "target_at": run.target_at,
                "legal_at": run.legal_at,
                "stopped_at": run.stopped_at,
            }
            for run in complaint.clocks.order_by("started_at")
        ],
    }
    return facts


def _step(line: Line, *, is_own: bool) -> dict[str, Any]:
    event = line.event
    found = {
        "sequence": event.sequence,
        "action": event.action,
        "from": event.source,
        "to": event.target,
        "at": event.at,
        "by": line.who,
        "text": line.text,
    }
    if not is_own:
        found |= {"facts": event.facts, "hash": event.hash, "previous": event.previous_hash}
    return found


def _person(person: PersonalData) -> dict[str, str]:
    named = ("name", "phone", "email", "nik", "address", "on_behalf_of")
    return {one: getattr(person, one) for one in named if getattr(person, one)}


def _name(one: Attachment) -> str:
    return f"{one.pk}-{one.name}"


def _content(one: Attachment) -> bytes:
    try:
        with default_storage.open(one.original) as file:
            return bytes(file.read())
    except OSError:
        return b""


def _json(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str).encode()


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
