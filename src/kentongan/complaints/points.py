"""The only place for the rules of points: what is asked, and when each has its outcome."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.common.statements import Prepared, insert
from kentongan.common.statements import keep as keep_rows
from kentongan.complaints.choices import OutcomeKind
from kentongan.complaints.models import Answer, Complaint, Outcome, Point
from kentongan.complaints.refusals import Missing

# Until here no answer was given.
BEFORE = frozenset({*("received", "forwarded", "returned", "dispatched", "declined", "disputed")})
MOST = 12
LONGEST = 300
_NUMBERED = re.compile(r"(?:^|\s)(?:\(?\d{1,2}[.)]|[-*\u2022]|[a-h][.)])\s+(?=\S)", re.MULTILINE)
_ASKED = re.compile(r"[^.?!\n]*\?")
_POINTS: Prepared[Point] = Prepared(
    lambda *, complaint: Point.objects.filter(complaint=complaint, dropped_at=None)
)
_UNANSWERED: Prepared[Point] = Prepared(
    lambda *, complaint: Point.objects.filter(complaint=complaint, dropped_at=None, outcomes=None)
)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says to one point; without a point, to the complaint as a whole."""

    kind: str
    point_id: int | None = None
    words: str = ""
    legal_basis: str = ""
    promised_on: date | None = None
    evidence: str = ""


def proposed(text: str) -> list[str]:
    """What a text seems to ask: the items of a numbered list, else its questions, when several."""
    marks = list(_NUMBERED.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)] if marks else []
    for found in (items, _ASKED.findall(text)):
        cleaned = [one for one in map(_line, found) if len(one) > 8]
        if len(cleaned) > 1:
            return cleaned[:MOST]
    return []


def lines(text: str) -> list[str]:
    """Points as an officer writes them: one on each line, numbers in front are left out."""
    cleaned = [_line(_NUMBERED.sub(" ", one, count=1)) for one in text.splitlines()]
    return list(dict.fromkeys(one for one in cleaned if one))


def of(complaint: Complaint) -> list[Point]:
    """What is asked, in its order; nothing means the complaint as a whole.

    Where a page has read the points already they cost nothing more.
    """
    before = _read(complaint)
    if before is not None:
        return list(before)
    return _POINTS.rows(complaint=complaint.pk)


def unanswered(complaint: Complaint) -> bool:
    """A point is listed to which no answer has said anything."""
    before = _read(complaint)
    if before is not None and not list(before):
        return False
    version, told = vars(complaint).get("_told", (None, {}))
    if before is not None and version == complaint.version:
        return any(one.pk not in told for one in before)
    return bool(_UNANSWERED.rows(complaint=complaint.pk))


def _read(complaint: Complaint) -> Iterable[Point] | None:
    """What a page, or the demo, has read of the points."""
    found: Iterable[Point] | None = getattr(complaint, "_prefetched_objects_cache", {}).get(
        "points"
    )
    return found


def put(complaint: Complaint, texts: Sequence[str], *, at: datetime) -> None:
    """Let these be the points: what stays keeps its outcomes, what was never answered goes."""
    if len(texts) > MOST:
        raise Missing(_("List at most %(n)s points.") % {"n": MOST}, field="points")
    before = {one.text: one for one in of(complaint)} if complaint.version else {}
    gone = [one.pk for text, one in before.items() if text not in texts]
    if gone:
        rows = Point.objects.filter(pk__in=gone)
        rows.filter(outcomes=None).delete()
        rows.update(dropped_at=at)
    kept = [one for one in before.values() if one.pk not in gone]
    for place, one in enumerate(kept):  # out of the way: positions are unique
        Point.objects.filter(pk=one.pk).update(position=1000 + place)
    for one in kept:
        Point.objects.filter(pk=one.pk).update(position=list(texts).index(one.text) + 1)
    new = [
        Point(complaint_id=complaint.pk, position=place, text=text[:LONGEST], listed_at=at)
        for place, text in enumerate(texts, start=1)
        if text not in before
    ]
    insert(new)


def checked(complaint: Complaint, said: Sequence[Said] | None) -> list[Said]:
    """What is said to each point; raises Missing for the first that lacks something.

    Without listed points the answer is to the whole: nothing said means that it is done.
    """
    asked = of(complaint)
    if not asked:
        given = list(said or [Said(OutcomeKind.DONE)])[:1]
        return [_complete(replace(given[0], point_id=None), _("the report"))]
    by_point = {one.point_id: one for one in said or ()}
    found = []
    for point in asked:
        one = by_point.get(point.pk)
        if one is None or one.kind not in OutcomeKind.values:
            raise Missing(
                _("Say what becomes of point %(n)s: “%(text)s”.")
                % {"n": point.position, "text": point.text},
                field=f"kind_{point.pk}",
            )
        found.append(_complete(one, f"{point.position}"))
    return found


def all_promised(complaint: Complaint, on: date) -> list[Said]:
    """Every point is promised by that day."""
    keys: list[int | None] = [one.pk for one in of(complaint)]
    return [Said(OutcomeKind.PROMISED, key, promised_on=on) for key in keys or [None]]


def promised(said: Sequence[Said]) -> date | None:
    """The first of the promised days: while there is one, the complaint stays open for it."""
    return min((one.promised_on for one in said if one.promised_on), default=None)


