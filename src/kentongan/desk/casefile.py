"""Everything that the officers' page of one complaint shows, in at most twelve statements."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from kentongan.common import clock, ids, words
from kentongan.common.statements import Prepared, keep
from kentongan.complaints import evidence, filing, holders, moves, plans, points
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import (
    Answer,
    Attachment,
    ClockRun,
    Complaint,
    Disposition,
    Event,
    PlannedAnswer,
)
from kentongan.complaints.services import joining
from kentongan.complaints.services.identity import may_reveal
from kentongan.desk import rows, timeline
from kentongan.desk.forms.base import StepForm
from kentongan.desk.panels import Panel, panels_for, refused
from kentongan.desk.steps import ELSEWHERE, NOT_OFFERED
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

DRAFTING = (S.IN_PROGRESS, S.AWAITING_APPROVAL, S.SCHEDULED, S.REPLIED, S.REOPENED)
NEIGHBOURS = (
    "institution", "unit", "external_body", "area", "category__parent", "handler", "arbiter",
    "master", "archive_proposed_by", "paper", "planned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock: what is timed, who holds it, until when, and how it stands."""

    label: str
    holder: str
    started_at: datetime
    target_at: datetime | None
    legal_at: datetime | None
    stopped_at: datetime | None
    chip: words.TimeLeft | None


@dataclass(frozen=True, slots=True)
class File:
    """A file, as kentongan/_files.html takes it; without an address it is not shown yet."""

    url: str
    name: str
    size: int
    thumb_url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Casefile:
    """One complaint as this officer may see and change it now."""

    complaint: Complaint
    actor: Actor
    chip: words.TimeLeft | None
    flags: tuple[rows.Flag, ...]
    place: str
    holder: str
    panels: list[Panel]
    more: list[Panel]
    impossible: list[moves.Option]
    next_limit: ClockLine | None
    clocks: list[ClockLine]
    past_clocks: list[ClockLine]
    dispositions: list[Disposition]
    entries: list[timeline.Entry]
    evidence: list[File]
    unready: list[File]
    sent: list[Message]
    may_reveal: bool
    may_mask: bool
    followers: int  # who has it, too; never who they are
    is_reader: bool
    shares: list[holders.Share]
    points: list[points.Shown]
    planned: PlannedAnswer | None
    doubts: list[tuple[str, list[str]]]  # a photo, and what to look at
    filing_limit: datetime | None = None  # the day until which it should have been filed
    refused: Panel | None = None
    news: list[timeline.Entry] = field(default_factory=list)


def find(number: str, actor: Actor) -> Complaint:
    """The complaint with this number, if the actor may know of it; otherwise there is none."""
    found = _seen_by(actor.role).rows(number=ids.read_number(number) or "", **actor.scope)
    if not found:
        raise Http404
    return found[0]


@cache
def _seen_by(role: Role) -> Prepared[Complaint]:
    def seen(*, number: str, **who: Any) -> Any:
        rows_seen = Complaint.objects.visible_to(Actor.within(role, who))
        found = rows_seen.select_related(*NEIGHBOURS).filter(number=number)
        return found.annotate(follower_count=joining.column())

    return Prepared(seen)


_HANGING: dict[str, Prepared[Any]] = {
    "clocks": Prepared(
        lambda *, complaint: ClockRun.objects.filter(complaint=complaint).select_related("holder")
    ),
    "dispositions": Prepared(
        lambda *, complaint: Disposition.objects.filter(complaint=complaint).select_related(
            "unit", "proposed_owner", "contribution"
        )
    ),
    "events": Prepared(
        lambda *, complaint: Event.objects.filter(complaint=complaint).select_related(
            "actor_organization"
        )
    ),
    "attachments": Prepared(
        lambda *, complaint: Attachment.objects.filter(complaint=complaint).select_related(
            "photo__same_as__complaint"
        )
    ),
    "answers": Prepared(
        lambda *, complaint: Answer.objects.filter(complaint=complaint).select_related("author")
    ),
}
_SENT = Prepared(
    lambda *, complaint: Message.objects.about(complaint).select_related("user", "receipt"),
)


def read(complaint: Complaint) -> None:
    """Everything that hangs on the complaint, one statement a table."""
    for name, prepared in _HANGING.items():
        if name != "answers" or complaint.status in DRAFTING:
            keep(complaint, name, prepared.rows(complaint=complaint.pk))
    points.read_all(complaint)


