"""The life of a complaint. A complaint moves only along a line of this table.

The only place that says which step may follow which, who may take it, what must be given, under
which condition, and which clocks it starts, stops or pauses. `docs/reference/workflow.md` is
generated from it. Sources of the limits: `deadlines`; of the steps: the SOP, regulation.md 5.
"""

from dataclasses import dataclass

from kentongan.complaints.choices import Clock as C
from kentongan.complaints.choices import Status as S
from kentongan.organizations.roles import Role as R

STAY = "stay"  # the step leaves the status as it is
RESUME = "resume"  # back to where it stood before it was paused or left the desk

DESKS = (R.NATIONAL_ADMIN, R.INSTITUTION_ADMIN)
CITIZEN = (R.REPORTER, R.COUNTER_CLERK)  # the clerk acts for a reporter who stands at the counter
SIGNERS = (R.LIAISON, R.UNIT_HEAD)
UNIT = (R.LIAISON, R.DRAFTER, R.UNIT_HEAD)

AT_DESK = (S.RECEIVED, S.FORWARDED, S.RETURNED)
AT_UNIT = (S.DISPATCHED, S.IN_PROGRESS, S.AWAITING_APPROVAL, S.SCHEDULED, S.REPLIED, S.REOPENED)
RUNNING = (*AT_DESK, S.INCOMPLETE, S.DECLINED, S.DISPUTED, *AT_UNIT, S.ANSWERED)
EVERY = (*RUNNING, S.CLOSED, S.MERGED, S.ARCHIVED, S.WITHDRAWN, S.REFERRED)

WORK = (C.ACCEPTANCE, C.FIRST_WORD, C.ANSWER)
ANSWERING = (*WORK, C.APPROVAL, C.RESPONSE, C.PROMISE, C.CHAIN)
DECIDING = (C.VERIFICATION, C.DISPATCH, C.DECISION)
ALL = tuple(C)

PUBLIC, REPORTER, OFFICERS = "public", "reporter", "officers"


@dataclass(frozen=True, slots=True)
class Move:
    """One line: from `sources` to `target`, by `by`, giving `needs`, if `when` holds."""

    action: str
    sources: tuple[S, ...]
    target: S | str
    by: tuple[R, ...]
    needs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()  # names of conditions.py
    starts: tuple[C, ...] = ()
    stops: tuple[C, ...] = ()
    audience: str = PUBLIC

    @property
    def stays(self) -> bool:
        """The step changes facts, not the status."""
        return self.target == STAY


