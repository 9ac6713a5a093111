"""The views of the inbox: one table of what each shows, and one of which role has which.

Only open work is read by its due date, through the partial indexes of open complaints; history is
read newest first. Nothing counts all rows: a counter stops at `MOST`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import BooleanField, F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentongan.common import driver
from kentongan.common.statements import Prepared
from kentongan.complaints.choices import Classification, Clock
from kentongan.complaints.choices import Status as S
from kentongan.complaints.models import ClockRun, Complaint, Disposition
from kentongan.complaints.querysets import ENDED, ComplaintQuerySet
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role as R

SIZE = 50  # rows of a page
MOST = 1000
FEW = 100  # of one status, beside the list
_OPEN_STATUSES = [status for status in S.values if status not in ENDED]
# The condition of the partial indexes, written out: SQLite does not see that `status IN (?, ?)`
# is the same. It stands last in WHERE, so that `status = ?` chooses the index before it.
IS_OPEN = Func(
    F("status"),
    template=f"%(expressions)s IN ({', '.join(repr(str(one)) for one in _OPEN_STATUSES)})",
    output_field=BooleanField(),
)

NOTHING = _("Nothing waits here.")


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and the midnight that ends this day; computed once, so that statements can be kept."""

    now: datetime
    tonight: datetime

    @classmethod
    def of(cls, now: datetime) -> "Moment":
        local = timezone.localtime(now)
        tomorrow = local.date() + timedelta(days=1)
        return cls(now, datetime.combine(tomorrow, time(), local.tzinfo))


Condition = Callable[[Actor, Moment], Q]


@dataclass(frozen=True, slots=True)
class View:
    """One entry of the side bar. Open ones are read by due date, others newest first."""

    code: str
    label: Any
    when: Condition
    is_open: bool = True
    is_late: bool = False
    is_counted: bool = True
    nothing: Any = NOTHING


def _status(*statuses: S) -> Condition:
    if len(statuses) == 1:
        return lambda actor, at: Q(status=statuses[0])
    return lambda actor, at: Q(status__in=statuses)


def _today(actor: Actor, at: Moment) -> Q:
    return Q(due_at__gte=at.now, due_at__lt=at.tonight)


def _contributions(actor: Actor, at: Moment) -> Q:
    asked = Disposition.objects.filter(
        unit=actor.organization_id,
        part=Disposition.Part.CONTRIBUTING,
        ended_at=None,
        finished_at=None,
    )
    return Q(pk__in=asked.values("complaint"))


def _archive_proposed(actor: Actor, at: Moment) -> Q:
    at_desk = (S.RECEIVED, S.FORWARDED, S.DECLINED)
    return Q(status__in=at_desk, archive_proposed_by__isnull=False)


def _objections(actor: Actor, at: Moment) -> Q:
    """An objection starts this clock where no dispute can be."""
    waiting = ClockRun.objects.filter(clock=Clock.DECISION, stopped_at=None)
    return Q(status__in=(S.ANSWERED, S.CLOSED), pk__in=waiting.values("complaint"))


AT_UNITS = (S.DISPATCHED, S.IN_PROGRESS, S.AWAITING_APPROVAL, S.SCHEDULED, S.REPLIED, S.REOPENED)

# fmt: off
VIEWS = (
    View("verify-national", _("To verify"), _status(S.RECEIVED)),
    View("returned", _("Returned"),
         lambda actor, at: Q(status=S.RETURNED, external_body=None)),
    View("verify", _("To verify"), _status(S.FORWARDED)),
    View("declined", _("Declined by a unit"), _status(S.DECLINED)),
    View("disputes", _("Disputes"), _status(S.DISPUTED)),
    View("decide", _("For your decision"), _status(S.DISPUTED)),
    View("new", _("New"), _status(S.DISPATCHED)),
    View("working", _("In work"), _status(S.IN_PROGRESS)),
    View("approval", _("Awaiting approval"), _status(S.AWAITING_APPROVAL)),
    View("scheduled", _("Scheduled"), _status(S.SCHEDULED)),
    View("back", _("Replied or reopened"), _status(S.REPLIED, S.REOPENED)),
    View("mine", _("My tasks"), lambda actor, at: Q(handler=actor.user_id)),
    View("contributions", _("Contributions"), _contributions),
    View("late", _("Overdue"), lambda actor, at: Q(due_at__lt=at.now), is_late=True,
         nothing=_("Nothing is overdue.")),
    View("today", _("Due today"), _today, nothing=_("Nothing is due today.")),
    View("institutions", _("With institutions"), _status(S.FORWARDED, *AT_UNITS)),
    View("units", _("Waiting for units"), _status(*AT_UNITS)),
    View("reporter", _("Waiting for reporters"), _status(S.INCOMPLETE)),
    View("outside", _("With outside bodies"),
         lambda actor, at: Q(status=S.RETURNED, external_body__isnull=False)),
    View("answered", _("Answered"), _status(S.ANSWERED)),
    View("archive", _("Archiving proposed"), _archive_proposed),
    View("objections", _("Objections"), _objections, is_open=False),
    View("supervisory", _("Needs investigation"),
         lambda actor, at: Q(classification=Classification.SUPERVISORY)),
    View("open", _("All open"), lambda actor, at: Q()),
    View("entered", _("Entered by me"), lambda actor, at: Q()),
    View("referred", _("Referred"), _status(S.REFERRED), is_open=False),
    View("done", _("Ended"), _status(*ENDED), is_open=False, is_counted=False,
         nothing=_("Nothing has ended yet.")),
    View("all", _("All"), lambda actor, at: Q(), is_open=False, is_counted=False,
         nothing=_("There is no report here yet.")),
)
# fmt: on
_BY_CODE = {view.code: view for view in VIEWS}

