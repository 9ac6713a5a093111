"""What programs of whoever takes reports in send and read: originals, doubles, messages."""

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import HttpUrl, field_validator

from kentongan.api.schemas.base import Day, Flag, In, Moment, Text, Words
from kentongan.api.schemas.complaints import Contact, Filed
from kentongan.common import clock
from kentongan.complaints.choices import Kind

LONGEST_URL = 500


class ReporterIn(Contact):
    """Who reports, as an officer writes it down; kept in the vault."""

    nik: Text = Field("", pattern=r"^$|^\d{16}$", description="16 digits")
    address: Text = Field("", max_length=240)
    on_behalf_of: Text = Field("", max_length=200, description="For whom, and as what")


class OriginalIn(In):
    """The letter, call or post itself, and what its bringer agreed to."""

    source_url: HttpUrl | None = Field(None, description="The post or message")
    letter_number: Text = Field("", max_length=80, examples=["12/RT/2026"])
    letter_date: Day | None = None
    received_on: Day | None = Field(None, description="Limits count from that day; empty: now")
    may_contact: Flag = Field(False, description="Without it nothing is sent to the reporter")
    preferred_way: Literal["", "sms", "email", "visit", "post"] = ""

    @field_validator("source_url")
    @classmethod
    def _is_short(cls, url: HttpUrl | None) -> HttpUrl | None:
        if len(str(url or "")) > LONGEST_URL:
            raise ValueError(_("This address is too long."))
        return url

    @field_validator("letter_date", "received_on")
    @classmethod
    def _is_not_ahead(cls, day: date | None) -> date | None:
        if day and day > clock.today():
            raise ValueError(_("This date is in the future."))
        return day


class RecordIn(Filed):
    """A complaint that arrived elsewhere, as an officer records it."""

    channel: Literal["counter", "letter", "phone", "social", "whatsapp", "api"] = "api"
    external_id: Text = Field("", max_length=40, description="Number in national LAPOR!")
    contact: ReporterIn | None = None
    original: OriginalIn | None = None


class SimilarIn(In):
    """What is being written."""

    text: Words = Field(examples=["Lampu jalan di depan pasar mati sejak dua minggu."])
    area_code: str = Field("", max_length=13, examples=["32.10.13.2001"])


class SimilarOut(Schema):
    """A complaint that may be the same."""

    number: str = Field(examples=["LP-9K47-TX2B"])
    title: str
    status: str
    submitted_at: Moment
    place: str
    is_public: bool = Field(description="Anybody may read it on the public list")


class WaysOut(Schema):
    """By which ways the receipt goes out again."""

    ways: list[str] = Field(examples=[["sms", "email"]])


class MessageOut(Schema):
    """A message of a citizen that no machine understood."""

    id: int
    channel: str = Field(description="Name of the channel")
    transport: str = Field(examples=["sms"])
    sender: str = Field(description="Tells two senders apart; never the number or address")
    subject: str
    text: str
    received_at: Moment
    state: str = Field(description="inbox, handled, spam, ignored")
    lacks_parts: bool
    is_proved: bool = Field(description="False: anybody may have written this sender")
    claimed_by: str
    complaint: str = Field(description="Number of the report that it went to")


class MessagesOut(Schema):
    """Messages, the oldest first, and the cursor of the next page; empty at the end."""

    items: list[MessageOut]
    next: str


class MessageAttachIn(In):
    number: Text = Field(max_length=20, examples=["LP-9K47-TX2B"])


class MessageFileIn(In):
    text: Annotated[Words, Field(min_length=20, max_length=4000)]
    kind: Kind = Kind.COMPLAINT


class MessageReplyIn(In):
    text: Annotated[Words, Field(max_length=459, description="Three SMS at most")]
