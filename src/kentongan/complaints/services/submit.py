"""Steps 1 and 2 of the SOP: whatever the channel, a complaint is accepted here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.accounts import vault
from kentongan.accounts.vault import PersonalData
from kentongan.common import ids
from kentongan.common.statements import insert
from kentongan.complaints import arrival, attachments, clocks, history, masking, moves, notices
from kentongan.complaints.arrival import Moments
from kentongan.complaints.attachments import Upload
from kentongan.complaints.choices import Channel, Classification, Kind, Status
from kentongan.complaints.models import Attachment, Category, ClockRun, Complaint, Event, Paper
from kentongan.complaints.refusals import Missing
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Area, Organization

TRIES = 3
CLASS_OF_KIND = {
    Kind.COMPLAINT: Classification.ORDINARY,
    Kind.SUGGESTION: Classification.SUGGESTION,
    Kind.INFORMATION: Classification.INFORMATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What an officer notes about a letter, a call or a post, and what its bringer agreed to."""

    source_url: str = ""
    letter_number: str = ""
    letter_date: date | None = None
    received_on: date | None = None
    may_contact: bool = False
    preferred_way: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What arrived, from any channel. `idempotency_key` is the sender's: one key, one complaint."""

    text: str
    channel: Channel
    idempotency_key: UUID = field(default_factory=uuid4)
    kind: Kind = Kind.COMPLAINT
    classification: Classification | None = None
    title: str = ""
    wish: str = ""
    happened_on: date | None = None
    area_code: str | None = None
    landmark: str = ""
    lat: float | None = None
    lng: float | None = None
    category_id: int | None = None
    institution: Organization | None = None
    is_anonymous: bool = True
    is_secret: bool = False
    personal: PersonalData = field(default_factory=PersonalData)
    reporter_user_id: int | None = None
    files: Sequence[Upload] = ()
    language: str = "id"
    external_id: str = ""
    number: str = ""  # lent in advance to a village desk; else one is drawn
    # When the government could know of it (now, where the channel says nothing), and when such a desk
    # had taken it in before.
    arrived_at: datetime | None = None
    filed_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)  # how it was taken in, for the event
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter gets at once (UU 25/2009 art. 44). The PIN is shown here only."""

    complaint_id: int
    number: str
    pin: str
    submitted_at: datetime
    due_at: datetime | None
    answer_by: datetime | None
    legal_by: datetime | None = None  # the answer, as the law wants it at most

    @property
    def shown_number(self) -> str:
        return ids.shown(self.number)


def submit(submission: Submission, *, by: Actor) -> Receipt:
    """Accept a complaint: number, receipt, event, clocks and messages, all in one transaction.

    The same `idempotency_key` again gives the same receipt and changes nothing.
    """
    with attachments.kept(submission.files) as kept:
        for _attempt in range(TRIES):
            try:
                return _accept(submission, kept, by=by)
            except IntegrityError:
                key = submission.idempotency_key
                if earlier := Complaint.objects.filter(idempotency_key=key).first():
                    attachments.discard(kept)
                    return _receipt(earlier, earlier.clocks.filter(clock="chain").first())
                _check_references(submission)
        raise RuntimeError("No free tracking number was found.")


def _check_references(submission: Submission) -> None:
    """Say which choice does not exist: a foreign key says so only at the end of the transaction."""
    area, category = submission.area_code, submission.category_id
    if area and not Area.objects.filter(pk=area).exists():
        raise Missing(_("There is no such place. Choose another."), field="area_code")
    if category and not Category.objects.filter(pk=category).exists():
        raise Missing(_("There is no such category. Choose another."), field="category_id")


def _accept(submission: Submission, kept: Sequence[Attachment], *, by: Actor) -> Receipt:
    """Work everything out, then write it: SQLite has one writer, and others wait for it."""
    original = submission.original
    when = arrival.moments(
        arrived_at=submission.arrived_at,
        received_on=original.received_on if original else None,
        filed_at=submission.filed_at,
    )
    complaint = _new(submission, when, by=by)
    move = moves.find("submit", complaint, by=by, facts={"text": submission.text})
    made = clocks.plan(complaint, move, target=complaint.status, at=when.arrived)
    complaint.due_at, complaint.legal_at = made.due_at, made.legal_at
    facts: dict[str, object] = {"channel": str(submission.channel), "kind": str(submission.kind)}
    if complaint.institution:
        facts["institution"] = complaint.institution.code
    facts |= {**submission.facts, **when.facts}
    event = history.build(
        complaint, move, by=by, source="", target=complaint.status, at=when.arrived, facts=facts
    )
    complaint.version, complaint.head_hash = event.sequence, event.hash
    if submission.personal != PersonalData():
        complaint.identity = vault.seal(submission.personal)
    _write(complaint, event, made, kept, _paper(submission, when, by=by))
    chain = next((run for run in made.started if run.clock == "chain"), None)
    return _receipt(complaint, chain)


@transaction.atomic
def _write(
    complaint: Complaint,
    event: Event,
    made: clocks.Plan,
    kept: Sequence[Attachment],
    paper: Paper | None,
) -> None:
    if complaint.identity:
        insert([complaint.identity])
    insert([complaint])
    if paper:
        paper.complaint_id = complaint.pk
        insert([paper])
    event.complaint_id = complaint.pk
    insert([event])
    clocks.write(made, complaint=complaint)
    attachments.attach(kept, complaint=complaint, event=event, purpose="evidence")
    notices.queue(event, complaint)


def _paper(submission: Submission, when: Moments, *, by: Actor) -> Paper | None:
    if submission.original is None:
        return None
    is_for_another = bool(submission.personal.on_behalf_of)
    return Paper(
        **asdict(submission.original),
        is_for_another=is_for_another,
        entered_at=when.entered,
        entered_by_id=by.user_id,
    )


def _contact_by(submission: Submission) -> str:
    """The transports that may be used: none without consent, one where the reporter chose it."""
    ways = vault.transports_of(submission.personal)
    if (original := submission.original) is not None:
        wished = original.preferred_way
        if not original.may_contact or wished in (Paper.Way.VISIT, Paper.Way.POST):
            return ""
        if wished:
            ways = tuple(one for one in ways if one == wished)
    return ",".join(ways)


def _new(submission: Submission, when: Moments, *, by: Actor) -> Complaint:
    number = submission.number or ids.new_number()
    pin = ids.pin_for(str(submission.idempotency_key), secret=settings.SECRET_KEY)
    named = "" if submission.is_anonymous or submission.is_secret else submission.personal.name
    return Complaint(
        number=number,
        idempotency_key=submission.idempotency_key,
        pin_digest=ids.pin_digest(number, pin, secret=settings.SECRET_KEY),
        external_id=submission.external_id,
        kind=submission.kind,
        classification=submission.classification or CLASS_OF_KIND[submission.kind],
        category_id=submission.category_id,
        channel=submission.channel,
        title=submission.title.strip() or masking.first_sentence(submission.text),
        text=submission.text,
        wish=submission.wish,
        happened_on=submission.happened_on,
        area_id=submission.area_code or None,
        landmark=submission.landmark,
        lat=submission.lat,
        lng=submission.lng,
        language=submission.language,
        is_anonymous=submission.is_anonymous,
        is_secret=submission.is_secret,
        contact_by=_contact_by(submission),
        reporter_user_id=submission.reporter_user_id,
        shown_name=named[:80],
        entered_by_id=by.user_id if by.is_officer else None,
        status=Status.FORWARDED if submission.institution else Status.RECEIVED,
        status_since=when.arrived,
        submitted_at=when.arrived,
        filed_at=when.filed,
        institution=submission.institution,
    )


def _receipt(complaint: Complaint, chain: ClockRun | None) -> Receipt:
    return Receipt(
        complaint_id=complaint.pk,
        number=complaint.number,
        pin=ids.pin_for(str(complaint.idempotency_key), secret=settings.SECRET_KEY),
        submitted_at=complaint.submitted_at,
        due_at=complaint.due_at,
        answer_by=chain.target_at if chain else None,
        legal_by=chain.legal_at if chain else None,
    )
