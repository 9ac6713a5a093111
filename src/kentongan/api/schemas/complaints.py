"""Schemas of filing and tracking. Whether a step is allowed is for the services to say."""

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, field_validator

from kentongan.api.schemas.base import Day, Files, Flag, In, Moment, Number, Text, storable
from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Kind
from kentongan.organizations import gazetteer

SHORTEST = 20


def _says_something(text: str) -> str:
    if len(text) < SHORTEST:
        raise ValueError(_("This is too short. Write at least %(n)s letters.") % {"n": SHORTEST})
    return text


class Contact(In):
    """Who reports; all of it may be left out."""

    name: Text = Field("", max_length=80)
    email: Text = Field("", max_length=120, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")
    phone: Text = Field("", max_length=30)

    @field_validator("phone")
    @classmethod
    def _read_phone(cls, typed: str) -> str:
        if not typed:
            return ""
        phone = read_phone(typed)
        if phone is None:
            raise ValueError(_("This is no telephone number."))
        return phone


class Filed(In):
    """A report: what every door takes."""

    text: Annotated[str, AfterValidator(storable), AfterValidator(_says_something)] = Field(
        min_length=SHORTEST,
        max_length=4000,
        description="What, where, since when: 20 letters or more",
        examples=["Lampu jalan di depan pasar mati sejak dua minggu yang lalu."],
    )
    kind: Kind = Kind.COMPLAINT
    wish: Text = Field("", max_length=1000)
    happened_on: Day | None = None
    area_code: str = Field(
        "",
        max_length=13,
        description="Kemendagri code of village or kecamatan",
        examples=["32.10.01.2001"],
    )
    landmark: Text = Field("", max_length=200)
    lat: Number | None = Field(None, ge=-90, le=90)
    lng: Number | None = Field(None, ge=-180, le=180)
    institution: Text = Field("", max_length=60, description="Empty: the desk decides")
    is_anonymous: Flag = Field(True, description="Hide the name from the public and the office")
    is_secret: Flag = Field(False, description="Keep the content from the public")
    contact: Contact | None = None
    category: str = Field("", max_length=60, description="Code of a subject; see /categories")
    files: Files

    @field_validator("area_code")
    @classmethod
    def _is_a_place(cls, code: str) -> str:
        if code and code not in gazetteer.all_places():
            raise ValueError(_("No village or kecamatan has this code."))
        return code

    @field_validator("happened_on")
    @classmethod
    def _is_not_ahead(cls, day: date | None) -> date | None:
        if day and day > clock.today():
            raise ValueError(_("This date is in the future."))
        return day


class ComplaintIn(Filed):
    """A report as a machine files it for a person."""

    channel: Literal["api", "app"] = Field("api", description="app: a person typed it on a phone")


class ReceiptOut(Schema):
    """What UU 25/2009 art. 44 owes the reporter. The PIN is told here only."""

    number: str = Field(examples=["LP-9K47-TX2B"])
    pin: str = Field(examples=["402817"])
    submitted_at: Moment
    forwarded_by: Moment | None = Field(None, description="Until when a desk must have decided")
    answered_by: Moment | None = Field(None, description="Until when the answer is due")
    legal_by: Moment | None = Field(None, description="Until when the law wants it at most")
    url: str = Field(description="The tracking page")


class FileOut(Schema):
    """A file of the complaint."""

    id: str
    name: str
    media_type: str
    size: int
    state: str = Field(description="waiting, ready or refused")


class PointOut(Schema):
    """One thing that is asked, and what came of it; 0 is the report as a whole."""

    position: int
    text: str
    kind: str = Field(description="done, partly, refused, promised; empty: no answer yet")
    words: str
    legal_basis: str
    promised_on: date | None
    evidence: str


class EventOut(Schema):
    """One step that the reporter may read."""

    at: Moment
    action: str
    status: str
    office: str = ""
    text: str = ""
    kind: str = Field(
        "", description="Of an answer: first_word, coordination, promise or substantive"
    )


class StepOut(Schema):
    """A step that is possible now, or why not."""

    action: str = Field(examples=["reply"])
    label: str
    needs: list[str] = Field(description="Fields that must be given", examples=[["text"]])
    is_possible: bool
    why_not: str = ""


class ComplaintOut(Schema):
    """Where a complaint stands."""

    number: str = Field(examples=["LP-9K47-TX2B"])
    status: str = Field(examples=["in_progress"])
    status_label: str
    kind: str
    version: int = Field(description="Grows with each step; the ETag holds it")
    submitted_at: Moment
    filed_at: Moment | None = Field(
        None, description="At a village desk without network; answered_by counts from then"
    )
    institution: str = ""
    unit: str = ""
    due_at: Moment | None = None
    answered_by: Moment | None = None
    legal_by: Moment | None = Field(None, description="The answer, as the law wants it at most")
    is_secret: bool
    is_anonymous: bool
    points: list[PointOut] = Field(description="What is asked, and what came of it")
    steps: list[StepOut] = Field(description="What the reporter can do")
    files: list[FileOut]
    events: list[EventOut]