_OF_UNIT = ("new", "working", "approval", "scheduled", "back", "late", "today", "mine",
            "contributions", "reporter", "answered", "all", "done")  # fmt: skip
OF_ROLE: dict[R, tuple[str, ...]] = {
    R.NATIONAL_ADMIN: ("verify-national", "returned", "late", "today", "reporter", "institutions",
                       "outside", "answered", "objections", "archive", "all", "done"),
    R.INSTITUTION_ADMIN: ("verify", "declined", "disputes", "late", "today", "reporter", "units",
                          "answered", "objections", "archive", "outside", "all", "done"),
    R.LIAISON: _OF_UNIT,
    R.DRAFTER: _OF_UNIT,
    R.UNIT_HEAD: ("approval", *(code for code in _OF_UNIT if code != "approval")),
    R.FIELD_OFFICER: ("mine", "working", "scheduled", "late", "contributions", "all", "done"),
    R.INSPECTORATE: ("supervisory", "archive", "late", "open", "all", "done"),
    R.PPID: ("open", "late", "answered", "all", "done"),
    R.LEADER: ("decide", "late", "units", "answered", "all", "done"),
    R.COUNTER_CLERK: ("entered", "reporter", "answered", "all", "done"),
    R.AUDITOR: ("referred",),
    R.OPERATOR: (),
}  # fmt: skip


def views_of(actor: Actor) -> list[View]:
    """The side bar of a role, the first one is where it begins."""
    return [_BY_CODE[code] for code in OF_ROLE[actor.role]] or [_BY_CODE["all"]]


def view_of(actor: Actor, code: str) -> View | None:
    """One view of this role; None when the role has no such view."""
    return next((view for view in views_of(actor) if view.code == code), None)


def rows_of(view: View, *, actor: Actor, now: datetime) -> ComplaintQuerySet:
    """The complaints of a view, in no order yet."""
    return _rows(view, actor, Moment.of(now))


def _rows(view: View, actor: Actor, at: Moment) -> ComplaintQuerySet:
    rows = Complaint.objects.visible_to(actor).filter(view.when(actor, at))
    return rows.filter(IS_OPEN) if view.is_open else rows


def first_page(
    view: View, *, columns: tuple[str, ...], actor: Actor, now: datetime, by_due: bool
) -> list[tuple[Any, ...]]:
    """The first `SIZE` rows and one more, of a list that nothing narrows: the page seen most."""
    at = Moment.of(now)
    kept = _first(view.code, actor.role, columns, by_due)
    return kept.values(**actor.scope, now=at.now, tonight=at.tonight)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many each view holds, at most `MOST`, and how many stand in each status, at most `FEW`."""

    views: dict[str, int]
    statuses: dict[str, int]


def counts(actor: Actor, *, now: datetime, by_status: bool = False) -> Counts:
    """Counters of this role: one statement for all of them."""
    views = [view for view in views_of(actor) if view.is_counted]
    statuses = _OPEN_STATUSES if by_status else []
    at = Moment.of(now)
    wanted = [
        _some(view.code, actor.role, MOST).sql(**actor.scope, now=at.now, tonight=at.tonight)
        for view in views
    ]
    wanted += [_standing(one, actor.role, FEW).sql(**actor.scope) for one in statuses]
    found = _count(wanted)
    return Counts(
        views=dict(zip([view.code for view in views], found, strict=False)),
        statuses=dict(zip(statuses, found[len(views) :], strict=True)),
    )


def _count(wanted: Iterable[tuple[str, Sequence[Any]]]) -> Sequence[int]:
    parts: list[str] = []
    params: list[Any] = []
    for number, (sql, given) in enumerate(wanted):
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS rows_{number})")  # noqa: S608 - the ORM's
        params += given
    if not parts:
        return ()
    found, _ = driver.run(f"SELECT {', '.join(parts)}", params, is_planned_once=True)
    row: Sequence[int] = found[0]
    return row


@cache
def _first(code: str, role: R, columns: tuple[str, ...], by_due: bool) -> Prepared[Complaint]:
    def page(*, now: datetime, tonight: datetime, **who: Any) -> Any:
        rows = _rows(_BY_CODE[code], Actor.within(role, who), Moment(now, tonight))
        order = (F("due_at").asc(nulls_last=True), "id") if by_due else ("-submitted_at", "-id")
        return rows.order_by(*order).values_list(*columns)[: SIZE + 1]

    return Prepared(page)


@cache
def _some(code: str, role: R, most: int) -> Prepared[Complaint]:
    """Up to `most` keys of a view; a page asks for a dozen of them, so they are compiled once."""

    def keys(*, now: datetime, tonight: datetime, **who: Any) -> Any:
        rows = _rows(_BY_CODE[code], Actor.within(role, who), Moment(now, tonight))
        return rows.order_by().values_list("pk")[:most]

    return Prepared(keys)


@cache
def _standing(status: str, role: R, most: int) -> Prepared[Complaint]:
    """Up to `most` keys of what stands in one status."""

    def keys(**who: Any) -> Any:
        rows = Complaint.objects.visible_to(Actor.within(role, who))
        return rows.filter(status=status).filter(IS_OPEN).values_list("pk")[:most]

    return Prepared(keys)
