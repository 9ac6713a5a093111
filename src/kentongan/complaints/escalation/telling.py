"""Whom a rung reaches and what is written to them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kentongan.complaints import notices, sms_ways
from kentongan.complaints.choices import Status
from kentongan.complaints.models import ClockRun, Complaint, Event
from kentongan.complaints.notices import PUSH
from kentongan.deadlines.ladder import Due
from kentongan.deadlines.rungs import RungFacts
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations import recipients
from kentongan.organizations.directory import local_day
from kentongan.organizations.recipients import Officer
from kentongan.organizations.roles import Role

DIGEST = "digest"  # not a transport: the weekly letter to the leaders names it
OF_UNIT = frozenset({Role.LIAISON, Role.UNIT_HEAD, Role.DRAFTER, Role.FIELD_OFFICER})


@dataclass(slots=True)
class Memory:
    """Who holds which role: asked once in a round, not once for each complaint."""

    officers: dict[tuple[str, int | None], list[Officer]] = field(default_factory=dict)
    phones: dict[int, bool] = field(default_factory=dict)


def messages(
    complaint: Complaint,
    run: ClockRun,
    due: Due,
    event: Event,
    *,
    passed_over: Sequence[tuple[ClockRun, Due]],
    memory: Memory,
) -> list[Outgoing]:
    """The messages of a rung. Who was to hear of a rung below hears of this one instead."""
    rung = due.rung
    if rung.is_for_reporter:
        return list(_to_reporters(complaint, run, rung, event))
    wanted = _merged([other.rung for _run, other in passed_over] + [rung])
    people = _people(complaint, wanted, event, memory)
    return list(_to_officers(complaint, run, rung, event, people=people))


def audience(complaint: Complaint, code: str, event: Event, memory: Memory) -> list[Officer]:
    """The officers behind one word of a rung."""
    if code == "arbiter" and complaint.status != Status.RETURNED:
        return recipients.people([complaint.arbiter_id])
    # What went up to the national desk is decided there.
    role = Role.NATIONAL_ADMIN if code == "arbiter" else Role(code)
    office: int | None = complaint.unit_id if role in OF_UNIT else complaint.institution_id
    if role == Role.NATIONAL_ADMIN:
        office = None
    elif office is None:
        return []
    key = (role.value, office)
    if key not in memory.officers:
        memory.officers[key] = recipients.officers(
            [role], on=local_day(event.at, complaint.institution), organization_id=office
        )
    return memory.officers[key]


def _merged(rungs: Iterable[RungFacts]) -> dict[str, set[str]]:
    """Audience → transports, of all rungs together."""
    wanted: dict[str, set[str]] = {}
    for rung in rungs:
        for code in rung.audiences:
            wanted.setdefault(code, set()).update(rung.transports)
    return wanted


def _people(
    complaint: Complaint, wanted: dict[str, set[str]], event: Event, memory: Memory
) -> list[tuple[Officer, str]]:
    """Each person once for each transport, whatever roles the person holds."""
    found: dict[tuple[int, str], Officer] = {}
    for code, transports in wanted.items():
        for officer in audience(complaint, code, event, memory):
            pushed = {PUSH} if officer.has_push and "bell" in transports else set()
            for transport in transports - {DIGEST} | pushed:
                if transport != "sms" or _has_phone(officer, memory):
                    found[officer.user_id, transport] = officer
    return [(officer, transport) for (_id, transport), officer in sorted(found.items())]


def _to_officers(
    complaint: Complaint,
    run: ClockRun,
    rung: RungFacts,
    event: Event,
    *,
    people: Iterable[tuple[Officer, str]],
) -> Iterator[Outgoing]:
    for officer, transport in people:
        yield Outgoing(
            purpose=rung.template,
            template=notices.text_of(rung.template, transport, is_office=True),
            params=_params(complaint, run) | {"variant": rung.code},
            transport=transport,
            about=complaint.pk,
            reference=complaint.number,
            event_id=event.pk,
            dedupe=f"rung:{run.pk}:{rung.code}:{transport}:u{officer.user_id}",
            user_id=officer.user_id,
            language=officer.language,
        )


def _to_reporters(
    complaint: Complaint, run: ClockRun, rung: RungFacts, event: Event
) -> Iterator[Outgoing]:
    joined = complaint.merged.filter(status=Status.MERGED) if complaint.merged_count else ()
    for one in (complaint, *joined):
        for transport in (*_reaching(rung.transports), PUSH):
            by_account = transport == "bell"
            if by_account and not one.reporter_user_id:
                continue
            if not by_account and transport not in one.contact_by.split(","):
                continue
            own = (
                sms_ways.own_link(one, rung.template, transport=transport)
                if transport in sms_ways.TO_TELEPHONES
                else {}
            )
            yield Outgoing(
                purpose=rung.template,
                template=notices.text_of(rung.template, transport, is_office=False),
                params=_params(one, run) | own | {"variant": rung.code},
                transport=transport,
                about=one.pk,
                reference=one.number,
                event_id=event.pk,
                dedupe=f"rung:{run.pk}:{rung.code}:{transport}:c{one.pk}",
                language=one.language,
                **notices.to_reporter(one, transport),
            )


def _reaching(transports: Sequence[str]) -> tuple[str, ...]:
    """Who wrote by a messenger is told by it wherever others are told by SMS or e-mail."""
    chats = ("whatsapp", "telegram") if {"sms", "email"} & set(transports) else ()
    return (*transports, *chats)


def _has_phone(officer: Officer, memory: Memory) -> bool:
    if officer.user_id not in memory.phones:
        memory.phones[officer.user_id] = recipients.has_phone(officer.user_id)
    return memory.phones[officer.user_id]


def _params(complaint: Complaint, run: ClockRun) -> dict[str, str]:
    legal_at = run.legal_at or complaint.legal_at
    params = {
        "number": complaint.number,
        "submitted_at": complaint.submitted_at.isoformat(),
        "due_at": run.target_at.isoformat() if run.target_at else "",
        "legal_at": legal_at.isoformat() if legal_at else "",
        "promised_on": complaint.promised_on.isoformat() if complaint.promised_on else "",
        "clock": run.clock,
        "institution_id": str(complaint.institution_id or ""),
        "unit": complaint.unit.name if complaint.unit else "",
    }
    return {name: value for name, value in params.items() if value}
