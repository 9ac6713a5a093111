"""The weekly letter to the leaders: what came, what is late, who was escalated, which promises broke."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone, translation

from kentongan.common import clock, words
from kentongan.complaints import promises
from kentongan.complaints.models import Complaint, Event, Firing
from kentongan.complaints.querysets import ENDED
from kentongan.notifications import outbox, recurring
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations import directory, recipients
from kentongan.organizations.models import Organization
from kentongan.organizations.recipients import Officer
from kentongan.organizations.roles import Role

CODE = "weekly-leaders"
WEEK = timedelta(weeks=1)
HIGH = 40  # rungs from here on are for leaders
MOST = 15  # lines in a letter


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint that reached a high rung."""

    complaint: Complaint
    rung: str

    @property
    def target(self) -> str:
        """The date that the office should keep, for a filter of the text."""
        return self.complaint.due_at.isoformat() if self.complaint.due_at else ""

    @property
    def limit(self) -> str:
        """The date of the law."""
        return self.complaint.legal_at.isoformat() if self.complaint.legal_at else ""


@dataclass(frozen=True, slots=True)
class Week:
    """The figures of one institution in the seven days before `until`."""

    since: datetime
    until: datetime
    received: int
    answered: int
    closed: int
    open: int
    open_reports: int  # with those that were merged into the open ones
    late: int
    escalated: int
    lines: tuple[Line, ...]
    broken: tuple[promises.UnitFigures, ...]


def sweep(now: datetime) -> int:
    """Monday morning at seven: one letter to each leader of each institution."""
    if not recurring.is_due(CODE, now=now):
        return 0
    with transaction.atomic():
        if not recurring.take(CODE, now=now, next_at=next_monday(now)):
            return 0
        written = 0
        for body in directory.institutions(clock.today()):
            leaders = recipients.officers([Role.LEADER], on=clock.today(), organization_id=body.pk)
            if leaders:
                written += _write(body, leaders, now=now)
        return written


def next_monday(now: datetime) -> datetime:
    local = timezone.localtime(now)
    monday = (local - timedelta(days=local.weekday())).replace(
        hour=7, minute=0, second=0, microsecond=0
    )
    return monday if monday > local else monday + WEEK


def week_of(institution_id: int, *, until: datetime) -> Week:
    """The figures of the seven days before `until`."""
    since = until - WEEK
    mine = Complaint.objects.filter(institution=institution_id)
    events = Event.objects.filter(
        at__gte=since, at__lt=until, complaint__institution=institution_id
    )
    open_ones = mine.exclude(status__in=ENDED)
    fired = (
        Firing.objects.filter(
            complaint__institution=institution_id,
            fired_at__gte=since,
            fired_at__lt=until,
            level__gte=HIGH,
            is_for_reporter=False,
            state=Firing.State.FIRED,
        )
        .select_related("complaint__unit", "event")
        .order_by("-level", "complaint_id")
    )
    problems, joined = open_ones.count(), open_ones.aggregate(joined=Sum("merged_count"))
    figures = promises.figures(institution_id=institution_id, since=since - 12 * WEEK, until=until)
    return Week(
        since=since,
        until=until,
        received=mine.filter(submitted_at__gte=since, submitted_at__lt=until).count(),
        answered=events.filter(target="answered").exclude(source="answered").count(),
        closed=events.filter(target="closed").exclude(source="closed").count(),
        open=problems,
        open_reports=problems + (joined["joined"] or 0),
        late=open_ones.filter(due_at__lt=until).count(),
        escalated=fired.count(),
        lines=tuple(_lines(fired)),
        broken=tuple(one for one in figures if one.broken)[:MOST],
    )


def _lines(fired: Iterable[Firing]) -> Iterable[Line]:
    seen: set[int] = set()
    for one in fired:
        if one.complaint_id not in seen and len(seen) < MOST:
            seen.add(one.complaint_id)
            name = str(one.event.facts.get("rung_name", one.code)) if one.event else one.code
            yield Line(one.complaint, name)


def _write(body: Organization, leaders: list[Officer], *, now: datetime) -> int:
    week = week_of(body.pk, until=now)
    year, number, _day = timezone.localtime(now).isocalendar()
    letters = []
    for leader in leaders:
        with translation.override(leader.language):
            text = render_to_string(
                "complaints/messages/weekly.txt",
                {"week": week, "body": body, "since": words.day(week.since)},
            ).strip()
        subject, _rest, content = text.partition("\n")
        letters.append(
            Outgoing(
                purpose="weekly",
                transport="email",
                dedupe=f"weekly:{body.pk}:{year}-{number}:u{leader.user_id}",
                subject=subject.strip(),
                body=content.strip(),
                user_id=leader.user_id,
                language=leader.language,
            )
        )
    return outbox.queue(letters)