def keep(said: Sequence[Said], *, answer: Answer) -> None:
    """Write what was told, with the answer in which it was told."""
    insert(
        [
            Outcome(
                answer_id=answer.pk,
                point_id=one.point_id,
                kind=one.kind,
                words=one.words,
                legal_basis=one.legal_basis,
                promised_on=one.promised_on,
                evidence=one.evidence,
            )
            for one in said
        ]
    )


def _asked_and_told(*, complaint: Any) -> QuerySet[Any, Any]:
    """Points, and what published answers said to them, of a complaint: rows of one shape."""
    no_day = Cast(Value(None), DateField())
    asked = Point.objects.filter(complaint=complaint, dropped_at=None).order_by()
    told = Outcome.objects.filter(
        answer__complaint=complaint, answer__state=Answer.State.PUBLISHED
    ).order_by()
    return asked.values_list(
        F("pk"), F("position"), F("text"), Value(""), Value(""), Value(""), no_day, Value(""),
        Value(0), F("pk"),
    ).union(
        told.values_list(
            F("point_id"), Value(0), Value(""), F("kind"), F("words"), F("legal_basis"),
            F("promised_on"), F("evidence"), F("answer_id"), F("pk"),
        ),
        all=True,
    )  # fmt: skip


_ASKED_AND_TOLD: Prepared[Any] = Prepared(_asked_and_told)


@dataclass(frozen=True, slots=True)
class Shown:
    """One point with what was last told of it; `position` 0 is the complaint as a whole."""

    position: int
    text: str
    kind: str = ""
    label: str = ""
    words: str = ""
    legal_basis: str = ""
    promised_on: date | None = None
    evidence: str = ""


def shown(complaint: Complaint) -> list[Shown]:
    """What is asked and what came of it, for every reader; nothing where neither is known."""
    version, last = vars(complaint).get("_told", (None, {}))
    if version != complaint.version:
        last = read_all(complaint)
    asked = of(complaint)
    if not asked and complaint.status in BEFORE:
        return []
    return _shown(asked, last)


def read_all(complaint: Complaint) -> dict[int | None, Said]:
    """Read points and outcomes in one statement and keep them with `complaint`, for a page.

    Returns what was said last, by the key of the point; None is the complaint as a whole.
    """
    rows = _ASKED_AND_TOLD.values(complaint=complaint.pk)
    asked = sorted((row for row in rows if not row[8]), key=lambda row: (row[1], row[0]))
    told = sorted((row for row in rows if row[8]), key=lambda row: (row[8], row[9]))
    said = {row[0]: Said(row[3], row[0], *row[4:8]) for row in told}
    keep_rows(
        complaint, "points", [Point(pk=row[0], position=row[1], text=row[2]) for row in asked]
    )
    vars(complaint)["_told"] = complaint.version, said  # a step makes it old
    return said


def foreseen(complaint: Complaint, said: Sequence[Said]) -> list[Shown]:
    """The same with what is about to be told."""
    return _shown(of(complaint), {one.point_id: one for one in said})


def _shown(asked: Sequence[Point], last: Mapping[int | None, Outcome | Said]) -> list[Shown]:
    if asked:
        return [_with(one.position, one.text, last.get(one.pk)) for one in asked]
    return [_with(0, "", last[None])] if None in last else []


def _with(position: int, text: str, outcome: "Outcome | Said | None") -> Shown:
    if outcome is None or outcome.kind not in OutcomeKind.values:
        return Shown(position, text)
    return Shown(
        position,
        text,
        kind=str(outcome.kind),
        label=str(OutcomeKind(outcome.kind).label),
        words=outcome.words,
        legal_basis=outcome.legal_basis,
        promised_on=outcome.promised_on,
        evidence=outcome.evidence,
    )


def plain(said: Sequence[Said]) -> list[dict[str, Any]]:
    """For the draft."""
    return [
        {
            "kind": one.kind,
            "point": one.point_id,
            "words": one.words,
            "legal_basis": one.legal_basis,
            "promised_on": one.promised_on.isoformat() if one.promised_on else "",
            "evidence": one.evidence,
        }
        for one in said
    ]


def read(content: Mapping[str, Any]) -> list[Said] | None:
    """From the draft; None where it says nothing."""
    rows = content.get("outcomes")
    if not rows:
        return None
    return [
        Said(
            kind=row["kind"],
            point_id=row["point"],
            words=row["words"],
            legal_basis=row["legal_basis"],
            promised_on=date.fromisoformat(row["promised_on"]) if row["promised_on"] else None,
            evidence=row["evidence"],
        )
        for row in rows
    ]


def _complete(one: Said, name: str) -> Said:
    key = one.point_id or "whole"
    if one.kind not in OutcomeKind.values:
        raise Missing(_("Say what becomes of it."), field=f"kind_{key}")
    if one.kind == OutcomeKind.REFUSED and not one.legal_basis.strip():
        raise Missing(
            _("Point %(n)s is refused: name the rule that says so.") % {"n": name},
            field=f"legal_basis_{key}",
        )
    if one.kind == OutcomeKind.PROMISED:
        if one.promised_on is None or one.promised_on <= clock.today():
            raise Missing(
                _("Point %(n)s is promised: give a day in the future.") % {"n": name},
                field=f"promised_on_{key}",
            )
        return replace(one, legal_basis="")
    return replace(one, promised_on=None)


def _line(text: str) -> str:
    return " ".join(text.split()).strip(" -*\u2022;,")[:LONGEST]
