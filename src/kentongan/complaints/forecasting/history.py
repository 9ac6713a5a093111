"""The only reader of past clocks: how long each ran, whether it ended by work, for which groups."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery, Value

from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting.curves import Curve, curve
from kentongan.complaints.models import Category, ClockRun, Event, Pause

PERIOD = timedelta(days=365)
# These take a clock away before its work is done: until then it was seen, more is not known.
TAKEN_AWAY = ("redispatch", "transfer", "withdraw", "lapse", "merge", "refer", "return_to_national")
TAKEN_FROM_UNIT = (*TAKEN_AWAY, "decline", "hand_over", "archive", "close_external", "close")
# A promise is no answer: until then the office had the work, more is not known.
UNTIL_A_PROMISE = frozenset({Clock.ANSWER, Clock.RESPONSE})
AT_DESKS = frozenset({Clock.VERIFICATION, Clock.DISPATCH, Clock.DECISION})
# Clocks that offices hold; those of the reporter and of a promised date have no pace of an office.
FORECAST = (
    Clock.VERIFICATION,
    Clock.DISPATCH,
    Clock.DECISION,
    Clock.ACCEPTANCE,
    Clock.FIRST_WORD,
    Clock.ANSWER,
    Clock.APPROVAL,
    Clock.RESPONSE,
    Clock.CHAIN,
)
DISTRICT_CODE, REGENCY_CODE = 8, 5  # letters of a Kemendagri code
COLUMNS = (
    "complaint_id",
    "started_at",
    "stopped_at",
    "holder_id",
    "complaint__unit_id",
    "complaint__institution_id",
    "complaint__category_id",
    "complaint__kind",
    "complaint__area_id",
    "complaint__is_secret",
    "complaint__submitted_at",
    "was_taken",
    "promised_at",
)
Key = tuple[Any, ...]
Seen = list[tuple[float, bool]]


@dataclass(slots=True)
class History:
    """The past of one clock in groups. Keys: see `office_keys` and `place_keys`."""

    offices: dict[Key, Seen] = field(default_factory=lambda: defaultdict(list))
    places: dict[Key, Seen] = field(default_factory=lambda: defaultdict(list))
    _curves: dict[Key, Curve] = field(default_factory=dict)

    def curve_of(self, key: Key) -> Curve:
        """The curve of a group of offices, worked out once."""
        if key not in self._curves:
            self._curves[key] = curve(self.offices.get(key, ()))
        return self._curves[key]


def office_keys(
    holder: int | None, institution: int | None, subject: int | None
) -> Iterator[tuple[str, Key]]:
    """The groups to which a clock belongs, the narrowest first."""
    if holder is not None:
        if subject is not None:
            yield "office_subject", ("office", holder, subject)
        yield "office", ("office", holder)
    if institution is not None:
        if subject is not None:
            yield "peers_subject", ("peers", institution, subject)
        yield "peers", ("peers", institution)
    yield "all", ("all",)


def place_keys(area: str | None, subject: int | None, kind: str) -> Iterator[Key]:
    """(area, subject, kind) for a citizen: the narrowest first; an empty area is everywhere."""
    areas = [area[:DISTRICT_CODE], area[:REGENCY_CODE], ""] if area else [""]
    for one in dict.fromkeys(areas):
        if subject is not None:
            yield (one, subject, "")
    for one in dict.fromkeys(areas):
        yield (one, None, kind)


def subjects() -> dict[int, int]:
    """The main subject of each subject."""
    return {
        pk: parent or pk
        for pk, parent in Category.objects.values_list("pk", "parent_id").iterator()
    }


def read(clock: str, *, now: datetime, roots: dict[int, int]) -> History:
    """One pass over the clocks of a year, open ones too."""
    left = TAKEN_AWAY if clock in AT_DESKS else TAKEN_FROM_UNIT
    if clock in UNTIL_A_PROMISE:
        left = (*left, "schedule")
    taken = Event.objects.filter(
        complaint=OuterRef("complaint"), at=OuterRef("stopped_at"), action__in=left
    )
    runs = ClockRun.objects.filter(clock=clock, started_at__gte=now - PERIOD, started_at__lt=now)
    pauses = pauses_since(now - PERIOD)
    found = History()
    rows = (
        runs.order_by()
        .annotate(was_taken=Exists(taken), promised_at=_promised(clock))
        .values_list(*COLUMNS)
    )
    for row in rows.iterator(chunk_size=5000):
        _add(found, row, is_chain=clock == Clock.CHAIN, pauses=pauses, roots=roots, now=now)
    return found


def _promised(clock: str) -> Any:
    """When the office named another day in place of the limit of the whole."""
    if clock != Clock.CHAIN:
        return Value(None, output_field=DateTimeField())
    promises = ClockRun.objects.filter(
        complaint=OuterRef("complaint"),
        clock=Clock.PROMISE,
        started_at__gte=OuterRef("started_at"),
    )
    return Subquery(promises.order_by("started_at").values("started_at")[:1])


def _add(
    found: History,
    row: tuple[Any, ...],
    *,
    is_chain: bool,
    pauses: dict[int, list[tuple[datetime, datetime | None]]],
    roots: dict[int, int],
    now: datetime,
) -> None:
    (
        key,
        begun,
        stopped,
        holder,
        unit,
        body,
        category,
        kind,
        area,
        secret,
        filed,
        taken,
        promised,
    ) = row
    end = stopped or now
    subject = roots.get(category)
    has_ended = stopped is not None and not taken
    # From a promise on the complaint is due on the promised day, not at this limit.
    seen_until, is_done = (promised, False) if promised and promised < end else (end, has_ended)
    worked = seen_until - begun - paused(pauses.get(key, ()), since=begun, until=seen_until)
    seconds = max(worked.total_seconds(), 0.0)
    for _basis, group in office_keys(unit if is_chain else holder, body, subject):
        found.offices[group].append((seconds, is_done))
    # For citizens the whole time counts, questions included; what is secret tells nobody anything.
    if is_chain and begun == filed and not secret:
        whole = (end - begun).total_seconds()
        for group in dict.fromkeys([*place_keys(area, subject, kind)]):
            found.places[group].append((whole, has_ended))


def pauses_since(since: datetime) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """The pauses of each complaint that did not end before `since`."""
    found: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Pause.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since)).order_by()
    for key, start, end in rows.values_list("complaint_id", "started_at", "ended_at").iterator():
        found[key].append((start, end))
    return found


def paused(
    pauses: Iterable[tuple[datetime, datetime | None]], *, since: datetime, until: datetime
) -> timedelta:
    """How long a clock stood still between two moments."""
    total = timedelta()
    for start, end in pauses:
        total += max(min(end or until, until) - max(start, since), timedelta())
    return total
