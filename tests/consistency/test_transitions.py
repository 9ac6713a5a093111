"""Every step of the table × every status × every role: taken exactly where the table says so."""

from copy import copy
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from kentongan.common import clock
from kentongan.complaints import services, workflow
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.conditions import CONDITIONS
from kentongan.complaints.models import Complaint
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.step import take
from kentongan.complaints.words import ACTION_LABELS
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role
from tests.complaints.reaching import office, reach
from tests.consistency.actors import everybody

ROOT = Path(__file__).resolve().parents[2]
# What somebody gives who gives everything; each step takes of it what it asks for.
GIVEN = {
    "institution": "majalengka", "unit": "dlh", "unit_id": 0, "external_body": "ext-jabar",
    "proposed_owner": "dlh", "arbiter": 1, "citation": "x", "handler": 1, "promised_on": "2030-01-01",
    "contest_reason": "not_done", "solved": "yes", "master": "9K47TX2B",
    "archive_reason": "unclear", "hide_reason": "personal", "text_or_files": "x",
    "publish_at": "2030-01-01T08:00", "files": 1, "rung": "due",
    "assignee": 1, "task": "x", "body_name": "PLN", "case": 1,
}  # fmt: skip
# Steps on which nobody has to be told: they concern the office that takes them, or come with
# another message (docs/reference/workflow.md, "Who is told").
SILENT = {
    "classify", "mask", "open", "accept", "proceed", "take_up", "resume_work", "rate",
    "file_paper", "refuse_archive", "recount", "list_points",
    "plan_answer", "recall", "release", "ask_outside", "revoke_outside", "leave_case",
}  # fmt: skip
# Steps of the ladder: its rows say who is told, `escalation.telling` tells them.
OF_THE_LADDER = {"escalate", "remind"}
# Steps that one service takes on many complaints, or that come with another word.
TAKEN_BY = {
    "open": "mark_opened", "case_news": "finish_step", "case_ended": "end_case",
    "pass_on": "hand_over_work",
}  # fmt: skip
# What only the worker does, from rows that wait for it.
OF_THE_WORKER = OF_THE_LADDER | {"recount", "case_late"}
# Steps with which a citizen's complaint moves and of which the reporter must hear.
TOLD_TO_REPORTER = {
    "submit", "dispatch", "redispatch", "decide", "return_to_national", "hand_over",
    "close_external", "ask", "lapse", "tell", "approve", "approve_promise", "answer", "schedule",
    "postpone",
    "close_automatically", "close", "merge", "unmerge", "archive", "refer",
    "hide", "publish", "refuse_objection",
}  # fmt: skip


class Undo(Exception):
    """Take the step back: the next one starts from the same place."""


def as_the_table_says(action, complaint, actor):
    """The target that the table gives, or None; read here line by line, without `moves`."""
    for line in workflow.MOVES:
        if line.action != action or complaint.status not in line.sources:
            continue
        if actor.role in line.by and all(
            CONDITIONS[name][0](complaint, actor) for name in line.when
        ):
            return {"stay": complaint.status, "resume": complaint.resume_status}.get(
                line.target, line.target
            )
    return None


def attempt(action, complaint, actor, columns):
    """The status after the step, or None when it was refused; nothing of it stays."""
    copied = copy(complaint)
    target = None
    try:
        with transaction.atomic():
            event = take(copied, action, by=actor, facts=GIVEN, text="Karena.", changes=columns)
            row = Complaint.objects.get(pk=complaint.pk)
            assert (event.source, event.target) == (complaint.status, row.status)
            assert (row.version, row.head_hash) == (complaint.version + 1, event.hash)
            target = row.status
            raise Undo
    except (MoveRefused, Undo):
        return target


@pytest.mark.parametrize("status", Status.values)
def test_each_step_is_taken_exactly_where_the_table_says(cast, status):
    complaint = reach(cast, status, reporter_user_id=cast.reporter.user.pk)
    GIVEN["unit_id"] = office("dlh").pk
    columns = {  # what the constraints of the targets ask for
        "unit": office("putr"), "master": reach(cast, "in_progress"),
        "closed_kind": "by_admin", "archive_reason": "unclear",
    }  # fmt: skip
    actors = everybody(cast, complaint)
    complaint = Complaint.objects.get(pk=complaint.pk)
    here = {line.action for line in workflow.moves_from(status)}
    rows = Complaint.objects.filter(pk=complaint.pk)
    seeing = {name for name, actor in actors.items() if rows.visible_to(actor).exists()}
    wrong, taken = [], set()
    for action in workflow.ACTIONS:
        if action == "submit":
            continue
        # A step that no line has here is refused before anybody's role is looked at.
        for name, actor in actors.items() if action in here else [("everybody", Actor.system())]:
            expected = as_the_table_says(action, complaint, actor) if name in seeing else None
            found = attempt(action, complaint, actor, columns)
            if found != expected:
                wrong.append((action, name, expected, found))
            if found:
                taken.add(action)
    assert wrong == []
    assert taken, "nobody can do anything here"
    assert Complaint.objects.get(pk=complaint.pk).version == complaint.version


