"""The verbs of a complaint: one function for each step of the workflow table.

Pages, API, imports and the demo call these and nothing else. Each is one transaction, takes
`by: Actor`, returns its `Event`, and raises `MoveRefused` with a sentence for the person.
"""

from kentongan.complaints.services.answers import (
    answer,
    approve,
    approve_promise,
    draft,
    save_draft,
    schedule,
    send_back,
)
from kentongan.complaints.services.archiving import (
    appeal,
    archive,
    propose_archive,
    refuse_archive,
)
from kentongan.complaints.services.contributions import part_late
from kentongan.complaints.services.desk import (
    classify,
    close,
    close_external,
    decide,
    decide_authority,
    dispatch,
    dispute,
    forward,
    hand_over,
    name_arbiter,
    redispatch,
    refuse_objection,
    return_to_national,
    take_back,
)
from kentongan.complaints.services.field_tasks import cancel_task, give_task, report_task
from kentongan.complaints.services.handing_over import hand_over_work
from kentongan.complaints.services.identity import earlier_of, reveal_identity
from kentongan.complaints.services.merging import merge, unmerge
from kentongan.complaints.services.offices import end_office, transfer, transfer_part
from kentongan.complaints.services.outside import answer_outside, ask_outside, revoke_outside
from kentongan.complaints.services.planning import cancel_plan, plan_answer
from kentongan.complaints.services.precedents import end_precedent
from kentongan.complaints.services.publishing import cover_photo, hide, mask, publish
from kentongan.complaints.services.receipts import send_receipt
from kentongan.complaints.services.referral import consent_referral, export_file, refer
from kentongan.complaints.services.reporter import (
    add,
    break_promise,
    complete,
    confirm,
    contest,
    keep_promise,
    not_solved,
    object_to,
    rate,
    reopen,
    reply,
    restore,
    withdraw,
)
from kentongan.complaints.services.shared import ask, file_paper, list_points, note, proceed
from kentongan.complaints.services.submit import submit
from kentongan.complaints.services.system import close_automatically, lapse
from kentongan.complaints.services.systemic import (
    add_step,
    end_case,
    finish_step,
    join_case,
    leave_case,
    open_case,
)
from kentongan.complaints.services.undoing import recall, release
from kentongan.complaints.services.unit import (
    accept,
    add_unit,
    assign,
    contribute,
    decline,
    mark_opened,
    postpone,
    resume_work,
    take_up,
    tell,
)

__all__ = [
    "accept",
    "add",
    "add_step",
    "add_unit",
    "answer",
    "answer_outside",
    "appeal",
    "approve",
    "approve_promise",
    "archive",
    "ask",
    "ask_outside",
    "assign",
    "break_promise",
    "cancel_plan",
    "cancel_task",
    "classify",
    "close",
    "close_automatically",
    "close_external",
    "complete",
    "confirm",
    "consent_referral",
    "contest",
    "contribute",
    "cover_photo",
    "decide",
    "decide_authority",
    "decline",
    "dispatch",
    "dispute",
    "draft",
    "earlier_of",
    "end_case",
    "end_office",
    "end_precedent",
    "export_file",
    "file_paper",
    "finish_step",
    "forward",
    "give_task",
    "hand_over",
    "hand_over_work",
    "hide",
    "join_case",
    "keep_promise",
    "lapse",
    "leave_case",
    "list_points",
    "mark_opened",
    "mask",
    "merge",
    "name_arbiter",
    "not_solved",
    "note",
    "object_to",
    "open_case",
    "part_late",
    "plan_answer",
    "postpone",
    "proceed",
    "propose_archive",
    "publish",
    "rate",
    "recall",
    "redispatch",
    "refer",
    "refuse_archive",
    "refuse_objection",
    "release",
    "reopen",
    "reply",
    "report_task",
    "restore",
    "resume_work",
    "return_to_national",
    "reveal_identity",
    "revoke_outside",
    "save_draft",
    "schedule",
    "send_back",
    "send_receipt",
    "submit",
    "take_back",
    "take_up",
    "tell",
    "transfer",
    "transfer_part",
    "unmerge",
    "withdraw",
]
