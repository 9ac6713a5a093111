"""Who is told what, as a table: step → audience → text and transports.

Steps 3 and 4 of the SOP tell the liaison officer, step 6 both admins, step 7 the reporter. Rows of
the outbox are written in the transaction of the step; a worker sends them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from kentongan.common.statements import Prepared
from kentongan.complaints import outward, sms_ways
from kentongan.complaints.choices import Channel, Status
from kentongan.complaints.models import Answer, Complaint, Event
from kentongan.notifications import outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations import recipients
from kentongan.organizations.directory import local_day
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role


class Audience(StrEnum):
    """Those whom a notice can name."""

    REPORTER = auto()  # and the reporters of what was merged into it
    OWN_REPORTER = auto()  # of this one alone
    FOLLOWERS = auto()  # the reporters of what was merged into it
    LIAISONS = auto()  # of the leading unit
    SIGNERS = auto()  # liaison officers and heads of the leading unit
    INSTITUTION = auto()  # Admin Kabupaten
    RECEIVING_DESK = auto()  # Admin Kabupaten, of what was filed straight to the institution
    NATIONAL = auto()  # Admin Pusat
    HOLDER = auto()  # whoever has it after the step
    AUTHOR = auto()  # of the draft
    HANDLER = auto()
    ARBITER = auto()
    ADDED_UNIT = auto()  # liaison officers of a contributing unit
    MENTIONED = auto()  # called by name in a note
    ASSIGNEE = auto()  # who goes to the spot
    RECEIVER = auto()  # who takes over open work
    ASKER = auto()  # who asked the outside body
    CASE_OWNER = auto()  # liaison officers of the unit that removes the cause
    CONTRIBUTORS = auto()  # liaison officers of the units that contribute from the dispatch on


@dataclass(frozen=True, slots=True)
class Notice:
    action: str
    audience: Audience
    template: str
    transports: tuple[str, ...]


# What the reporter left decides which of them is used.
REACH = ("email", "sms", "whatsapp", "telegram", "bell", "push")
OFFICE = ("email", "bell", "push")
BELL = ("bell", "push")
PUSH = "push"  # to browsers that asked for it
DESK = (Role.INSTITUTION_ADMIN,)
A = Audience
_REPORTERS = (A.REPORTER, A.OWN_REPORTER, A.FOLLOWERS)

# fmt: off
NOTICES = (
    Notice("submit", A.OWN_REPORTER, "received", REACH),
    Notice("submit", A.RECEIVING_DESK, "desk_forwarded", BELL),
    Notice("forward", A.INSTITUTION, "desk_forwarded", BELL),
    Notice("decide_authority", A.INSTITUTION, "desk_decided", OFFICE),
    Notice("dispatch", A.LIAISONS, "unit_dispatched", OFFICE),             # SOP step 3 and 4
    Notice("dispatch", A.CONTRIBUTORS, "unit_added", OFFICE),
    Notice("dispatch", A.REPORTER, "dispatched", REACH),
    Notice("redispatch", A.LIAISONS, "unit_dispatched", OFFICE),
    Notice("redispatch", A.REPORTER, "dispatched", REACH),
    Notice("decide", A.LIAISONS, "unit_dispatched", OFFICE),
    Notice("decide", A.REPORTER, "dispatched", REACH),
    Notice("return_to_national", A.NATIONAL, "desk_returned", OFFICE),
    Notice("return_to_national", A.REPORTER, "returned", REACH),
    Notice("hand_over", A.REPORTER, "handed_over", REACH),
    Notice("take_back", A.INSTITUTION, "desk_forwarded", BELL),
    Notice("close_external", A.REPORTER, "closed_external", REACH),
    Notice("ask", A.OWN_REPORTER, "asked", REACH),
    Notice("complete", A.HOLDER, "desk_completed", OFFICE),
    Notice("lapse", A.OWN_REPORTER, "lapsed", REACH),
    Notice("decline", A.INSTITUTION, "desk_declined", OFFICE),
    Notice("dispute", A.ARBITER, "desk_disputed", OFFICE),
    Notice("name_arbiter", A.ARBITER, "desk_disputed", OFFICE),
    Notice("assign", A.HANDLER, "unit_assigned", BELL),
    Notice("add_unit", A.ADDED_UNIT, "unit_added", OFFICE),
    Notice("part_late", A.ADDED_UNIT, "unit_part_late", OFFICE),
    Notice("part_late", A.LIAISONS, "lead_part_late", BELL),
    Notice("give_task", A.ASSIGNEE, "unit_task", OFFICE),
    Notice("report_task", A.LIAISONS, "unit_task_done", BELL),
    Notice("cancel_task", A.ASSIGNEE, "unit_task_cancelled", BELL),
    Notice("answer_outside", A.ASKER, "desk_outside_answered", OFFICE),
    Notice("join_case", A.REPORTER, "case_joined", REACH),
    Notice("join_case", A.CASE_OWNER, "unit_case_joined", BELL),
    Notice("case_news", A.REPORTER, "case_news", REACH),
    Notice("case_ended", A.REPORTER, "case_ended", REACH),
    Notice("case_late", A.CASE_OWNER, "unit_case_late", OFFICE),
    Notice("case_late", A.INSTITUTION, "unit_case_late", BELL),
    Notice("pass_on", A.RECEIVER, "unit_passed_on", OFFICE),
    Notice("note", A.MENTIONED, "desk_mentioned", BELL),
    Notice("contribute", A.LIAISONS, "unit_contributed", BELL),
    Notice("tell", A.REPORTER, "told", REACH),
    Notice("draft", A.SIGNERS, "unit_draft", OFFICE),
    Notice("send_back", A.AUTHOR, "unit_sent_back", BELL),
    Notice("approve", A.INSTITUTION, "desk_answered", OFFICE),             # SOP step 6
    Notice("approve", A.NATIONAL, "desk_answered", OFFICE),                # SOP step 6
    Notice("approve", A.REPORTER, "answered", REACH),                      # SOP step 7
    Notice("cancel_plan", A.SIGNERS, "unit_draft", OFFICE),
    Notice("approve_promise", A.INSTITUTION, "desk_scheduled", BELL),
    Notice("approve_promise", A.REPORTER, "scheduled", REACH),
    Notice("answer", A.INSTITUTION, "desk_answered", OFFICE),              # SOP step 6
    Notice("answer", A.NATIONAL, "desk_answered", OFFICE),                 # SOP step 6
    Notice("answer", A.REPORTER, "answered", REACH),                       # SOP step 7
    Notice("schedule", A.INSTITUTION, "desk_scheduled", BELL),
    Notice("schedule", A.REPORTER, "scheduled", REACH),
    Notice("postpone", A.REPORTER, "postponed", REACH),
    Notice("keep_promise", A.SIGNERS, "unit_promise_kept", OFFICE),
    Notice("break_promise", A.SIGNERS, "unit_promise_broken", OFFICE),
    Notice("break_promise", A.INSTITUTION, "unit_promise_broken", OFFICE),
    Notice("break_promise", A.REPORTER, "promise_broken", REACH),
    Notice("add", A.HOLDER, "desk_added", BELL),
    Notice("reply", A.LIAISONS, "unit_replied", OFFICE),
    Notice("contest", A.LIAISONS, "unit_contested", OFFICE),
    Notice("contest", A.INSTITUTION, "unit_contested", BELL),
    Notice("object_to", A.INSTITUTION, "desk_objected", OFFICE),
    Notice("object_to", A.LIAISONS, "desk_objected", BELL),
    Notice("refuse_objection", A.OWN_REPORTER, "objection_refused", REACH),
    Notice("hide", A.OWN_REPORTER, "taken_down", REACH),
    Notice("publish", A.OWN_REPORTER, "put_back", REACH),
    Notice("confirm", A.LIAISONS, "unit_confirmed", BELL),
    Notice("confirm", A.FOLLOWERS, "joint_confirmed", REACH),
    Notice("close_automatically", A.REPORTER, "closed_automatically", REACH),
    Notice("close", A.REPORTER, "closed", REACH),
    Notice("reopen", A.LIAISONS, "unit_contested", OFFICE),
    Notice("reopen", A.INSTITUTION, "unit_contested", BELL),
    Notice("contest", A.FOLLOWERS, "joint_reopened", REACH),
    Notice("reopen", A.FOLLOWERS, "joint_reopened", REACH),
    Notice("merge", A.REPORTER, "merged", REACH),
    Notice("unmerge", A.OWN_REPORTER, "unmerged", REACH),
    Notice("unmerge", A.HOLDER, "desk_forwarded", BELL),
    Notice("propose_archive", A.HOLDER, "desk_archive_proposed", BELL),
    Notice("archive", A.OWN_REPORTER, "archived", REACH),
    Notice("appeal", A.HOLDER, "desk_appealed", OFFICE),
    Notice("withdraw", A.HOLDER, "desk_withdrawn", BELL),
    Notice("restore", A.HOLDER, "desk_forwarded", BELL),
    Notice("consent_referral", A.INSTITUTION, "desk_consented", OFFICE),
    Notice("refer", A.REPORTER, "referred", REACH),
    Notice("transfer", A.LIAISONS, "unit_dispatched", OFFICE),
    Notice("transfer", A.REPORTER, "dispatched", REACH),
    Notice("transfer_part", A.ADDED_UNIT, "unit_added", OFFICE),
)
# fmt: on
_MERGED = Prepared(lambda *, master: Complaint.objects.filter(master=master, status=Status.MERGED))
_BY_ACTION = {
    action: tuple(one for one in NOTICES if one.action == action)
    for action in {one.action for one in NOTICES}
}


def queue(event: Event, complaint: Complaint) -> None:
    """Write the messages that `event` owes; nothing is sent here."""
    outward.queue(event, complaint)
    notices = _BY_ACTION.get(event.action, ())
    if notices:
        outgoing = [one for notice in notices for one in _outgoing(notice, event, complaint)]
        if outgoing:
            outbox.queue(outgoing)


def _outgoing(notice: Notice, event: Event, complaint: Complaint) -> Iterator[Outgoing]:
    if notice.audience in _REPORTERS:
        yield from _to_reporters(notice, event, complaint)
        return
    params = _params(complaint, event) | {"variant": variant_of(notice)}
    for officer in _officers(notice.audience, event, complaint):
        if officer.user_id == event.actor_user_id:
            continue  # who took the step knows
        for transport in notice.transports:
            if transport == PUSH and not officer.has_push:
                continue
            yield Outgoing(
                purpose=notice.template,
                template=text_of(notice.template, transport, is_office=True),
                params=params,
                transport=transport,
                about=complaint.pk,
                reference=complaint.number,
                event_id=event.pk,
                dedupe=f"{event.pk}:{transport}:u{officer.user_id}",
                user_id=officer.user_id,
                language=officer.language,
            )


def _to_reporters(notice: Notice, event: Event, complaint: Complaint) -> Iterator[Outgoing]:
    """The reporter, every reporter whose complaint was merged into this one, or both."""
    told = [] if notice.audience == Audience.FOLLOWERS else [complaint]
    if notice.audience != Audience.OWN_REPORTER and event.action != "submit":
        # Asked each time: a merge a moment ago is not yet on the complaint in hand.
        told += _MERGED.rows(master=complaint.pk)
    for one in told:
        params = _params(one, event) | {"variant": variant_of(notice)}
        for transport in _reach(one, notice):
            yield Outgoing(
                purpose=notice.template,
                template=text_of(notice.template, transport, is_office=False),
                params=params | sms_ways.own_link(one, notice.template, transport=transport)
                if transport in sms_ways.TO_TELEPHONES
                else params,
                transport=transport,
                about=one.pk,
                reference=one.number,
                event_id=event.pk,
                dedupe=f"{event.pk}:{transport}:c{one.pk}",
                language=one.language,
                **to_reporter(one, transport),
            )


def foreseen(event: Event, complaint: Complaint, *, transport: str) -> Message:
    """The message that this step would owe its reporter; it is not kept."""
    notice = next(one for one in _BY_ACTION[event.action] if one.audience == Audience.REPORTER)
    params = _params(complaint, event)
    if transport in sms_ways.TO_TELEPHONES:
        params |= sms_ways.own_link(complaint, notice.template, transport=transport)
    return Message(
        template=text_of(notice.template, transport, is_office=False),
        params=params,
        transport=transport,
        language=complaint.language,
    )


# Who wrote a message is answered by the same way, with the PIN.
_ANSWERED_BY: dict[str, str] = {
    Channel.SMS: "sms",
    Channel.EMAIL: "email",
    Channel.WHATSAPP: "whatsapp",
    Channel.TELEGRAM: "telegram",
}


def to_reporter(complaint: Complaint, transport: str) -> dict[str, Any]:
    """The recipient of a message: browsers of the report, the account, or the sealed identity."""
    if transport == PUSH:
        return {"address": f"report:{complaint.pk}"}
    if transport == "bell" or not complaint.identity_id:
        return {"user_id": complaint.reporter_user_id}
    return {"identity_id": complaint.identity_id}


def variant_of(notice: Notice) -> str:
    """Event and audience in one word: a text may be meant for them alone."""
    return f"{notice.action}-{notice.audience}"


def text_of(template: str, transport: str, *, is_office: bool) -> str:
    """What is pushed lies open on a locked screen: the same few words, whatever the news."""
    if transport == PUSH:
        template = "push_office" if is_office else "push_reporter"
    return f"complaints/messages/{template}"


def _reach(complaint: Complaint, notice: Notice) -> Iterator[str]:
    for transport in notice.transports:
        if notice.action == "submit" and transport == _ANSWERED_BY.get(complaint.channel):
            continue  # the answer to the sender's own message tells it, with the PIN
        has_account = transport == "bell" and complaint.reporter_user_id
        if has_account or transport in complaint.contact_by.split(","):
            yield transport


def _officers(audience: Audience, event: Event, complaint: Complaint) -> list[recipients.Officer]:
    if audience == Audience.HOLDER:
        audience = _holder(complaint)
    if audience == Audience.RECEIVING_DESK:
        # A list of old reports that is read in is nobody's news; Admin Pusat has its own queue.
        if complaint.institution_id is None or complaint.channel == Channel.IMPORT:
            return []
        audience = Audience.INSTITUTION
    if audience in _PERSONS:
        return recipients.people(_PERSONS[audience](complaint))
    if audience in _NAMED:
        return recipients.people(_NAMED[audience](event))
    if audience == Audience.NATIONAL:
        return _national(event)
    find_offices, roles = _OFFICES[audience]
    told = [
        officer
        for office in find_offices(complaint, event)
        for officer in _of(office, roles, complaint, event)
    ]
    return list(dict.fromkeys(told))


def _national(event: Event) -> list[recipients.Officer]:
    return recipients.officers([Role.NATIONAL_ADMIN], on=local_day(event.at, None))


def _of(
    office: int | None, roles: Sequence[Role], complaint: Complaint, event: Event
) -> list[recipients.Officer]:
    """Holders of `roles`; where nobody holds one, whoever answers for that office, up to the top.

    The day is the office's own: until seven in the morning UTC is still at yesterday.
    """
    day = local_day(event.at, complaint.institution)
    if office and (holders := recipients.officers(roles, organization_id=office, on=day)):
        return holders
    for place, asked in ((office, (Role.UNIT_HEAD,)), (complaint.institution_id, DESK)):
        stand_ins = recipients.officers(asked, organization_id=place, on=day) if place else []
        if others := [one for one in stand_ins if one.user_id != event.actor_user_id]:
            return others
    return _national(event)


def _authors(complaint: Complaint) -> list[int | None]:
    drafts = Answer.objects.filter(complaint=complaint, state=Answer.State.SUBMITTED)
    return list(drafts.values_list("author_id", flat=True))


_PERSONS: dict[Audience, Callable[[Complaint], list[int | None]]] = {
    Audience.HANDLER: lambda complaint: [complaint.handler_id],
    Audience.ARBITER: lambda complaint: [complaint.arbiter_id],
    Audience.AUTHOR: _authors,
}
# Persons whom the step itself names.
_NAMED: dict[Audience, Callable[[Event], list[int | None]]] = {
    Audience.MENTIONED: lambda event: list(event.facts.get("mentions", ())),
    Audience.ASSIGNEE: lambda event: [event.facts.get("assignee")],
    Audience.RECEIVER: lambda event: [event.facts.get("handler")],
    Audience.ASKER: lambda event: [event.facts.get("asker")],
}
_OFFICES: dict[
    Audience, tuple[Callable[[Complaint, Event], Iterable[int | None]], tuple[Role, ...]]
] = {
    Audience.INSTITUTION: (lambda c, e: [c.institution_id], DESK),
    Audience.LIAISONS: (lambda c, e: [c.unit_id], (Role.LIAISON,)),
    Audience.SIGNERS: (lambda c, e: [c.unit_id], (Role.LIAISON, Role.UNIT_HEAD)),
    Audience.ADDED_UNIT: (lambda c, e: [int(e.facts["unit_id"])], (Role.LIAISON,)),
    Audience.CASE_OWNER: (lambda c, e: [e.facts.get("unit_id")], (Role.LIAISON,)),
    Audience.CONTRIBUTORS: (lambda c, e: _contributors(e), (Role.LIAISON,)),
}


def _contributors(event: Event) -> Iterable[int]:
    codes = event.facts.get("contributing")
    if not codes:
        return ()
    offices = Organization.objects.filter(code__in=codes).exclude(pk=event.facts["unit_id"])
    return list(offices.order_by("pk").values_list("pk", flat=True))


def _holder(complaint: Complaint) -> Audience:
    if complaint.institution_id is None or complaint.status == Status.RETURNED:
        return Audience.NATIONAL
    if complaint.unit_id is None or complaint.status in (Status.FORWARDED, Status.DISPUTED):
        return Audience.INSTITUTION
    return Audience.LIAISONS


def _params(complaint: Complaint, event: Event) -> dict[str, str]:
    """What the texts may use. Never a name, an address, a PIN or the words of the complaint."""
    params = {
        "number": complaint.number,
        "submitted_at": complaint.submitted_at.isoformat(),
        "due_at": complaint.due_at.isoformat() if complaint.due_at else "",
        "legal_at": complaint.legal_at.isoformat() if complaint.legal_at else "",
        "institution_id": str(complaint.institution_id or ""),
        "unit": str(event.facts.get("unit_name", "")),
        "body": str(event.facts.get("body_name", "")),
        "promised_on": str(event.facts.get("promised_on", "")),
        "reason_code": str(event.facts.get("archive_reason", "")),
        "hide_code": str(event.facts.get("hide_reason", "")),
        "master": str(event.facts.get("master", "")),
    }
    return {name: value for name, value in params.items() if value}