@pytest.mark.parametrize("status", Status.values)
def test_strangers_take_no_step_whatever_the_status(cast, status):
    complaint = reach(cast, status)
    before = complaint.version
    actors = everybody(cast, complaint)
    strangers = (
        "outsider_admin", "outsider_liaison", "outsider_head", "other_reporter", "other_account",
        "account", "public", "operator", "clerk",
    )  # fmt: skip
    for name in strangers:
        for action in {line.action for line in workflow.moves_from(status)}:
            assert attempt(action, complaint, actors[name], {}) is None, (name, action)
    assert Complaint.objects.get(pk=complaint.pk).version == before


def test_every_status_is_reached_and_left():
    reached = {str(move.target) for move in workflow.MOVES}
    for status in Status.values:
        assert status in reached, status
        assert [one for one in workflow.moves_from(status) if not one.stays], status


def test_every_status_leads_to_an_end_and_every_end_back():
    """Nobody's complaint can get stuck, and none that has ended is beyond appeal."""
    arrows = {
        (source, str(move.target))
        for move in workflow.MOVES
        if not move.stays and move.target != workflow.RESUME
        for source in move.sources
    }
    arrows |= {("incomplete", back) for back in ("received", "forwarded", "in_progress")}

    def beyond(status):
        found, new = set(), {status}
        while new:
            found |= new
            new = {b for a, b in arrows if a in new} - found
        return found

    for status in Status.values:
        assert {"closed", "answered", "in_progress", "withdrawn"} <= beyond(status), status


@pytest.mark.parametrize("action", workflow.ACTIONS)
def test_every_step_has_service_label_form_and_words(action):
    from kentongan.desk.steps import ELSEWHERE, NOT_OFFERED, STEPS
    from kentongan.desk.together import ACTIONS as TOGETHER
    from kentongan.portal import steps as portal_steps

    service = TAKEN_BY.get(action, action)
    assert action in OF_THE_WORKER or callable(getattr(services, service))
    assert action in ACTION_LABELS
    assert (ROOT / "docs/reference/workflow.md").read_text().count(f"`{action}`")
    roles = {role for line in workflow.MOVES if line.action == action for role in line.by}
    if roles - {Role.REPORTER, Role.SYSTEM} and action not in NOT_OFFERED:
        assert action in STEPS or action in ELSEWHERE
    assert (action in ELSEWHERE - {"report_task"}) == (action in TOGETHER)
    if Role.REPORTER in roles and action != "submit":
        assert action in portal_steps.STEPS


@pytest.mark.parametrize("action", workflow.ACTIONS)
def test_every_step_tells_somebody_or_is_silent_on_purpose(action):
    told = {one.audience for one in NOTICES if one.action == action}
    assert bool(told) != (action in SILENT | OF_THE_LADDER)
    if action in TOLD_TO_REPORTER:
        assert told & {"reporter", "own_reporter"}
    moves_it = any(not line.stays for line in workflow.MOVES if line.action == action)
    if moves_it and Role.REPORTER in {
        r for m in workflow.MOVES if m.action == action for r in m.by
    }:
        assert told, "a word of the citizen reaches nobody"


def test_every_condition_is_used_and_says_why_not():
    used = {name for move in workflow.MOVES for name in move.when}
    assert used == set(CONDITIONS)
    for name, (_holds, why) in CONDITIONS.items():
        assert str(why).strip().endswith("."), name


def test_every_clock_starts_somewhere_and_stops_somewhere():
    started = {one for move in workflow.MOVES for one in move.starts}
    stopped = {one for move in workflow.MOVES for one in move.stops if len(move.stops) < len(Clock)}
    assert started == stopped == set(Clock)


def test_lines_of_one_step_share_their_first_conditions():
    """The reason shown is that of the last line: what they have in common must be judged first."""
    for action in workflow.ACTIONS:
        lines = [line for line in workflow.MOVES if line.action == action]
        for one in lines:
            for other in lines:
                same = set(one.sources) & set(other.sources) and set(one.by) & set(other.by)
                if one is other or not same:
                    continue
                shared = [name for name in one.when if name in other.when]
                assert list(one.when[: len(shared)]) == shared, (action, one.when, other.when)


def test_nothing_is_final(cast):
    """Even after a year the desk can reopen, and the reporter within thirty days."""
    for status in ("closed", "archived", "withdrawn", "merged", "referred"):
        complaint = reach(cast, status)
        with clock.at(complaint.status_since + timedelta(days=1)):
            actors = everybody(cast, complaint)
            ways = [
                (action, name)
                for action in ("reopen", "appeal", "restore", "unmerge", "close")
                for name in ("reporter", "district_admin")
                if as_the_table_says(action, complaint, actors[name])
            ]
        assert ways, status
