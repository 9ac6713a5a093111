"""What a step does to the clocks: which start, stop, stand still or are computed anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from kentongan.common.statements import Prepared, insert
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.models import ClockRun, Complaint, Pause
from kentongan.complaints.workflow import Move
from kentongan.deadlines import rulebook
from kentongan.deadlines.rulebook import RuleBook

AT_THE_DESK = (Clock.DISPATCH, Clock.DECISION)
AT_THE_UNIT = (
    Clock.ACCEPTANCE,
    Clock.FIRST_WORD,
    Clock.ANSWER,
    Clock.APPROVAL,
    Clock.PROMISE,
    Clock.RESPONSE,
)
# What stands on the chip while one of these statuses lasts, whatever else is running.
LEADING = {
    Status.INCOMPLETE: Clock.COMPLETION,
    Status.SCHEDULED: Clock.PROMISE,
    Status.ANSWERED: Clock.CLOSING,
}

_OPEN = Prepared(lambda *, complaint: ClockRun.objects.filter(complaint=complaint, stopped_at=None))
_THESE = Prepared(lambda *, keys: ClockRun.objects.filter(pk__in=keys))
_PAUSES = Prepared(lambda *, complaint: Pause.objects.filter(complaint=complaint))


@dataclass(slots=True)
class Plan:
    """Rows to write for one step, and the two dates that then stand on the complaint."""

    stopped: list[ClockRun] = field(default_factory=list)
    changed: list[ClockRun] = field(default_factory=list)
    started: list[ClockRun] = field(default_factory=list)
    pause: Pause | None = None
    resumes: bool = False
    at: datetime | None = None
    due_at: datetime | None = None
    legal_at: datetime | None = None


def plan(
    complaint: Complaint,
    move: Move,
    *,
    target: str,
    at: datetime,
    recounted: Sequence[ClockRun] = (),
) -> Plan:
    """What `move` does to the clocks of `complaint`, whose facts are already those after it.

    `recounted` are open runs whose dates were worked out before, by `recount`.
    """
    opening = _OPEN.rows(complaint=complaint.pk) if complaint.version else []
    dated = {run.pk: run for run in recounted}
    opening = [dated.get(run.pk, run) for run in opening]
    made = Plan(at=at, changed=[run for run in opening if run.pk in dated])
    rules = rulebook.current() if _computes(move, complaint, target) else None
    made.resumes = complaint.status == Status.INCOMPLETE and target != Status.INCOMPLETE
    staying = []
    for run in opening:
        if run.clock in move.stops:
            run.stopped_at = at
            made.stopped.append(run)
        else:
            staying.append(run)
    pauses = _pauses(complaint, at) if made.resumes or move.action == "classify" else ()
    for run in staying if pauses or move.action == "classify" else ():
        if run.clock not in (Clock.COMPLETION, Clock.PROMISE):
            _set_dates(run, complaint, pauses, rules)
            made.changed.append(run)
    kept = {run.clock for run in staying}
    made.started = [
        _start(clock, complaint, target=target, at=at, rules=rules)
        for clock in move.starts
        if clock not in kept
    ]
    if target == Status.INCOMPLETE and move.target == Status.INCOMPLETE:
        made.pause = Pause(complaint_id=complaint.pk, started_at=at)
    made.due_at, made.legal_at = _standing(target, [*staying, *made.started])
    return made


def write(made: Plan, *, complaint: Complaint) -> None:
    """Write the rows of `made`, in the transaction of the step."""
    if made.stopped:
        _THESE.update({"stopped_at": made.at}, keys=tuple(run.pk for run in made.stopped))
    if made.changed:
        ClockRun.objects.bulk_update(
            made.changed, ["target_at", "legal_at", "target_rule", "legal_rule"]
        )
    if made.started:
        for run in made.started:
            run.complaint_id = complaint.pk
        insert(made.started)
    if made.pause:
        insert([made.pause])
    if made.resumes:
        complaint.pauses.filter(ended_at=None).update(ended_at=made.at)


Dates = tuple[datetime | None, datetime | None]


def recount(complaint: Complaint, *, only_later: bool) -> list[tuple[ClockRun, Dates]]:
    """Open runs to which days and rules of today give other dates, each with its dates before.

    A pause that lasts is counted when it ends. With `only_later` a date never moves forward in the
    calendar: whoever adds a holiday takes nobody's time away.
    """
    pauses = [(one.started_at, one.ended_at) for one in complaint.pauses.all() if one.ended_at]
    rules = rulebook.current()
    found: list[tuple[ClockRun, Dates]] = []
    for run in complaint.clocks.all():
        if run.stopped_at is not None or run.clock == Clock.PROMISE:
            continue
        before = (run.target_at, run.legal_at)
        ruled = (run.target_rule_id, run.legal_rule_id)
        _set_dates(run, complaint, pauses, rules)
        if only_later and before[0] and run.target_at and run.target_at < before[0]:
            run.target_at, run.target_rule_id = before[0], ruled[0]
        if only_later and before[1] and run.legal_at and run.legal_at < before[1]:
            run.legal_at, run.legal_rule_id = before[1], ruled[1]
        if (run.target_at, run.legal_at) != before:
            found.append((run, before))
    return found


def _computes(move: Move, complaint: Complaint, target: str) -> bool:
    """Dates will be computed: read the rules, once."""
    leaves_wait = complaint.status == Status.INCOMPLETE and target != Status.INCOMPLETE
    return bool(move.starts) or leaves_wait or move.action == "classify"


def _start(
    clock: Clock, complaint: Complaint, *, target: str, at: datetime, rules: RuleBook | None
) -> ClockRun:
    # Back at a desk (restored, appealed, split): the citizen's clock goes on from the first day. So
    # it does from the filing at a desk without network; an office's own begin when it can know.
    is_back = clock == Clock.CHAIN and target in (Status.RECEIVED, Status.FORWARDED)
    run = ClockRun(
        complaint_id=complaint.pk,
        clock=clock,
        started_at=complaint.promised_from if is_back else at,
        holder_id=None if target == Status.RETURNED else _holder(clock, complaint),
    )
    if clock == Clock.PROMISE and complaint.promised_on:
        run.target_at = datetime.combine(
            complaint.promised_on, time(23, 59, 59), ZoneInfo(_zone(complaint))
        )
    else:
        pauses = _pauses(complaint, at) if is_back and complaint.version else ()
        _set_dates(run, complaint, pauses, rules)
    return run


def _set_dates(
    run: ClockRun,
    complaint: Complaint,
    pauses: Sequence[tuple[datetime, datetime]],
    rules: RuleBook | None,
) -> None:
    due = (rules or rulebook.current()).due(
        run.clock,
        classification=complaint.classification,
        institution_id=complaint.institution_id,
        time_zone=_zone(complaint),
        started_at=run.started_at,
        pauses=[one for one in pauses if one[1] > run.started_at],
    )
    run.target_at, run.legal_at = (due.target_at, due.legal_at) if due else (None, None)
    run.target_rule_id = due.target_rule_id if due else None
    run.legal_rule_id = due.legal_rule_id if due else None


def dates_of(complaint: Complaint, clock: Clock, *, at: datetime) -> datetime | None:
    """Until when a clock would run that begins at that moment."""
    run = ClockRun(complaint_id=complaint.pk, clock=clock, started_at=at)
    _set_dates(run, complaint, (), None)
    return run.target_at


def _pauses(complaint: Complaint, at: datetime) -> list[tuple[datetime, datetime]]:
    rows = _PAUSES.rows(complaint=complaint.pk)
    return [(one.started_at, one.ended_at or at) for one in rows]


def _zone(complaint: Complaint) -> str:
    return complaint.institution.time_zone if complaint.institution else settings.TIME_ZONE


def _holder(clock: Clock, complaint: Complaint) -> int | None:
    if clock in AT_THE_DESK:
        return complaint.institution_id
    return complaint.unit_id if clock in AT_THE_UNIT else None


def _standing(status: str, runs: Sequence[ClockRun]) -> tuple[datetime | None, datetime | None]:
    """Target and legal limit to show: the nearest of the open clocks."""
    leading = LEADING.get(Status(status))
    shown = [run for run in runs if run.clock == leading] or list(runs)
    targets = [run.target_at for run in shown if run.target_at]
    legal = [run.legal_at for run in runs if run.legal_at]
    return min(targets, default=None), min(legal, default=None)
