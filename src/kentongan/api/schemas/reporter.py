"""What reporters send with each of their steps."""

from typing import Literal

from ninja import Field, Schema

from kentongan.api.schemas.base import Files, In, Text, Whole, Words
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


class ReopenIn(In):
    """What is not solved after all."""

    contest_reason: ContestReason
    text: Text = Field("", max_length=5000)


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
