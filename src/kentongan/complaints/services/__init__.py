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
from kentongan.complaints.services.desk import (
    classify,
    close,
    close_external,
    decide,
    dispatch,
    dispute,
    forward,
    hand_over,
    hide,
    name_arbiter,
    publish,
    redispatch,
    return_to_national,
    take_back,
)
from kentongan.complaints.services.identity import earlier_of, reveal_identity
from kentongan.complaints.services.merging import merge, unmerge
from kentongan.complaints.services.offices import end_office, transfer, transfer_part
from kentongan.complaints.services.planning import cancel_plan, plan_answer
from kentongan.complaints.services.receipts import send_receipt
from kentongan.complaints.services.referral import consent_referral, refer
from kentongan.complaints.services.reporter import (
    add,
    break_promise,
    complete,
    confirm,
    contest,
    keep_promise,
    rate,
    reopen,
    reply,
    restore,
    withdraw,
)
from kentongan.complaints.services.shared import ask, file_paper, list_points, note, proceed
from kentongan.complaints.services.submit import submit
from kentongan.complaints.services.system import close_automatically, lapse
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
    "add_unit",
    "answer",
    "appeal",
    "approve",
    "approve_promise",
    "archive",
    "ask",
    "assign",
    "break_promise",
    "cancel_plan",
    "classify",
    "close",
    "close_automatically",
    "close_external",
    "complete",
    "confirm",
    "consent_referral",
    "contest",
    "contribute",
    "decide",
    "decline",
    "dispatch",
    "dispute",
    "draft",
    "earlier_of",
    "end_office",
    "file_paper",
    "forward",
    "hand_over",
    "hide",
    "keep_promise",
    "lapse",
    "list_points",
    "mark_opened",
    "merge",
    "name_arbiter",
    "note",
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
    "release",
    "reopen",
    "reply",
    "restore",
    "resume_work",
    "return_to_national",
    "reveal_identity",
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