# fmt: off
MOVES = (
    # Steps 1 and 2 of the SOP: the complaint arrives and is recorded.
    Move("submit", (), S.RECEIVED, (*CITIZEN, *DESKS, R.SYSTEM), ("text",), ("no_institution",),
         starts=(C.VERIFICATION, C.CHAIN)),
    Move("submit", (), S.FORWARDED, (*CITIZEN, *DESKS, R.SYSTEM), ("text",), ("has_institution",),
         starts=(C.DISPATCH, C.CHAIN)),

    # Admin Pusat.
    Move("forward", (S.RECEIVED, S.RETURNED), S.FORWARDED, (R.NATIONAL_ADMIN,), ("institution",),
         ("not_bounced_twice",), starts=(C.DISPATCH,), stops=DECIDING),
    # Handed back twice: the desk above decides, says by which rule, and that binds.
    Move("decide_authority", (S.RETURNED,), S.FORWARDED, (R.NATIONAL_ADMIN,),
         ("institution", "reason", "citation"), ("bounced_twice",),
         starts=(C.DISPATCH,), stops=DECIDING),

    # Step 3: Admin Kabupaten notifies the unit, or returns what is outside its authority.
    Move("dispatch", (S.FORWARDED, S.DECLINED), S.DISPATCHED, (R.INSTITUTION_ADMIN,), ("unit",),
         starts=WORK, stops=DECIDING),
    Move("redispatch", AT_UNIT, S.DISPATCHED, (R.INSTITUTION_ADMIN,), ("unit", "reason"),
         ("another_unit",), starts=WORK, stops=(*WORK, C.APPROVAL, C.RESPONSE, C.PROMISE)),
    # A mistake is taken back while nobody has acted on it: each as a step of its own.
    Move("recall", (S.DISPATCHED,), S.FORWARDED, (R.INSTITUTION_ADMIN,), (), ("nobody_opened",),
         starts=(C.DISPATCH,), stops=WORK),
    Move("recall", (S.FORWARDED,), S.RECEIVED, (R.NATIONAL_ADMIN,), (), ("just_forwarded",),
         starts=(C.VERIFICATION,), stops=DECIDING),
    Move("return_to_national", (S.FORWARDED, S.DECLINED, S.DISPUTED, S.REOPENED), S.RETURNED,
         (R.INSTITUTION_ADMIN,), ("reason",), ("first_bounce",),
         starts=(C.VERIFICATION,), stops=(*DECIDING, *WORK)),
    Move("return_to_national", (S.FORWARDED, S.DECLINED, S.DISPUTED, S.REOPENED), S.RETURNED,
         (R.INSTITUTION_ADMIN,), ("reason",), ("not_decided", "bounced_before"),
         starts=(C.DECISION,), stops=(*DECIDING, *WORK)),
    Move("hand_over", (*AT_DESK, S.DECLINED, S.DISPUTED), S.RETURNED, DESKS,
         ("external_body", "reason"), stops=DECIDING),
    Move("take_back", (S.RETURNED,), S.FORWARDED, DESKS, ("reason",), ("has_institution",),
         starts=(C.DISPATCH,), stops=DECIDING),
    Move("close_external", (S.RETURNED,), S.CLOSED, DESKS, ("outcome",), ("handed_over",),
         stops=ALL),
    Move("classify", RUNNING, STAY, DESKS, (), audience=OFFICERS),
    Move("hide", EVERY, STAY, DESKS, ("hide_reason", "text"), ("published",), audience=REPORTER),
    Move("publish", EVERY, STAY, DESKS, (), ("publishable",), audience=REPORTER),
    Move("mask", EVERY, STAY, DESKS, ("reason",), audience=OFFICERS),

    # What is asked, point by point: until each has its outcome nothing closes.
    Move("list_points", (*AT_DESK, S.DECLINED, S.DISPUTED, S.DISPATCHED, S.IN_PROGRESS, S.SCHEDULED,
                         S.REPLIED, S.REOPENED), STAY, (*DESKS, *UNIT), (), ("leads",),
         audience=REPORTER),

    # The reporter is asked; only this pauses the clocks (UU 25/2009 art. 44: 30 days).
    Move("ask", (S.RECEIVED, S.RETURNED), S.INCOMPLETE, (R.NATIONAL_ADMIN,), ("question",),
         starts=(C.COMPLETION,), audience=REPORTER),
    Move("ask", (S.FORWARDED, S.DECLINED), S.INCOMPLETE, (R.INSTITUTION_ADMIN,), ("question",),
         starts=(C.COMPLETION,), audience=REPORTER),
    Move("ask", (S.IN_PROGRESS,), S.INCOMPLETE, SIGNERS, ("question",), ("leads",),
         starts=(C.COMPLETION,), audience=REPORTER),
    Move("complete", (S.INCOMPLETE,), RESUME, CITIZEN, ("text",), stops=(C.COMPLETION,),
         audience=REPORTER),
    Move("proceed", (S.INCOMPLETE,), RESUME, (*DESKS, *SIGNERS), ("reason",), ("asked",),
         stops=(C.COMPLETION,), audience=REPORTER),
    Move("lapse", (S.INCOMPLETE,), S.WITHDRAWN, (R.SYSTEM,), stops=ALL, audience=REPORTER),

    # Step 4: the unit receives the notification and takes it up, or says whose it is.
    Move("open", (S.DISPATCHED,), STAY, UNIT, (), ("unopened",), audience=OFFICERS),
    Move("accept", (S.DISPATCHED,), S.IN_PROGRESS, SIGNERS, (), ("leads",), stops=(C.ACCEPTANCE,)),
    Move("decline", (S.DISPATCHED, S.IN_PROGRESS), S.DECLINED, SIGNERS,
         ("reason", "proposed_owner"), ("leads", "first_bounce"),
         starts=(C.DISPATCH,), stops=(*WORK, C.RESPONSE), audience=OFFICERS),
    Move("decline", (S.DISPATCHED, S.IN_PROGRESS), S.DISPUTED, SIGNERS,
         ("reason", "proposed_owner"), ("leads", "not_decided", "bounced_before"),
         starts=(C.DECISION,), stops=(*WORK, C.RESPONSE), audience=OFFICERS),
    Move("dispute", (S.DECLINED,), S.DISPUTED, (R.INSTITUTION_ADMIN,), ("reason", "arbiter"),
         starts=(C.DECISION,), stops=(C.DISPATCH,), audience=OFFICERS),
    Move("name_arbiter", (S.DISPUTED,), STAY, (R.INSTITUTION_ADMIN,), ("arbiter",),
         audience=OFFICERS),
    Move("decide", (S.DISPUTED,), S.DISPATCHED, (R.INSTITUTION_ADMIN, R.LEADER),
         ("unit", "reason", "citation"), ("arbitrates",), starts=WORK, stops=DECIDING),
    Move("assign", AT_UNIT, STAY, SIGNERS, ("handler",), ("leads",), audience=OFFICERS),
    Move("release", AT_UNIT, STAY, SIGNERS, (), ("leads", "has_handler"), audience=OFFICERS),
    Move("add_unit", (*AT_UNIT, S.ANSWERED), STAY, (R.INSTITUTION_ADMIN, R.LIAISON), ("unit",),
         ("leads",), audience=OFFICERS),
    Move("part_late", (*AT_UNIT, S.ANSWERED), STAY, (R.SYSTEM,), ("unit",), audience=OFFICERS),
    Move("contribute", (*AT_UNIT, S.ANSWERED), STAY, UNIT, ("text",), ("contributes",),
         audience=OFFICERS),

    # Somebody goes to the spot; what comes back is evidence for officers.
    Move("give_task", (*AT_UNIT, S.ANSWERED), STAY, UNIT, ("assignee", "text"), ("works_on",),
         audience=OFFICERS),
    Move("report_task", RUNNING, STAY, (*UNIT, R.FIELD_OFFICER), ("task",), ("works_on",),
         audience=OFFICERS),
    Move("cancel_task", EVERY, STAY, UNIT, ("task", "reason"), ("works_on",), audience=OFFICERS),
    # A body outside answers through a link; it sees place and photos, not the person.
    Move("ask_outside", RUNNING, STAY, (*DESKS, *SIGNERS), ("body_name", "question"),
         ("works_on",), audience=OFFICERS),
    Move("answer_outside", RUNNING, STAY, (R.SYSTEM,), ("text",), audience=OFFICERS),
    Move("revoke_outside", EVERY, STAY, (*DESKS, *SIGNERS), ("reason",), ("works_on",),
         audience=OFFICERS),
    # Many complaints with one cause: each stays its own, all reporters hear of the plan.
    Move("join_case", RUNNING, STAY, (R.INSTITUTION_ADMIN,), ("case",)),
    Move("leave_case", EVERY, STAY, (R.INSTITUTION_ADMIN,), ("case", "reason"), audience=OFFICERS),
    Move("case_news", EVERY, STAY, (R.SYSTEM,), ("case", "text")),
    Move("case_ended", EVERY, STAY, (R.SYSTEM,), ("case", "text")),
    Move("case_late", EVERY, STAY, (R.SYSTEM,), ("case",), audience=OFFICERS),

    # Step 5: draft, approve, answer. Who wrote it does not approve it.
    Move("tell", (S.DISPATCHED, S.IN_PROGRESS, S.SCHEDULED, S.REPLIED, S.REOPENED), STAY, UNIT,
         ("text",), ("leads",), stops=(C.FIRST_WORD,)),
    Move("take_up", (S.REOPENED, S.REPLIED), S.IN_PROGRESS, UNIT, (), ("leads",)),
    Move("draft", (S.IN_PROGRESS, S.SCHEDULED, S.REPLIED, S.REOPENED), S.AWAITING_APPROVAL, UNIT,
         ("text",), ("leads",), starts=(C.APPROVAL,), audience=OFFICERS),
    Move("send_back", (S.AWAITING_APPROVAL,), S.IN_PROGRESS, SIGNERS, ("reason",), ("leads",),
         stops=(C.APPROVAL,), audience=OFFICERS),
    Move("approve", (S.AWAITING_APPROVAL,), S.ANSWERED, SIGNERS, (), ("leads", "not_the_author"),
         starts=(C.CLOSING,), stops=ANSWERING),
    # Approved now, sent at a chosen time; the clocks go on, since the reporter has nothing yet.
    Move("plan_answer", (S.AWAITING_APPROVAL,), STAY, SIGNERS, ("publish_at",),
         ("leads", "not_the_author", "not_planned"), audience=OFFICERS),
    Move("cancel_plan", (S.AWAITING_APPROVAL,), STAY, (*SIGNERS, R.SYSTEM), (),
         ("leads", "planned"), audience=OFFICERS),
    # A point is promised by a date: the answer goes out, the complaint stays open for the promise.
    Move("approve_promise", (S.AWAITING_APPROVAL,), S.SCHEDULED, SIGNERS, ("promised_on",),
         ("leads", "not_the_author"), starts=(C.PROMISE,),
         stops=(C.FIRST_WORD, C.ANSWER, C.RESPONSE, C.APPROVAL)),
    Move("answer", (S.IN_PROGRESS, S.SCHEDULED, S.REPLIED, S.REOPENED), S.ANSWERED, SIGNERS,
         ("text",), ("leads",), starts=(C.CLOSING,), stops=ANSWERING),
    # A promise stops the unit's clock, never the citizen's: the work is not done yet.
    Move("schedule", (S.IN_PROGRESS, S.REPLIED, S.REOPENED), S.SCHEDULED, SIGNERS,
         ("text", "promised_on"), ("leads",), starts=(C.PROMISE,),
         stops=(C.FIRST_WORD, C.ANSWER, C.RESPONSE)),
    Move("postpone", (S.SCHEDULED,), STAY, SIGNERS, ("reason", "promised_on"),
         ("leads", "may_postpone"),
         starts=(C.PROMISE,), stops=(C.PROMISE,)),
    Move("resume_work", (S.SCHEDULED,), S.IN_PROGRESS, (*SIGNERS, R.SYSTEM), ("reason",),
         ("leads",), starts=(C.ANSWER,), stops=(C.PROMISE,)),
    # On the day the reporter is asked; without an answer of the office the machine says no.
    Move("keep_promise", (S.SCHEDULED,), S.IN_PROGRESS, CITIZEN, (), ("promise_is_due",),
         starts=(C.ANSWER,), stops=(C.PROMISE,)),
    Move("break_promise", (S.SCHEDULED,), S.IN_PROGRESS, (*CITIZEN, R.SYSTEM), (),
         ("promise_is_due",), starts=(C.ANSWER,), stops=(C.PROMISE,)),

    # Step 7: the citizen has the answer and the last word.
    Move("add", RUNNING, STAY, CITIZEN, ("text_or_files",), audience=REPORTER),
    Move("reply", (S.ANSWERED, S.SCHEDULED), S.REPLIED, CITIZEN, ("text",),
         starts=(C.RESPONSE,), stops=(C.CLOSING, C.PROMISE)),
    Move("contest", (S.ANSWERED,), S.REOPENED, CITIZEN, ("contest_reason",),
         starts=(C.ANSWER, C.CHAIN), stops=(C.CLOSING, C.DECISION)),
    # A merged reporter is not content with the joint answer: the complaint goes on by itself.
    Move("contest", (S.MERGED,), S.REOPENED, CITIZEN, ("contest_reason",), ("master_answered",),
         starts=(C.ANSWER, C.CHAIN)),
    # What does not reopen it by itself (contesting.py): the desk decides, and until then nothing closes.
    Move("object_to", (S.ANSWERED, S.CLOSED), STAY, CITIZEN, ("contest_reason",), ("not_objected",),
         starts=(C.DECISION,), stops=(C.CLOSING,), audience=REPORTER),
    Move("refuse_objection", (S.ANSWERED,), STAY, DESKS, ("reason",), ("objected",),
         starts=(C.CLOSING,), stops=(C.DECISION,), audience=REPORTER),
    Move("refuse_objection", (S.CLOSED,), STAY, DESKS, ("reason",), ("objected",),
         stops=(C.DECISION,), audience=REPORTER),
    Move("confirm", (S.ANSWERED, S.REPLIED), S.CLOSED, CITIZEN, (), ("each_point_answered",),
         stops=ALL),
    Move("rate", (S.ANSWERED, S.CLOSED), STAY, CITIZEN, ("solved",), audience=REPORTER),
    Move("close_automatically", (S.ANSWERED,), S.CLOSED, (R.SYSTEM,), (), ("each_point_answered",),
         stops=ALL),
    Move("close", (S.ANSWERED, S.REPLIED), S.CLOSED, DESKS, ("reason",), ("each_point_answered",),
         stops=ALL),
    Move("reopen", (S.CLOSED,), S.REOPENED, CITIZEN, ("contest_reason",),
         ("within_30_days", "first_reopening", "has_unit"), starts=(C.ANSWER, C.CHAIN),
         stops=(C.DECISION,)),
    Move("reopen", (S.CLOSED,), S.REOPENED, DESKS, ("reason",), ("has_unit",),
         starts=(C.ANSWER, C.CHAIN), stops=(C.DECISION,)),
    Move("reopen", (S.ANSWERED,), S.REOPENED, DESKS, ("reason",), ("objected", "has_unit"),
         starts=(C.ANSWER, C.CHAIN), stops=(C.CLOSING, C.DECISION)),
    # Closed without any unit (by an outside body, by the Ombudsman): the desk has it again.
    Move("reopen", (S.CLOSED,), S.FORWARDED, CITIZEN, ("contest_reason",),
         ("within_30_days", "first_reopening", "no_unit", "has_institution"),
         starts=(C.DISPATCH, C.CHAIN), stops=(C.DECISION,)),
    Move("reopen", (S.CLOSED,), S.RECEIVED, CITIZEN, ("contest_reason",),
         ("within_30_days", "first_reopening", "no_unit", "no_institution"),
         starts=(C.VERIFICATION, C.CHAIN), stops=(C.DECISION,)),
    Move("reopen", (S.CLOSED, S.ARCHIVED), S.FORWARDED, DESKS, ("reason",),
         ("no_unit", "has_institution"),
         starts=(C.DISPATCH, C.CHAIN), stops=(C.DECISION,)),
    Move("reopen", (S.CLOSED, S.ARCHIVED), S.RECEIVED, (R.NATIONAL_ADMIN,), ("reason",),
         ("no_unit", "no_institution"), starts=(C.VERIFICATION, C.CHAIN), stops=(C.DECISION,)),

    # Merging: the child follows its master; its reporter stays a reporter.
    Move("merge", (S.RECEIVED, S.RETURNED), S.MERGED, (R.NATIONAL_ADMIN,), ("master",), stops=ALL),
    Move("merge", (S.FORWARDED, S.DECLINED, S.DISPATCHED, S.IN_PROGRESS), S.MERGED,
         (R.INSTITUTION_ADMIN,), ("master",), stops=ALL),
    Move("unmerge", (S.MERGED,), S.FORWARDED, (*DESKS, R.SYSTEM), ("reason",),
         ("has_institution",), starts=(C.DISPATCH, C.CHAIN)),
    Move("unmerge", (S.MERGED,), S.RECEIVED, (R.NATIONAL_ADMIN, R.SYSTEM), ("reason",),
         ("no_institution",), starts=(C.VERIFICATION, C.CHAIN)),

    # Archiving takes two people and can be appealed.
    Move("propose_archive", (S.RECEIVED,), STAY, (R.NATIONAL_ADMIN,), ("archive_reason", "text"),
         ("not_proposed",), audience=OFFICERS),
    Move("propose_archive", (S.FORWARDED, S.DECLINED), STAY, (R.INSTITUTION_ADMIN,),
         ("archive_reason", "text"), ("not_proposed",), audience=OFFICERS),
    Move("refuse_archive", (S.RECEIVED, S.FORWARDED, S.DECLINED), STAY, (*DESKS, R.INSPECTORATE),
         ("reason",), ("proposed",), audience=OFFICERS),
    Move("archive", (S.RECEIVED, S.FORWARDED, S.DECLINED), S.ARCHIVED, (*DESKS, R.INSPECTORATE), (),
         ("proposed", "second_person"), stops=ALL, audience=REPORTER),
    Move("appeal", (S.ARCHIVED,), S.FORWARDED, CITIZEN, ("reason",),
         ("within_30_days", "has_institution"), starts=(C.DISPATCH, C.CHAIN), audience=REPORTER),
    Move("appeal", (S.ARCHIVED,), S.RECEIVED, CITIZEN, ("reason",),
         ("within_30_days", "no_institution"), starts=(C.VERIFICATION, C.CHAIN),
         audience=REPORTER),

    # The reporter may leave, and come back within 30 days.
    Move("withdraw", RUNNING, S.WITHDRAWN, CITIZEN, (), stops=ALL),
    Move("restore", (S.WITHDRAWN,), S.FORWARDED, CITIZEN, (), ("within_30_days", "has_institution"),
         starts=(C.DISPATCH, C.CHAIN)),
    Move("restore", (S.WITHDRAWN,), S.RECEIVED, CITIZEN, (), ("within_30_days", "no_institution"),
         starts=(C.VERIFICATION, C.CHAIN)),

    # UU 25/2009 art. 46: after 60 days, with the reporter's consent, the Ombudsman.
    Move("consent_referral", (*RUNNING, S.CLOSED, S.ARCHIVED), STAY, CITIZEN, (),
         ("after_60_days", "no_consent_yet"), audience=REPORTER),
    Move("refer", (*RUNNING, S.CLOSED, S.ARCHIVED), S.REFERRED, (*DESKS, R.INSPECTORATE),
         ("reason",), ("consented",), stops=ALL),
    Move("close", (S.REFERRED,), S.CLOSED, DESKS, ("outcome",), stops=ALL),

    # The ladder: the machine presses the offices and reminds the reporter.
    Move("escalate", EVERY, STAY, (R.SYSTEM,), ("rung",), audience=OFFICERS),
    Move("remind", EVERY, STAY, (R.SYSTEM,), ("rung",), audience=OFFICERS),
    # Administration: an office ended, or days and rules changed (regulation.md 4: the old date stays).
    Move("transfer", RUNNING, STAY, (R.SYSTEM,), ("unit", "reason")),
    Move("transfer_part", RUNNING, STAY, (R.SYSTEM,), ("unit", "reason"), audience=OFFICERS),
    # Somebody leaves: the open work goes to another person, and it is on record.
    Move("pass_on", EVERY, STAY, (R.SYSTEM,), ("handler", "reason"), audience=OFFICERS),
    Move("recount", RUNNING, STAY, (R.SYSTEM,), ("reason",), audience=OFFICERS),

    # Everybody who works on it.
    Move("note", EVERY, STAY, (*DESKS, *UNIT, R.FIELD_OFFICER, R.INSPECTORATE, R.PPID, R.LEADER),
         ("text",), audience=OFFICERS),
    Move("file_paper", EVERY, STAY, (*DESKS, *UNIT, R.COUNTER_CLERK), ("files",),
         audience=OFFICERS),
)
# fmt: on

ACTIONS = tuple(dict.fromkeys(move.action for move in MOVES))


def moves_from(status: str) -> tuple[Move, ...]:
    """All lines that leave (or stay in) `status`, in the order of the table."""
    return _BY_STATUS[status]


def lines_of(action: str) -> tuple[Move, ...]:
    """All lines of one step, in the order of the table."""
    return _BY_ACTION.get(action, ())


_BY_ACTION: dict[str, tuple[Move, ...]] = {
    action: tuple(move for move in MOVES if move.action == action) for action in ACTIONS
}
_BY_STATUS: dict[str, tuple[Move, ...]] = {
    status: tuple(move for move in MOVES if status in move.sources) for status in S.values
}
