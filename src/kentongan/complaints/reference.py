"""The workflow as a page for jurists: the only writer of docs/reference/workflow.md."""

from collections.abc import Iterable

from django.utils import translation

from kentongan.complaints import workflow
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.conditions import CONDITIONS
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.words import ACTION_LABELS
from kentongan.complaints.workflow import Move

HEAD = """# The life of a complaint

Generated from `complaints/workflow.py` and `complaints/notices.py` by
`kentongan workflow_reference`; a test keeps it current. Do not edit.
"""


def page() -> str:
    """Diagram, table of steps, conditions and notices, in English."""
    with translation.override("en"):
        parts = (HEAD, _diagram(), _steps(), _conditions(), _notices())
        return "\n".join(parts)


def _diagram() -> str:
    arrows = dict.fromkeys(
        (source, _target(move), move.action)
        for move in workflow.MOVES
        if not move.stays and move.target != workflow.RESUME
        for source in (move.sources or ("[*]",))
    )
    drawn: dict[tuple[str, str], list[str]] = {}
    for source, target, action in arrows:
        drawn.setdefault((source, target), []).append(action)
    lines = [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in drawn.items()]
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, "```", ""))


def _steps() -> str:
    rows = [
        "| Step | From | To | Who | Must be given | If | Starts | Stops | Read by |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(move) for move in workflow.MOVES),
    ]
    return "\n".join(("## Steps", "", *rows, ""))


def _row(move: Move) -> str:
    sources = "any" if set(move.sources) == set(Status) else _list(move.sources)
    stops = "all" if len(move.stops) == len(Clock) else _list(move.stops)
    cells = (
        f"{ACTION_LABELS[move.action]} (`{move.action}`)",
        sources or "–",
        _target(move),
        _list(role.label for role in move.by),
        _list(move.needs),
        _list(move.when),
        _list(move.starts),
        stops,
        move.audience,
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _target(move: Move) -> str:
    return {workflow.STAY: "(stays)", workflow.RESUME: "(where it was)"}.get(
        str(move.target), str(move.target)
    )


def _conditions() -> str:
    rows = [f"| `{name}` | {words} |" for name, (_, words) in CONDITIONS.items()]
    head = (
        "## Conditions",
        "",
        "| Name | What the person reads when it does not hold |",
        "|---|---|",
    )
    return "\n".join((*head, *rows, ""))


def _notices() -> str:
    rows = [
        f"| `{one.action}` | {one.audience} | `{one.template}` | {', '.join(one.transports)} |"
        for one in NOTICES
    ]
    head = ("## Who is told", "", "| Step | Audience | Text | By |", "|---|---|---|---|")
    return "\n".join((*head, *rows, ""))


def _list(items: Iterable[object]) -> str:
    return ", ".join(str(item) for item in items)
