"""What programs of institutions send and read. Offices and subjects go by code, people by id."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from kentongan.api.schemas.base import Day, Files, Flag, In, Moment, Text, Whole, Words
from kentongan.api.schemas.complaints import FileOut, StepOut
from kentongan.complaints.choices import ArchiveReason, Classification, ContestReason, Kind

Office = Annotated[
    str, Field(min_length=1, max_length=60, description="Code of an office", examples=["putr"])
]
Person = Annotated[Whole, Field(ge=1, le=2**31 - 1, description="Id; see /office/people")]
Note = Annotated[Text, Field("", max_length=5000)]


class ReasonIn(In):
    """A reason."""

    reason: Words


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


class DispatchIn(In):
    unit: Office
    note: Note
    contributing: list[Office] = Field(default_factory=list, max_length=20)


class UnitReasonIn(In):
    unit: Office
    reason: Words


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
