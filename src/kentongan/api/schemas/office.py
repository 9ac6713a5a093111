"""What programs of institutions send and read. Offices and subjects go by code, people by id."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import field_validator

from kentongan.api.schemas.base import Day, Files, Flag, In, Moment, Text, Whole, Words
from kentongan.api.schemas.complaints import FileOut, PointOut, StepOut
from kentongan.complaints.choices import (
    ArchiveReason,
    Classification,
    ContestReason,
    HideReason,
    Kind,
    OutcomeKind,
)
from kentongan.complaints.masking import Kind as MaskedKind

Office = Annotated[
    str, Field(min_length=1, max_length=60, description="Code of an office", examples=["putr"])
]
Person = Annotated[Whole, Field(ge=1, le=2**31 - 1, description="Id; see /office/people")]
Note = Annotated[Text, Field("", max_length=5000)]


class ReasonIn(In):
    """A reason."""

    reason: Words


class HideIn(In):
    """Why the public shall not see it; the reporter reads the words."""

    hide_reason: HideReason
    text: Words


MaskKind = Annotated[MaskedKind, Field(description="What these words are")]
MaskedWords = Annotated[
    dict[Annotated[Text, Field(min_length=1, max_length=200)], MaskKind],
    Field(default_factory=dict, max_length=100),
]


class MaskIn(In):
    """Words and what they are: covered for the public, or left although they were proposed."""

    reason: Words
    cover: MaskedWords
    show: MaskedWords


class TextIn(In):
    """A text."""

    text: Words


class QuestionIn(In):
    """A question to the reporter."""

    question: Words


class OutcomeIn(In):
    """What came of it."""

    outcome: Words


class ForwardIn(In):
    institution: Office
    note: Note


class OutcomeOfPoint(In):
    """What becomes of one point; `point` is its number in the list, 0 for the whole."""

    point: Whole = Field(0, ge=0, le=99)
    kind: OutcomeKind
    words: Text = Field("", max_length=5000)
    legal_basis: Text = Field("", max_length=300, description="Must be given for `refused`")
    promised_on: Day | None = Field(None, description="Must be given for `promised`")
    evidence: Text = Field("", max_length=300)


class AnswerIn(In):
    """Without `outcomes` the report as a whole is done; listed points each need theirs."""

    text: Words
    outcomes: list[OutcomeOfPoint] | None = Field(None, max_length=12)
    override: Text = Field("", max_length=500, description="Why it is right all the same")


class PointsIn(In):
    """What is asked, one by one; an empty list: the report as a whole."""

    points: list[Annotated[Text, Field(max_length=300)]] = Field(max_length=12)


class DispatchIn(In):
    unit: Office
    note: Note
    points: list[Annotated[Text, Field(max_length=300)]] = Field(
        default_factory=list, max_length=12, description="What is asked, one by one"
    )
    contributing: list[Office] = Field(default_factory=list, max_length=20)


class UnitReasonIn(In):
    unit: Office
    reason: Words


class DecideIn(UnitReasonIn):
    """Whose task it is, and the rule that says so; with `scope` "kecamatan" it guides only there."""

    citation: Annotated[Words, Field(max_length=240)]
    scope: Literal["", "kecamatan"] = ""


class DecideAuthorityIn(In):
    institution: Office
    reason: Words
    citation: Annotated[Words, Field(max_length=240)]
    scope: Literal["", "kecamatan"] = ""


class AddUnitIn(In):
    unit: Office
    note: Note


class HandOverIn(In):
    external_body: Office
    reason: Words
    reference: Text = Field("", max_length=60)


class ClassifyIn(In):
    kind: Kind
    classification: Classification
    category: str = Field("", max_length=60, description="Code of a subject")
    title: Text = Field("", max_length=120)
    is_urgent: Flag = False
    is_secret: Flag = False


class PublishIn(In):
    title: Text = Field("", max_length=120)
    text: Text = Field("", max_length=5000)


class MergeIn(In):
    master: str = Field(max_length=20, examples=["LP-9K47-TX2B"])


class DeclineIn(In):
    proposed_owner: Office
    reason: Words


class DisputeIn(In):
    arbiter: Person
    reason: Words


class ArbiterIn(In):
    arbiter: Person


class AssignIn(In):
    handler: Person


class TellIn(In):
    text: Words
    kind: Literal["first_word", "coordination"] = "first_word"


class ApproveIn(In):
    text: Text = Field("", max_length=5000, description="Empty: the draft as it stands")
    outcomes: list[OutcomeOfPoint] | None = Field(None, max_length=12)
    override: Text = Field("", max_length=500, description="Why it is right all the same")


class PlanIn(ApproveIn):
    publish_at: datetime = Field(description="Within 30 days; with its offset from UTC")

    @field_validator("publish_at")
    @classmethod
    def _has_offset(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError(_("Give the time with its offset from UTC."))
        return at


class ScheduleIn(In):
    text: Words
    promised_on: Day


class PostponeIn(In):
    reason: Words
    promised_on: Day


class ProposeArchiveIn(In):
    archive_reason: ArchiveReason
    text: Words


class ReopenIn(In):
    """A desk gives the text as its reason; a clerk says what the reporter contests."""

    text: Text = Field("", max_length=5000)
    contest_reason: ContestReason | None = None


class PaperIn(In):
    files: Files
    form: Literal["receipt", "disposition", "answer", ""] = ""
    text: Text = Field("", max_length=5000)


class RecordedOut(Schema):
    number: str = Field(examples=["LP-9K47-TX2B"])
    pin: str = Field(description="For the receipt that the reporter gets")
    submitted_at: Moment


class MeOut(Schema):
    """As whom this key acts."""

    name: str
    role: str
    office: str = Field(description="Code")
    institution: str = Field(description="Code; empty at the national desk")
    scopes: list[str]


class RowOut(Schema):
    """A complaint in a list."""

    number: str = Field(examples=["LP-9K47-TX2B"])
    external_id: str
    title: str
    status: str
    kind: str
    classification: str
    category: str
    channel: str
    area: str
    institution: str
    unit: str
    is_urgent: bool
    is_secret: bool
    is_anonymous: bool
    version: int
    submitted_at: Moment
    filed_at: Moment | None = Field(description="At a village desk without network")
    due_at: Moment | None
    legal_at: Moment | None


class OfficeEventOut(Schema):
    """One step, as officers read it."""

    sequence: int
    at: Moment
    action: str
    source: str
    target: str
    role: str
    actor: str
    office: str
    audience: str
    text: str


class CaseOut(RowOut):
    """The whole file, without who reported: that has its own door and leaves a record."""

    text: str
    wish: str
    happened_on: date | None
    landmark: str
    lat: float | None
    lng: float | None
    reporter: str = Field(description="Only of who chose to be named")
    master: str
    promised_on: date | None
    closed_kind: str
    archive_reason: str
    points: list[PointOut] = Field(description="What is asked, and what came of it")
    steps: list[StepOut]
    files: list[FileOut]
    events: list[OfficeEventOut]


class PageOut(Schema):
    """Rows, and the cursor of the next page; empty at the end."""

    items: list[RowOut]
    next: str


class ChangeOut(Schema):
    """A step of some complaint: read the complaint again."""

    id: int
    number: str
    action: str
    source: str
    target: str
    at: Moment
    version: int


class ChangesOut(Schema):
    """What happened since the cursor; `next` is never empty: keep it and ask again later."""

    items: list[ChangeOut]
    next: str


class TimeSpentOut(Schema):
    """How long reports lay in one state with one holder."""

    side: str = Field(description="national, institution, unit, reporter or external")
    holder: str = Field(description="Code of the office; empty for national desk and reporter")
    name: str
    status: str
    seconds: int
    passed_on: int = Field(description="How often a report left this state")


class TimesOut(Schema):
    """Each hour of the reports stands in exactly one line."""

    begin: date
    end: date
    seconds: int
    counted_until: Moment | None
    items: list[TimeSpentOut]


class PersonOut(Schema):
    """Somebody who can be named in a step."""

    id: int
    name: str


class IdentityOut(Schema):
    """Who reported."""

    name: str
    phone: str
    email: str
    nik: str
    address: str