def casefile(
    complaint: Complaint, actor: Actor, *, given: StepForm | None = None, seen: int | None = None
) -> Casefile:
    """The page; `given` is a form that was refused and keeps what was typed."""
    read(complaint)
    now = clock.now()
    every = moves.options(complaint, actor)
    options = [one for one in every if one.action not in NOT_OFFERED | ELSEWHERE]
    panels = panels_for(complaint, actor, options, given)
    files = _files(complaint)
    lines = [_clock(run, complaint, now) for run in complaint.clocks.all()]
    shown = {panel.action for panel in panels} | {p.second.action for p in panels if p.second}
    return Casefile(
        complaint=complaint,
        actor=actor,
        chip=rows.chip_of(complaint, now),
        flags=rows.flags_of(complaint),
        place=rows.place_of(complaint.area_id, complaint.area.name if complaint.area else None),
        holder=_holder(complaint),
        panels=[one for one in panels if not one.step.is_more],
        more=[one for one in panels if one.step.is_more],
        impossible=[one for one in options if not one.is_possible],
        next_limit=_next_limit(lines),
        clocks=[one for one in lines if one.stopped_at is None],
        past_clocks=[one for one in lines if one.stopped_at is not None],
        dispositions=list(complaint.dispositions.all()),
        entries=timeline.entries(complaint.events.all(), files),
        evidence=[one for some in files.values() for one in some],
        unready=_unready(complaint),
        sent=_SENT.rows(complaint=complaint.pk),
        may_reveal=may_reveal(complaint, actor),
        may_mask=any(one.action == "mask" and one.is_possible for one in every),
        followers=joining.count(complaint) if complaint.public_text else 0,
        shares=holders.shares(complaint, now=now),
        filing_limit=filing.late_since_of(complaint),
        points=points.shown(complaint),
        planned=plans.of(complaint),
        doubts=_doubts(complaint),
        is_reader=not any(one.action != "note" for one in options),
        refused=refused(given, shown) if given else None,
        news=_news(complaint, actor, seen),
    )


def _news(complaint: Complaint, actor: Actor, seen: int | None) -> list[timeline.Entry]:
    if seen is None or seen >= complaint.version:
        return []
    since = [one for one in complaint.events.all() if one.actor_user_id != actor.user_id]
    return timeline.changed_since(since, seen)


def _holder(complaint: Complaint) -> str:
    if complaint.status == S.RETURNED and complaint.external_body:
        return complaint.external_body.name
    office = complaint.unit or complaint.institution
    name = office.name if office else _("National desk")
    return f"{name}, {complaint.handler.full_name}" if complaint.handler else name


def _clock(run: ClockRun, complaint: Complaint, now: datetime) -> ClockLine:
    chip = None
    if run.target_at:
        chip = words.time_left(
            run.target_at,
            now,
            started_at=run.started_at,
            paused=complaint.is_paused and run.clock != "completion",
            done_at=run.stopped_at,
        )
    return ClockLine(
        label=run.get_clock_display(),
        holder=run.holder.short_name if run.holder else "",
        started_at=run.started_at,
        target_at=run.target_at,
        legal_at=run.legal_at,
        stopped_at=run.stopped_at,
        chip=chip,
    )


def _next_limit(lines: list[ClockLine]) -> ClockLine | None:
    """The limit that comes first: its two dates stand on top."""
    open_ones = [one for one in lines if one.stopped_at is None and one.target_at]
    return min(open_ones, key=lambda one: one.target_at or one.started_at, default=None)


def _files(complaint: Complaint) -> dict[int | None, list[File]]:
    found: dict[int | None, list[File]] = {}
    for one in complaint.attachments.all():
        if one.state != Attachment.State.READY:
            continue
        url = reverse("desk:file", args=[complaint.shown_number, one.key])
        small = f"{url}?kecil=1" if one.thumbnail else ""
        found.setdefault(one.event_id, []).append(File(url, one.name, one.size, small))
    return found


def _doubts(complaint: Complaint) -> list[tuple[str, list[str]]]:
    found = [(one.name, list(evidence.doubts(one))) for one in complaint.attachments.all()]
    return [(name, words) for name, words in found if words]


def _unready(complaint: Complaint) -> list[File]:
    waiting = [one for one in complaint.attachments.all() if one.state != Attachment.State.READY]
    return [File("", one.name, one.size, state=one.get_state_display()) for one in waiting]


def recipient(message: Message, complaint: Complaint) -> str:
    """Whom a message is for. The name behind a reporter's account is nobody's business here."""
    if message.user and message.user_id != complaint.reporter_user_id:
        return message.user.full_name
    return str(Role.REPORTER.label)
