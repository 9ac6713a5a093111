"""What reporters send with each of their steps."""

from typing import Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import field_validator

from kentongan.api.schemas.base import Files, Flag, In, Text, Whole, Words
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import ContestReason


class Nothing(In):
    """A step that needs no words: send `{}`."""


class WordsIn(In):
    """Words and files."""

    text: Words = Field(examples=["Lampunya di depan kios nomor 12."])
    files: Files


class AddIn(In):
    """Words or files; one of them at least."""

    text: Text = Field("", max_length=5000)
    files: Files


class ContestIn(In):
    """What is not solved."""

    contest_reason: ContestReason
    text: Text = Field("", max_length=5000)
    files: Files


class RateIn(In):
    """Really solved, and one to five."""

    solved: Literal["yes", "partly", "no"]
    score: Whole | None = Field(None, ge=1, le=5)
    text: Text = Field("", max_length=1000)


class AppealIn(In):
    """Why it must be handled."""

    reason: Words


class WithdrawIn(In):
    """A word on it, if one likes."""

    text: Text = Field("", max_length=2000)


class FollowIn(In):
    """Somebody who has this problem, too."""

    contact: Text = Field(
        "", max_length=120, description="Mobile number or e-mail; empty: only counted"
    )
    agrees: Flag = Field(
        False, description="To the words of `consent_wording`; needed with a contact"
    )

    @field_validator("contact")
    @classmethod
    def _read(cls, typed: str) -> str:
        if not typed or "@" in typed:
            return typed
        phone = read_phone(typed)
        if phone is None:
            raise ValueError(_("This is no telephone number."))
        return phone


class FollowOut(Schema):
    """Counted; whoever gave a contact is asked there before any news is sent."""

    number: str
    others: int = Field(description="How many have this, too")
    must_confirm: bool
    consent_wording: str


class StepTaken(Schema):
    """The step was taken: where the complaint stands now."""

    number: str
    action: str
    status: str
    version: int


class UploadIn(In):
    """A file that will come in parts."""

    name: Text = Field(min_length=1, max_length=120, examples=["lampu.jpg"])
    size: Whole = Field(ge=1, le=2**31 - 1, description="Bytes", examples=[734003])


class UploadOut(Schema):
    """How far a file has come."""

    id: str
    size: int
    offset: int = Field(description="Send the next part from this byte on")
    is_complete: bool
