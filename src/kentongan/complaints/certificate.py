"""The certificate of a complaint's dates: everything from which anybody computes them again.

`docs/howto/recompute_dates.py` does so without a line of this program.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.models import ClockRun, Complaint, Event, Pause
from kentongan.deadlines import due as dues
from kentongan.deadlines import explain, rulebook
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.explain import Explanation
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

FORMAT = "kentongan-certificate-1"
FOREVER = datetime.max.replace(tzinfo=UTC)
ANEW = ("classify", "recount")  # steps after which dates are computed again
UNPAUSED = (Clock.COMPLETION, Clock.PROMISE)


@dataclass(frozen=True, slots=True)
class Standstill:
    """A time in which the reporter was asked."""

    started_at: datetime
    ended_at: datetime | None
    # What the dates took account of: a pause that goes on counts from the day it ends.
    counted_until: datetime | None
    reason: str
    asked_by: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class Timed:
    """One run of a clock with what its dates were computed from."""

    run: ClockRun
    classification: str
    calendar: Calendar
    pauses: tuple[Standstill, ...]
    explanations: tuple[Explanation, ...]

    @property
    def label(self) -> str:
        return self.run.get_clock_display()

    @property
    def agrees(self) -> bool:
        """The dates on record are those that follow from the rules."""
        if self.run.clock == Clock.PROMISE:
            return True
        found = {one.limit.purpose: one.at for one in reversed(self.explanations) if one.decides}
        legal = found.get("legal")
        target = found.get("target", legal)
        return (self.run.target_at, self.run.legal_at) == (target, legal)


@dataclass(frozen=True, slots=True)
class Certificate:
    """All clocks of one complaint, explained."""

    complaint: Complaint
    made_at: datetime
    revision: int | None
    time_zone: str
    clocks: tuple[Timed, ...]

    @property
    def agrees(self) -> bool:
        return all(one.agrees for one in self.clocks)


def certify(complaint: Complaint, *, with_names: bool) -> Certificate:
    """Explain every clock that ran; `with_names` also tells which officer paused it."""
    made = _Maker(complaint, with_names=with_names)
    return Certificate(
        complaint=complaint,
        made_at=clock.now(),
        revision=made.book.revision,
        time_zone=made.zone,
        clocks=tuple(made.timed(run) for run in complaint.clocks.select_related("holder")),
    )


class _Maker:
    """Reads once what all clocks of a complaint need."""

    def __init__(self, complaint: Complaint, *, with_names: bool) -> None:
        self.complaint = complaint
        self.with_names = with_names
        self.book = rulebook.current()
        rows = complaint.events.select_related("actor_organization").order_by("sequence")
        self.events: list[Event] = list(rows)
        self.pauses: list[Pause] = list(complaint.pauses.all())
        codes = {str(one.facts.get("institution", "")) for one in self.events} - {""}
        bodies = Organization.objects.filter(code__in=codes)
        self.bodies = {one.code: one for one in bodies}
        self.zone = complaint.institution.time_zone if complaint.institution else settings.TIME_ZONE

    def timed(self, run: ClockRun) -> Timed:
        """The run as its dates were last computed."""
        at = self._computed_at(run)
        classification = self._class_at(at)
        body = self._body_at(at)
        zone = body.time_zone if body else settings.TIME_ZONE
        body_id = body.pk if body else None
        on = run.started_at.astimezone(ZoneInfo(zone)).date()
        limits = self.book.limits(
            run.clock,
            classification=classification,
            institution_id=body_id,
            on=on,
            today=at.astimezone(ZoneInfo(zone)).date(),
        )
        calendar = self._as_known(self.book.calendar(body_id, zone, on=on), body_id, run)
        pauses = self._pauses(run, at)
        spans = [(one.started_at, one.counted_until) for one in pauses if one.counted_until]
        due = dues.dates(
            limits, started_at=run.started_at, calendar=calendar, pauses=spans
        ) if run.clock != Clock.PROMISE else None  # fmt: skip
        return Timed(
            run=run,
            classification=classification,
            calendar=calendar,
            pauses=pauses,
            explanations=explain.explain(
                due, started_at=run.started_at, calendar=calendar, pauses=spans
            )
            if due
            else (),
        )

    def _computed_at(self, run: ClockRun) -> datetime:
        """Dates are set at the start, and again when class, days or rules change or a pause ends."""
        # The step that stops a clock computes nothing anew.
        until = run.stopped_at or FOREVER
        again = [
            one.at
            for one in self.events
            if run.started_at < one.at < until and (one.action in ANEW or _ends_pause(one))
        ]
        # A clock may begin before the first event: with the filing at a desk without network.
        return max(again, default=max(run.started_at, self.events[0].at))

    def _class_at(self, at: datetime) -> str:
        found = str(self.complaint.classification)
        for event in reversed(self.events):
            change = event.facts.get("classification")
            if event.action == "classify" and event.at > at and isinstance(change, dict):
                found = str(change["from"])
        return found

    def _body_at(self, at: datetime) -> Organization | None:
        codes = [
            str(one.facts["institution"])
            for one in self.events
            if one.at <= at and one.facts.get("institution")
        ]
        return self.bodies.get(codes[-1]) if codes else None

    def _pauses(self, run: ClockRun, at: datetime) -> tuple[Standstill, ...]:
        if run.clock in UNPAUSED:
            return ()
        end = run.stopped_at or FOREVER
        # Whoever counts anew counts a pause that lasts only when it ends.
        counts_ended = any(one.action == "recount" and one.at == at for one in self.events)
        return tuple(
            Standstill(
                started_at=one.started_at,
                ended_at=one.ended_at,
                counted_until=_counted(one, at, counts_ended=counts_ended),
                reason=self._text_at(one.started_at),
                asked_by=self._actor_at(one.started_at),
                ended_by=self._actor_at(one.ended_at),
            )
            for one in self.pauses
            if one.started_at < end and (one.ended_at is None or one.ended_at > run.started_at)
        )

    def _at(self, moment: datetime | None) -> Event | None:
        changing = (one for one in self.events if one.source != one.target)
        return next((one for one in changing if one.at == moment), None)

    def _text_at(self, moment: datetime) -> str:
        event = self._at(moment)
        return event.text if event else ""

    def _actor_at(self, moment: datetime | None) -> str:
        event = self._at(moment)
        if event is None:
            return ""
        office = event.actor_organization.short_name if event.actor_organization else ""
        name = event.actor_label if self.with_names and office else ""
        return ", ".join(one for one in (name, str(Role(event.actor_role).label), office) if one)

    def _as_known(self, calendar: Calendar, body_id: int | None, run: ClockRun) -> Calendar:
        """The holidays as they stood when the run stopped: later edits did not move its dates."""
        if run.stopped_at is None:
            return calendar
        names = dict(calendar.names)
        edits = Entry.objects.filter(
            action__in=("deadlines.holiday_saved", "deadlines.holiday_withdrawn"),
            at__gt=run.stopped_at,
        )
        for edit in edits.order_by("-sequence"):
            if edit.detail.get("institution_id", "") not in ("", str(body_id or "")):
                continue
            day = date.fromisoformat(edit.detail["day"])
            if edit.action.endswith("withdrawn"):
                names[day] = edit.detail["name"]
            else:
                names.pop(day, None)
        if names == dict(calendar.names):
            return calendar
        return Calendar(
            holidays=frozenset(names),
            weekdays=calendar.weekdays,
            opens=calendar.opens,
            closes=calendar.closes,
            zone=calendar.zone,
            names=names,
        )


def _counted(pause: Pause, at: datetime, *, counts_ended: bool) -> datetime | None:
    """Until when the dates that were computed at a moment took account of a pause."""
    lasts = pause.ended_at is None or pause.ended_at > at
    if pause.started_at >= at or (lasts and counts_ended):
        return None
    return min(pause.ended_at or at, at)


def as_json(made: Certificate) -> dict[str, Any]:
    """The certificate as plain data; moments in UTC, days as dates."""
    complaint = made.complaint
    return {
        "format": FORMAT,
        "number": complaint.shown_number,
        "made_at": made.made_at.isoformat(),
        "status": complaint.status,
        "events": {"count": complaint.version, "last_hash": complaint.head_hash},
        # One number: it changes with every edit of a rule, a profile, a holiday or office hours.
        "rule_version": str(made.revision or ""),
        "calendar_version": str(made.revision or ""),
        "agrees": made.agrees,
        "clocks": [_clock_json(one) for one in made.clocks],
    }


def _clock_json(timed: Timed) -> dict[str, Any]:
    run = timed.run
    first, last = _span(timed)
    calendar = timed.calendar
    days = sorted(day for day in calendar.holidays if first <= day <= last)
    return {
        "clock": run.clock,
        "classification": timed.classification,
        "holder": run.holder.name if run.holder else "",
        "started_at": _iso(run.started_at),
        "stopped_at": _iso(run.stopped_at),
        "target_at": _iso(run.target_at),
        "legal_at": _iso(run.legal_at),
        "agrees": timed.agrees,
        "calendar": {
            "version": version_of(days),
            "time_zone": str(calendar.zone),
            "weekdays": sorted(calendar.weekdays),
            "opens": calendar.opens.isoformat(),
            "closes": calendar.closes.isoformat(),
            "from": first.isoformat(),
            "to": last.isoformat(),
            "holidays": [
                {"day": day.isoformat(), "name": calendar.names.get(day, "")} for day in days
            ],
        },
        "pauses": [
            {
                "started_at": _iso(one.started_at),
                "ended_at": _iso(one.ended_at),
                "counted_until": _iso(one.counted_until),
                "reason": one.reason,
                "asked_by": one.asked_by,
                "ended_by": one.ended_by,
            }
            for one in timed.pauses
        ],
        "rules": [_rule_json(one) for one in timed.explanations],
    }


def _rule_json(one: Explanation) -> dict[str, Any]:
    limit = one.limit
    return {
        "code": limit.code,
        "name": limit.name,
        "source": limit.source,
        "compared_with_source": limit.is_confirmed,
        "row": limit.rule_id,
        "purpose": limit.purpose,
        "value": limit.value,
        "unit": limit.unit,
        "pauses": limit.pauses,
        "date": _iso(one.at),
        "decides": one.decides,
        "day_zero": one.day_zero.isoformat(),
        "counted": [day.isoformat() for day in one.counted],
        "skipped": [
            {"day": skip.day.isoformat(), "reason": str(skip.reason.value), "name": skip.name}
            for skip in one.skipped
        ],
        "moved_from": _iso(one.moved_from),
    }


def version_of(days: Sequence[date]) -> str:
    """A short name for a list of holidays: the same days have the same name."""
    text = ",".join(day.isoformat() for day in days)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _span(timed: Timed) -> tuple[date, date]:
    """The days that a reader needs to know of: from the start to the last date, and some more."""
    moments: Iterable[datetime] = [one.at for one in timed.explanations]
    last = max(moments, default=timed.run.started_at)
    zone = timed.calendar.zone
    first = timed.run.started_at.astimezone(zone).date()
    return first, last.astimezone(zone).date() + timedelta(14)


def _ends_pause(event: Event) -> bool:
    return event.source == Status.INCOMPLETE and event.target != Status.INCOMPLETE


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
